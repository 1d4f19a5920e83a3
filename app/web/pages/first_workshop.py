"""A page for whoever hosts for the first time: what there is to do, in which order, and what of it is done."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from app.screens.first_workshop import STEPS, first_workshop

from ..access import Who, may
from ..house import house_of
from .desk import page
from .programmes import UNKNOWN

router = APIRouter()


@router.get("/programmes/{programme}/first-workshop")
async def first_workshop_page(
    request: Request, programme: str, who: Annotated[Who, Depends(may("look: programmes"))]
) -> Response:
    walk = await house_of(request).store.read(first_workshop, programme)
    if walk is None:
        raise UNKNOWN
    return page(
        request, "organiser/first_workshop.html", programme=walk.programme, section="workshops", walk=walk, steps=STEPS
    )
