"""For developers: every workshop on this server beside each other, in the state it stands in. Not there otherwise."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app.screens.gallery import gallery_screen

from ..access import Who, may
from ..house import house_of
from ..templating import render

router = APIRouter()


@router.get("/gallery")
async def gallery(request: Request, who: Annotated[Who, Depends(may("look: gallery"))]) -> Response:
    """The boards themselves in frames, with the ways to each room's other screens."""
    house = house_of(request)
    if not house.settings.development:
        raise HTTPException(404)
    return render(request, "gallery.html", rooms=await house.store.read(gallery_screen))
