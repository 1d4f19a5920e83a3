"""Pages of programmes: the list, a new one, its home, its workshops."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from app.actions import planning
from app.actions.suggesting_alike import Material, alike, texts_of
from app.domain.refusals import Refusal
from app.screens.programme import Pair, ProgrammeScreen, programme_screen, programmes_screen
from app.screens.workbench import pairs_alike

from ..access import Who, may
from ..house import House, house_of
from .desk import go, page

router = APIRouter(prefix="/programmes")
UNKNOWN = Refusal("unknown_code", "This programme is not known here.")
Own = Annotated[Who, Depends(may("look: own programmes"))]
Looking = Annotated[Who, Depends(may("look: programmes"))]
COMPARED_AT_ONCE = 200
"""Ideas that are compared while the home is made; with more of them the workbench alone finds look-alikes."""


@router.get("")
async def programmes_page(request: Request, who: Own) -> Response:
    return await _list(request, who)


@router.post("")
async def new_programme(
    request: Request, who: Annotated[Who, Depends(may("plan: programme"))], name: Annotated[str, Form()] = ""
) -> Response:
    house = house_of(request)
    try:
        made = await house.store.write(planning.create_programme, name, house.now())
    except Refusal as refusal:
        return await _list(request, who, refusal, name)
    return go(f"/programmes/{made.id}")


@router.get("/{programme}")
async def programme_page(request: Request, programme: str, who: Looking) -> Response:
    house = house_of(request)
    screen = await house.store.read(programme_screen, programme, house.now(), await _look_alikes(house, programme))
    if screen is None:
        raise UNKNOWN
    return page(request, "organiser/programme.html", programme=screen.programme, section="programme", screen=screen)


@router.get("/{programme}/sessions")
async def workshops_page(request: Request, programme: str, who: Looking) -> Response:
    screen = await screen_of(request, programme)
    return page(request, "organiser/workshops.html", programme=screen.programme, section="workshops", screen=screen)


async def screen_of(request: Request, programme: str) -> ProgrammeScreen:
    """A programme as its pages show it. Raises Refusal unknown_code."""
    screen = await house_of(request).store.read(programme_screen, programme)
    if screen is None:
        raise UNKNOWN
    return screen


async def _look_alikes(house: House, programme: str) -> list[Pair]:
    """Ideas that may be one, by their own words."""
    texts = await house.store.read(texts_of, programme)
    if not 1 < len(texts) <= COMPARED_AT_ONCE:
        return []
    found = await asyncio.to_thread(alike, Material(texts, [], []))
    return await house.store.read(pairs_alike, programme, found.ideas)


async def _list(request: Request, who: Who, refusal: Refusal | None = None, name: str = "") -> Response:
    rows = [row for row in await house_of(request).store.read(programmes_screen) if who.sees(row[0].id)]
    return page(request, "organiser/programmes.html", refusal=refusal, rows=rows, name=name, who=who)
