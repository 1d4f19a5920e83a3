"""Pages of programmes: the list, a new one, its first page, its workshops."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from app.actions import planning
from app.domain.refusals import Refusal
from app.screens.organiser import ProgrammeScreen, programme_screen, programmes_screen
from app.storage.ideas import programmes

from ..access import Who, may
from ..house import house_of
from .desk import go, page

router = APIRouter(prefix="/programmes")
UNKNOWN = Refusal("unknown_code", "This programme is not known here.")
Looking = Annotated[Who, Depends(may("look: programmes"))]


@router.get("")
async def programmes_page(request: Request, who: Looking) -> Response:
    return await _list(request)


@router.post("")
async def new_programme(
    request: Request, who: Annotated[Who, Depends(may("plan: programme"))], name: Annotated[str, Form()] = ""
) -> Response:
    house = house_of(request)
    try:
        made = await house.store.write(planning.create_programme, name, house.now())
    except Refusal as refusal:
        return await _list(request, refusal, name)
    return go(f"/programmes/{made.id}")


@router.get("/{programme}")
async def programme_page(request: Request, programme: str, who: Looking) -> Response:
    screen = await screen_of(request, programme)
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


async def _list(request: Request, refusal: Refusal | None = None, name: str = "") -> Response:
    store = house_of(request).store
    rows = await store.read(programmes_screen, await store.read(programmes))
    return page(request, "organiser/programmes.html", refusal=refusal, rows=rows, name=name)
