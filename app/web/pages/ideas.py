"""Pages of a programme's ideas: the list, typing one, wording one anew, putting one aside."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from app.actions import planning, shaping
from app.actions.planning import NewIdea
from app.domain.refusals import Refusal
from app.screens.organiser import ideas_screen
from app.storage.parked_ideas import parked_ideas

from ..access import Who, may
from ..house import house_of
from .desk import go, page
from .programmes import UNKNOWN

router = APIRouter(prefix="/programmes/{programme}/ideas")
Looking = Annotated[Who, Depends(may("look: programmes"))]
Planning = Annotated[Who, Depends(may("plan: ideas"))]
Field = Annotated[str, Form()]


@router.get("")
async def ideas_page(
    request: Request, programme: str, who: Looking, theme: str = "", q: str = "", added: int = 0, parked: str = "",
) -> Response:  # fmt: skip
    store = house_of(request).store
    screen = await store.read(ideas_screen, programme, theme, q)
    if screen is None:
        raise UNKNOWN
    aside = await store.read(parked_ideas, programme)
    return page(
        request, "organiser/ideas.html", programme=screen.programme, section="ideas", screen=screen, theme=theme, q=q,
        added=added, aside=aside, just_parked=next((i for i in aside if i.id == parked), None),
    )  # fmt: skip


@router.get("/new")
async def new_idea_page(request: Request, programme: str, who: Planning, added: str = "") -> Response:
    return await _form(request, programme, "organiser/new_idea.html", added=added)


@router.post("/new")
async def add_idea(
    request: Request, programme: str, who: Planning, text: Field = "", name: Field = "", theme: Field = "",
    ref: Field = "",
) -> Response:  # fmt: skip
    house, given = house_of(request), _given(text, name, theme, ref)
    try:
        made = await house.store.write(planning.add_ideas, programme, [given], house.now())
    except Refusal as refusal:
        return await _form(request, programme, "organiser/new_idea.html", refusal=refusal, given=given)
    return go(f"/programmes/{programme}/ideas/new?added={made[0].id}")


@router.get("/{idea}")
async def idea_page(request: Request, programme: str, idea: str, who: Planning) -> Response:
    known = await house_of(request).store.read(shaping.known_idea, programme, idea)
    return await _form(request, programme, "organiser/idea.html", idea=known, given=known)


@router.post("/{idea}")
async def reword_idea(
    request: Request, programme: str, idea: str, who: Planning, text: Field = "", name: Field = "",
    theme: Field = "", ref: Field = "",
) -> Response:  # fmt: skip
    store, given = house_of(request).store, _given(text, name, theme, ref)
    known = await store.read(shaping.known_idea, programme, idea)
    try:
        await store.write(shaping.reword_idea, programme, idea, given)
    except Refusal as refusal:
        return await _form(request, programme, "organiser/idea.html", refusal=refusal, idea=known, given=given)
    return go(f"/programmes/{programme}/ideas#idea-{idea}")


@router.post("/{idea}/park")
async def park_idea(request: Request, programme: str, idea: str, who: Planning) -> Response:
    house = house_of(request)
    await house.store.write(shaping.park_idea, programme, idea, house.now())
    return go(f"/programmes/{programme}/ideas?parked={idea}")


@router.post("/{idea}/take-up")
async def unpark_idea(request: Request, programme: str, idea: str, who: Planning) -> Response:
    await house_of(request).store.write(shaping.unpark_idea, programme, idea)
    return go(f"/programmes/{programme}/ideas#idea-{idea}")


async def _form(
    request: Request, programme: str, template: str, *, refusal: Refusal | None = None, added: str = "", **context: Any
) -> Response:
    store = house_of(request).store
    screen = await store.read(ideas_screen, programme)
    if screen is None:
        raise UNKNOWN
    last = next((i for i in screen.shown if i.id == added), None)
    return page(
        request, template, refusal=refusal, programme=screen.programme, section="ideas", screen=screen, last=last,
        **context,
    )  # fmt: skip


def _given(text: str, name: str, theme: str, ref: str) -> NewIdea:
    name, theme, ref = (" ".join(field.split())[: planning.LONGEST_NAME] for field in (name, theme, ref))
    return NewIdea(text, ref or None, name or None, theme or None)
