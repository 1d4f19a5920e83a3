"""Pages of one statement: what it rests on, writing it, what two wrote at once, its versions, and its comments."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from app.actions import drafting, reviewing
from app.domain.drafts import LONGEST_STATEMENT, Content
from app.domain.refusals import Refusal
from app.screens.statement import (
    StatementScreen,
    changed_screen,
    commitment_choices,
    idea_choices,
    statement_screen,
    version_screen,
)
from app.screens.strategy import StrategyScreen
from app.storage.facts import professions
from app.storage.frameworks import framework_of
from app.storage.secrets import new_id
from app.storage.statements import content_of, sections_of

from ..access import Who, may
from ..house import house_of
from .desk import go, page
from .statement_forms import content_in, step_in, version_in
from .strategy import Drafting, Field, screen_of

router = APIRouter(prefix="/programmes/{programme}/strategy/statements")
Looking = Annotated[Who, Depends(may("look: programmes"))]
UNKNOWN = Refusal("unknown_code", "This statement is not part of the draft.")


@router.get("/new")
async def new_statement_page(
    request: Request, programme: str, who: Drafting, idea: str = "", profession: str = "", commitment: str = "",
    section: str = "",
) -> Response:  # fmt: skip
    """An empty form; from an idea or a place in the matrix it begins with that."""
    listed = [tuple(filter(None, [value])) for value in (idea, profession, commitment)]
    given = Content("", section or None, listed[0], listed[1], commitments=listed[2])
    return await _form(request, await screen_of(request, programme), given)


@router.post("/new")
async def add_statement(request: Request, programme: str, who: Drafting) -> Response:
    house, form = house_of(request), await request.form()
    given, why, once = content_in(form), str(form.get("why", "")), str(form.get("once", ""))
    try:
        made = await house.store.write(drafting.add_statement, programme, given, who.id, house.now(), why, once)
    except Refusal as refusal:
        return await _form(request, await screen_of(request, programme), given, refusal, why=why, once=once)
    return go(f"/programmes/{programme}/strategy/statements/{made.id}")


@router.get("/{statement}")
async def statement_page(request: Request, programme: str, statement: str, who: Looking) -> Response:
    return await _show(request, programme, statement)


@router.get("/{statement}/edit")
async def edit_page(request: Request, programme: str, statement: str, who: Drafting) -> Response:
    screen = await _known(request, programme, statement)
    return await _form(request, await screen_of(request, programme), content_of(screen.statement), of=screen)


@router.post("/{statement}/edit")
async def change_statement(request: Request, programme: str, statement: str, who: Drafting) -> Response:
    """Saves it; where somebody else did meanwhile, shows both and keeps every word that was typed."""
    house, form = house_of(request), await request.form()
    given, why, seen = content_in(form), str(form.get("why", "")), version_in(form)
    try:
        await house.store.write(
            drafting.change_statement, programme, statement, given, seen, who.id, house.now(), why,
            form.get("put_back") == "1",
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.code == "moved_on":
            return await _changed(request, programme, statement, given, seen, refusal, why)
        screen = await _known(request, programme, statement)
        return await _form(request, await screen_of(request, programme), given, refusal, of=screen, why=why, seen=seen)
    return go(f"/programmes/{programme}/strategy/statements/{statement}")


@router.post("/{statement}/state")
async def put_statement(
    request: Request, programme: str, statement: str, who: Drafting, state: Field = "", why: Field = ""
) -> Response:  # fmt: skip
    house, form = house_of(request), await request.form()
    try:
        await house.store.write(
            reviewing.put_statement, programme, statement, state, version_in(form), who.id, house.now(), why
        )
    except Refusal as refusal:
        return await _show(request, programme, statement, refusal)
    return go(f"/programmes/{programme}/strategy/statements/{statement}")


@router.post("/{statement}/move")
async def move_statement(request: Request, programme: str, statement: str, who: Drafting) -> Response:
    house, form = house_of(request), await request.form()
    await house.store.write(
        drafting.move_statement, programme, statement, step_in(form), who.id, house.now()
    )  # fmt: skip
    return go(f"/programmes/{programme}/strategy#statement-{statement}")


@router.post("/{statement}/remove")
async def remove_statement(
    request: Request, programme: str, statement: str, who: Drafting, why: Field = ""
) -> Response:  # fmt: skip
    house, form = house_of(request), await request.form()
    try:
        await house.store.write(
            drafting.remove_statement, programme, statement, version_in(form), who.id, house.now(), why
        )
    except Refusal as refusal:
        return await _show(request, programme, statement, refusal)
    return go(f"/programmes/{programme}/strategy?removed={statement}")


@router.post("/{statement}/put-back")
async def put_back_statement(request: Request, programme: str, statement: str, who: Drafting) -> Response:
    house = house_of(request)
    await house.store.write(drafting.put_back_statement, programme, statement, who.id, house.now())
    return go(f"/programmes/{programme}/strategy/statements/{statement}")


@router.get("/{statement}/versions/{version}")
async def version_page(request: Request, programme: str, statement: str, version: int, who: Looking) -> Response:
    store = house_of(request).store
    known = await _known(request, programme, statement)
    shown = await store.read(version_screen, programme, statement, min(version, 2**31))
    if shown is None:
        raise Refusal("unknown_code", "This statement has no such version.")
    return page(
        request, "organiser/statement_version.html", programme=known.programme, section="strategy", screen=known,
        shown=shown,
    )  # fmt: skip


@router.post("/{statement}/versions/{version}")
async def restore_version(
    request: Request, programme: str, statement: str, version: int, who: Drafting, why: Field = ""
) -> Response:
    house, form = house_of(request), await request.form()
    try:
        await house.store.write(
            drafting.restore_version, programme, statement, min(version, 2**31), version_in(form), who.id, house.now(),
            why,
        )  # fmt: skip
    except Refusal as refusal:
        return await _show(request, programme, statement, refusal)
    return go(f"/programmes/{programme}/strategy/statements/{statement}")


@router.post("/{statement}/comments")
async def comment_on(
    request: Request, programme: str, statement: str, who: Drafting, text: Annotated[str, Form(alias="comment")] = ""
) -> Response:
    house = house_of(request)
    try:
        await house.store.write(reviewing.comment_on, programme, statement, text, who.id, house.now())
    except Refusal as refusal:
        return await _show(request, programme, statement, refusal, typed=text)
    return go(f"/programmes/{programme}/strategy/statements/{statement}#comments")


@router.post("/{statement}/comments/{remark}")
async def settle_comment(
    request: Request, programme: str, statement: str, remark: str, who: Drafting, do: Field = "settle"
) -> Response:
    house = house_of(request)
    await house.store.write(
        reviewing.settle_comment, programme, statement, remark, do != "reopen", who.id, house.now()
    )  # fmt: skip
    return go(f"/programmes/{programme}/strategy/statements/{statement}#comments")


async def _known(request: Request, programme: str, statement: str) -> StatementScreen:
    screen = await house_of(request).store.read(statement_screen, programme, statement)
    if screen is None:
        raise UNKNOWN
    return screen


async def _show(
    request: Request, programme: str, statement: str, refusal: Refusal | None = None, typed: str = ""
) -> Response:
    screen = await _known(request, programme, statement)
    return page(
        request, "organiser/statement.html", programme=screen.programme, section="strategy", refusal=refusal,
        screen=screen, typed=typed,
    )  # fmt: skip


async def _form(
    request: Request, draft: StrategyScreen, given: Content, refusal: Refusal | None = None, *,
    of: StatementScreen | None = None, why: str = "", seen: int | None = None, once: str = "",
) -> Response:  # fmt: skip
    """The form of a statement, new or known, with what was typed."""
    store, id = house_of(request).store, draft.programme.id
    plan = await store.read(framework_of, id)
    return page(
        request, "organiser/statement_form.html", programme=draft.programme, section="strategy", refusal=refusal,
        screen=draft, of=of, given=given, why=why, seen=seen or (of.statement.version if of else 0), plan=plan,
        ideas=await store.read(idea_choices, id, given.ideas), commitments=commitment_choices(plan, given.commitments),
        professions=professions(), sections=await _sections(request, id), longest=LONGEST_STATEMENT,
        once=once or new_id(),
    )  # fmt: skip


async def _sections(request: Request, programme: str) -> list[tuple[str, str]]:
    return [(section.id, section.title) for section in await house_of(request).store.read(sections_of, programme)]


async def _changed(
    request: Request, programme: str, statement: str, given: Content, seen: int, refusal: Refusal, why: str
) -> Response:
    """What was typed beside what stands now, and a form with both."""
    store = house_of(request).store
    draft = await screen_of(request, programme)
    changed = await store.read(changed_screen, programme, statement, seen, given)
    if changed is None:
        raise UNKNOWN
    plan, both = await store.read(framework_of, programme), changed.merge.content
    return page(
        request, "organiser/statement_changed.html", programme=draft.programme, section="strategy", refusal=refusal,
        screen=draft, changed=changed, mine=given, given=both, why=why, seen=changed.statement.version, plan=plan,
        ideas=await store.read(idea_choices, programme, both.ideas),
        commitments=commitment_choices(plan, both.commitments), professions=professions(),
        sections=await _sections(request, programme), longest=LONGEST_STATEMENT,
        names={i.value: i.label for i in await store.read(idea_choices, programme, (*given.ideas, *both.ideas))},
    )  # fmt: skip
