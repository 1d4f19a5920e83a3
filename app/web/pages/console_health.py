"""The page beside the console that says how the workshop runs. It asks for its newest picture every two seconds."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.domain import asking
from app.domain.refusals import Refusal
from app.live.room import Room

from ..access import Who, may
from ..deeds import do, room_of
from ..errors import STATUS
from ..signs import health_of
from ..templating import draw, language_of, render, sentence_of
from .console_deeds import DoorSwitch
from .console_drawing import clock, in_place

router = APIRouter()
Lookers = Annotated[Who, Depends(may("look: console"))]
BoardHosts = Annotated[Who, Depends(may("host: board"))]


@router.get("/sessions/{session}/health")
async def health(request: Request, session: str, who: Lookers) -> Response:
    return await _page(request, await room_of(request, session))


@router.post("/sessions/{session}/health/doors")
async def doors(request: Request, session: str, who: BoardHosts, press: Annotated[DoorSwitch, Form()]) -> Response:
    """Locks the room to newcomers, or opens it again."""
    room = await room_of(request, session)
    try:
        await do(room, who, asking.SetDoors("", press.expected_version, press.locked))
    except Refusal as refusal:
        return await _page(request, room, refusal)
    if in_place(request):
        return await _page(request, room)
    return RedirectResponse(f"/sessions/{session}/health", 303)


async def _page(request: Request, room: Room, refusal: Refusal | None = None) -> Response:
    """The page, or the part of it that changes where the page is open already. A refusal stands on it in words."""
    screen = await health_of(request, room)
    refused = sentence_of(request, refusal) if refusal else None
    if in_place(request):
        html = draw("console/_health.html", language_of(request), screen=screen, clock=clock, refused=refused)
        return HTMLResponse(html, headers={"Vary": "HX-Request"})
    status = STATUS.get(refusal.code, 422) if refusal else 200
    return render(request, "console/health.html", status=status, screen=screen, clock=clock, refused=refused)
