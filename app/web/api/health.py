"""The call that says how a session runs: who is connected, what is saved, what wants a look."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request

from ..access import Who, may
from ..deeds import room_of
from ..signs import health_json, health_of
from ..watchfulness import integrity_of
from . import integrity

router = APIRouter(tags=["Hosting"])
router.include_router(integrity.router)


@router.get("/sessions/{session}/health")
async def show_health(
    request: Request, session: str, who: Annotated[Who, Depends(may("look: console"))]
) -> dict[str, Any]:
    room = await room_of(request, session)
    return health_json(await health_of(request, room), await integrity_of(request, room))
