"""Pages of evidence trails: an idea's, a contribution's, and the trail that everybody may read."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from app.actions import opening_pages
from app.domain.refusals import Refusal
from app.screens.trail import forward_screen, public_trail, trail_screen

from ..access import Who, may
from ..house import house_of, origin_of
from .desk import go, page

router = APIRouter()
HERE = "/programmes/{programme}/ideas/{idea}/trail"
Looking = Annotated[Who, Depends(may("look: programmes"))]
Publishing = Annotated[Who, Depends(may("conclude: publish"))]
UNKNOWN = Refusal("unknown_code", "There is nothing at this address.")


@router.get(HERE)
async def trail_page(request: Request, programme: str, idea: str, who: Looking, done: str = "") -> Response:
    screen = await house_of(request).store.read(trail_screen, programme, idea)
    address = f"{origin_of(request)}/trail/{idea}"
    return page(
        request, "organiser/trail.html", programme=screen.programme, section="ideas", screen=screen, address=address,
        done=done,
    )  # fmt: skip


@router.post(HERE + "/share")
async def share(request: Request, programme: str, idea: str, who: Publishing) -> Response:
    house = house_of(request)
    await house.store.write(opening_pages.share_trail, programme, idea, who.id, house.now())
    return go(f"/programmes/{programme}/ideas/{idea}/trail?done=shared")


@router.post(HERE + "/close")
async def close(request: Request, programme: str, idea: str, who: Publishing) -> Response:
    house = house_of(request)
    await house.store.write(opening_pages.unshare_trail, programme, idea, who.id, house.now())
    return go(f"/programmes/{programme}/ideas/{idea}/trail?done=closed")


@router.get("/programmes/{programme}/contributions/{contribution}/trail")
async def forward_page(request: Request, programme: str, contribution: str, who: Looking) -> Response:
    """From one thing that somebody said to the statements that rest on it."""
    screen = await house_of(request).store.read(forward_screen, programme, contribution)
    return page(request, "organiser/forward.html", programme=screen.programme, section="ideas", screen=screen)


@router.get("/trail/{idea}")
async def public_trail_page(
    request: Request, idea: str, who: Annotated[Who, Depends(may("look: public page"))]
) -> Response:
    screen = await house_of(request).store.read(public_trail, idea)
    if screen is None:
        raise UNKNOWN
    if screen.idea.id != idea:
        return go(f"/trail/{screen.idea.id}")
    return page(request, "public/trail.html", programme=screen.programme, screen=screen)
