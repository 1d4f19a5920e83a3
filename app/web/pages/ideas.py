"""Pages of a programme's ideas: the list, typing one, and one idea with its words, now and before."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from app.actions import planning, shaping
from app.actions.planning import NewIdea
from app.domain.naming import LONGEST_NAME
from app.domain.refusals import Refusal
from app.screens.ideas import SORTS, idea_screen, ideas_screen

from ..access import Who, may
from ..decoding import number_of
from ..house import house_of
from .desk import go, page
from .programmes import UNKNOWN

router = APIRouter(prefix="/programmes/{programme}/ideas")
Looking = Annotated[Who, Depends(may("look: programmes"))]
Planning = Annotated[Who, Depends(may("plan: ideas"))]
Field = Annotated[str, Form()]


@router.get("")
async def ideas_page(
    request: Request, programme: str, who: Looking, theme: str = "", q: str = "", sort: str = "quotes",
    added: int = 0, parked: str = "",
) -> Response:  # fmt: skip
    sort = sort if sort in SORTS else SORTS[0]
    screen = await house_of(request).store.read(ideas_screen, programme, theme, q, sort)
    if screen is None:
        raise UNKNOWN
    return page(
        request, "organiser/ideas.html", programme=screen.programme, section="ideas", screen=screen, theme=theme, q=q,
        sort=sort, added=added, just_parked=next((i for i in screen.aside if i.id == parked), None),
    )  # fmt: skip


@router.get("/new")
async def new_idea_page(request: Request, programme: str, who: Planning, added: str = "") -> Response:
    return await _new_form(request, programme, added=added)


@router.post("/new")
async def add_idea(
    request: Request, programme: str, who: Planning, text: Field = "", name: Field = "", theme: Field = "",
    ref: Field = "", detail: Field = "", easy_read: Field = "",
) -> Response:  # fmt: skip
    house, given = house_of(request), given_idea(text, name, theme, ref, detail, easy_read)
    try:
        made = await house.store.write(planning.add_ideas, programme, [given], house.now(), who.id)
    except Refusal as refusal:
        return await _new_form(request, programme, refusal=refusal, given=given)
    return go(f"/programmes/{programme}/ideas/new?added={made[0].id}")


@router.get("/{idea}")
async def idea_page(request: Request, programme: str, idea: str, who: Planning, done: str = "") -> Response:
    return await show_idea(request, programme, idea, who, done=done)


@router.post("/{idea}")
async def reword_idea(
    request: Request, programme: str, idea: str, who: Planning, text: Field = "", name: Field = "",
    theme: Field = "", ref: Field = "", detail: Field = "", easy_read: Field = "", why: Field = "", seen: Field = "",
) -> Response:  # fmt: skip
    house, given = house_of(request), given_idea(text, name, theme, ref, detail, easy_read)
    try:
        await house.store.write(shaping.reword_idea, programme, idea, given, house.now(), who.id, why, number_of(seen))
    except Refusal as refusal:
        if refusal.code == "unknown_idea":
            raise
        return await show_idea(request, programme, idea, who, refusal, given=given, why=why)
    return go(f"/programmes/{programme}/ideas/{idea}?done=worded")


@router.post("/{idea}/restore")
async def restore_wording(
    request: Request, programme: str, idea: str, who: Planning, number: Field = "", seen: Field = ""
) -> Response:
    house = house_of(request)
    try:
        await house.store.write(
            shaping.restore_wording, programme, idea, number_of(number) or 0, who.id, house.now(), "", number_of(seen)
        )
    except Refusal as refusal:
        return await show_idea(request, programme, idea, who, refusal)
    return go(f"/programmes/{programme}/ideas/{idea}?done=worded")


@router.post("/{idea}/words-are-ours")
async def leave_the_words(request: Request, programme: str, idea: str, who: Planning) -> Response:
    """What is left of an idea, out of which words were cut that somebody took back, may stay."""
    house = house_of(request)
    await house.store.write(shaping.leave_words, programme, idea, house.now(), who.id)
    return go(f"/programmes/{programme}/ideas/{idea}")


@router.post("/{idea}/park")
async def park_idea(request: Request, programme: str, idea: str, who: Planning) -> Response:
    house = house_of(request)
    await house.store.write(shaping.park_idea, programme, idea, house.now(), who.id)
    return go(f"/programmes/{programme}/ideas?parked={idea}")


@router.post("/{idea}/take-up")
async def unpark_idea(request: Request, programme: str, idea: str, who: Planning) -> Response:
    house = house_of(request)
    await house.store.write(shaping.unpark_idea, programme, idea, house.now(), who.id)
    return go(f"/programmes/{programme}/ideas#idea-{idea}")


async def show_idea(
    request: Request, programme: str, idea: str, who: Who, refusal: Refusal | None = None, **context: Any
) -> Response:
    """The page of one idea, with what was typed and what was wrong, where something was."""
    screen = await house_of(request).store.read(idea_screen, programme, idea)
    return page(
        request, "organiser/idea.html", refusal=refusal, programme=screen.programme, section="ideas", screen=screen,
        idea=screen.idea, me=who.id, **({"given": screen.idea} | context),
    )  # fmt: skip


def given_idea(text: str, name: str, theme: str, ref: str, detail: str = "", easy_read: str = "") -> NewIdea:
    """An idea as a form sends it."""
    name, theme, ref = (" ".join(field.split())[:LONGEST_NAME] for field in (name, theme, ref))
    return NewIdea(text, ref or None, name or None, theme or None, detail or None, easy_read or None)


async def _new_form(
    request: Request, programme: str, *, refusal: Refusal | None = None, added: str = "", **context: Any
) -> Response:
    screen = await house_of(request).store.read(ideas_screen, programme)
    if screen is None:
        raise UNKNOWN
    last = next((i for i in screen.shown if i.id == added), None)
    return page(
        request, "organiser/new_idea.html", refusal=refusal, programme=screen.programme, section="ideas",
        themes=screen.themes, last=last, **context,
    )  # fmt: skip
