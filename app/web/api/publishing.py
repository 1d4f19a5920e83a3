"""Calls that make a session's report public, or take it back."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request

from app.actions import publishing

from ..access import Who, may
from ..deeds import room_of
from ..house import house_of
from .asking import answer

router = APIRouter(tags=["Outcomes"])
Publishers = Annotated[Who, Depends(may("conclude: publish"))]


@router.post("/sessions/{session}/publish")
async def publish(request: Request, session: str, who: Publishers) -> dict[str, Any]:
    """Opens `links.report` to everyone, small numbers protected. 409 before the session has finished."""
    house, room = house_of(request), await room_of(request, session)
    await house.store.write(publishing.publish, session, who.id, house.now())
    return await answer(request, room)


@router.post("/sessions/{session}/unpublish")
async def unpublish(request: Request, session: str, who: Publishers) -> dict[str, Any]:
    """Closes `links.report`: it answers 404 again."""
    house, room = house_of(request), await room_of(request, session)
    await house.store.write(publishing.unpublish, session, who.id, house.now())
    return await answer(request, room)
