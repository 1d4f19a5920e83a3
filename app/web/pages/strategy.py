"""Pages of the strategy draft as a whole: the draft, its sections, its plan, its files, and check and challenge."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from app.actions import frameworks, sectioning
from app.actions.challenging import challenge
from app.actions.drafts import KINDS
from app.domain.refusals import Refusal
from app.screens.strategy import Narrowed, StrategyScreen, strategy_screen
from app.storage.frameworks import shipped_plans
from app.storage.secrets import new_id
from app.storage.statements import sections_of

from ..access import Who, may
from ..draft_downloads import download_draft
from ..house import house_of
from ..templating import catalogue, language_of
from .desk import go, page
from .programmes import UNKNOWN
from .statement_forms import step_in, version_in

router = APIRouter(prefix="/programmes/{programme}/strategy")
Looking = Annotated[Who, Depends(may("look: programmes"))]
Drafting = Annotated[Who, Depends(may("plan: strategy"))]
Field = Annotated[str, Form()]


@router.get("")
async def strategy_page(
    request: Request, programme: str, who: Looking, profession: str = "", commitment: str = "", removed: str = "",
) -> Response:  # fmt: skip
    screen = await screen_of(request, programme, Narrowed(profession, commitment))
    return page(
        request, "organiser/strategy.html", programme=screen.programme, section="strategy", screen=screen,
        kinds=tuple(KINDS), just_removed=next((s for s in screen.removed if s.id == removed), None),
    )  # fmt: skip


@router.get("/download")
async def take_draft(
    request: Request, programme: str, who: Annotated[Who, Depends(may("conclude: draft"))], format: str = "docx"
) -> Response:
    await screen_of(request, programme)
    return await download_draft(house_of(request), programme, format)


@router.get("/sections")
async def sections_page(request: Request, programme: str, who: Looking) -> Response:
    return await _sections(request, programme)


@router.post("/sections")
async def add_section(
    request: Request, programme: str, who: Drafting, title: Field = "", intro: Field = "", once: Field = ""
) -> Response:  # fmt: skip
    house = house_of(request)
    try:
        await house.store.write(sectioning.add_section, programme, title, intro, who.id, house.now(), once)
    except Refusal as refusal:
        return await _sections(request, programme, refusal, given={"title": title, "intro": intro})
    return go(f"/programmes/{programme}/strategy/sections")


@router.post("/sections/{section}")
async def change_section(request: Request, programme: str, section: str, who: Drafting) -> Response:
    """One section: do = save, up, down, remove or put_back."""
    house, form = house_of(request), await request.form()
    store, title, intro = house.store, str(form.get("title", "")), str(form.get("intro", ""))
    try:
        match form.get("do"):
            case "up" | "down":
                await store.write(
                    sectioning.move_section, programme, section, step_in(form), who.id, house.now()
                )  # fmt: skip
            case "remove":
                await store.write(sectioning.remove_section, programme, section, who.id, house.now())
            case "put_back":
                await store.write(sectioning.put_back_section, programme, section, who.id, house.now())
            case _:
                await store.write(
                    sectioning.change_section, programme, section, title, intro, version_in(form), who.id, house.now()
                )
    except Refusal as refusal:
        return await _sections(request, programme, refusal, typed={"id": section, "title": title, "intro": intro})
    return go(f"/programmes/{programme}/strategy/sections")


@router.get("/framework")
async def framework_page(request: Request, programme: str, who: Looking) -> Response:
    return await _framework(request, programme)


@router.post("/framework")
async def choose_framework(request: Request, programme: str, who: Drafting, key: Field = "") -> Response:
    house = house_of(request)
    try:
        await house.store.write(frameworks.choose_framework, programme, key, who.id, house.now())
    except Refusal as refusal:
        return await _framework(request, programme, refusal)
    return go(f"/programmes/{programme}/strategy/framework")


@router.post("/framework/import")
async def bring_framework(
    request: Request, programme: str, who: Drafting, name: Field = "", file: UploadFile | None = None
) -> Response:
    house = house_of(request)
    data, filename = (await file.read(), file.filename or "") if file else (b"", "")
    try:
        if not filename:
            raise Refusal("bad_field", "Choose a file first.", "file")
        await house.store.write(
            frameworks.framework_from_file, programme, name, data, filename, who.id, house.now()
        )  # fmt: skip
    except Refusal as refusal:
        return await _framework(request, programme, refusal, name=name)
    return go(f"/programmes/{programme}/strategy/framework")


@router.get("/challenge")
async def challenge_page(request: Request, programme: str, who: Drafting, statement: str = "") -> Response:
    return await _challenge(request, programme, chosen=[statement])


@router.post("/challenge")
async def plan_challenge(
    request: Request, programme: str, who: Drafting, name: Field = "", joining: Field = "open"
) -> Response:  # fmt: skip
    """Plans a workshop on the statements chosen, and goes on to its run sheet."""
    house, form = house_of(request), await request.form()
    chosen = [str(statement) for statement in form.getlist("statements")]
    try:
        session = await house.store.write(
            challenge, programme, chosen, name, joining, who.id, house.now(), catalogue(language_of(request)).gettext
        )
    except Refusal as refusal:
        return await _challenge(request, programme, refusal, name=name, joining=joining, chosen=chosen)
    return go(f"/sessions/{session.id}/plan")


async def screen_of(request: Request, programme: str, narrowed: Narrowed | None = None) -> StrategyScreen:
    """The draft as its pages show it. Raises Refusal unknown_code."""
    screen = await house_of(request).store.read(strategy_screen, programme, narrowed or Narrowed())
    if screen is None:
        raise UNKNOWN
    return screen


async def _sections(request: Request, programme: str, refusal: Refusal | None = None, **context: Any) -> Response:
    screen = await screen_of(request, programme)
    gone = await house_of(request).store.read(sections_of, programme, True)
    return page(
        request, "organiser/sections.html", programme=screen.programme, section="strategy", refusal=refusal,
        screen=screen, gone=gone, once=new_id(), **{"given": {}, "typed": {}} | context,
    )  # fmt: skip


async def _framework(request: Request, programme: str, refusal: Refusal | None = None, name: str = "") -> Response:
    screen = await screen_of(request, programme)
    return page(
        request, "organiser/framework.html", programme=screen.programme, section="strategy", refusal=refusal,
        screen=screen, plans=shipped_plans(), name=name,
    )  # fmt: skip


async def _challenge(request: Request, programme: str, refusal: Refusal | None = None, **given: Any) -> Response:
    screen = await screen_of(request, programme)
    return page(
        request, "organiser/challenge.html", programme=screen.programme, section="strategy", refusal=refusal,
        screen=screen, given={"name": "", "joining": "open", "chosen": []} | given,
    )  # fmt: skip
