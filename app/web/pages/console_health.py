"""The page beside the console that says how the workshop runs. It asks for its newest picture every two seconds."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form
from pydantic import BaseModel
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
from ..watchfulness import counting_again, deciding_about, integrity_of
from .console_deeds import DoorSwitch, Press
from .console_drawing import clock, in_place

router = APIRouter()
Lookers = Annotated[Who, Depends(may("look: console"))]
BoardHosts = Annotated[Who, Depends(may("host: board"))]
PeopleHosts = Annotated[Who, Depends(may("host: people"))]
SheetHosts = Annotated[Who, Depends(may("plan: run sheet"))]


class Decision(BaseModel):
    """What was pressed, and what it is about: something odd, or why people were set aside."""

    press: Literal["aside", "leave", "count"]
    odd: str = ""
    reason: str = ""


class Joining(Press):
    joining: Literal["open", "ticket"]


@router.get("/sessions/{session}/health")
async def health(request: Request, session: str, who: Lookers) -> Response:
    return await _page(request, await room_of(request, session))


@router.post("/sessions/{session}/health/doors")
async def doors(request: Request, session: str, who: BoardHosts, press: Annotated[DoorSwitch, Form()]) -> Response:
    """Locks the room to newcomers, or opens it again."""
    room = await room_of(request, session)
    return await _done(request, room, who, asking.SetDoors("", press.expected_version, press.locked))


@router.post("/sessions/{session}/health/joining")
async def joining(request: Request, session: str, who: SheetHosts, press: Annotated[Joining, Form()]) -> Response:
    """Asks for tickets, or no more: before anybody has joined."""
    room = await room_of(request, session)
    return await _done(request, room, who, asking.ChangeSession("", press.expected_version, joining=press.joining))


@router.post("/sessions/{session}/health/aside")
async def aside(request: Request, session: str, who: PeopleHosts, form: Annotated[Decision, Form()]) -> Response:
    """Sets aside whom something odd is about, leaves them in, or counts again who was set aside for a reason."""
    room = await room_of(request, session)
    try:
        if form.press == "count":
            deed = counting_again(room.session, form.reason)
        else:
            deed = await deciding_about(request, room, form.odd, form.press == "aside")
    except Refusal as refusal:
        return await _page(request, room, refusal)
    return await _done(request, room, who, deed)


async def _done(request: Request, room: Room, who: Who, deed: asking.Deed) -> Response:
    try:
        await do(room, who, deed)
    except Refusal as refusal:
        return await _page(request, room, refusal)
    if in_place(request):
        return await _page(request, room)
    return RedirectResponse(f"/sessions/{room.session.id}/health", 303)


async def _page(request: Request, room: Room, refusal: Refusal | None = None) -> Response:
    """The page, or the part of it that changes where the page is open already. A refusal stands on it in words."""
    screen, integrity = await health_of(request, room), await integrity_of(request, room)
    refused = sentence_of(request, refusal) if refusal else None
    context: dict[str, Any] = {"screen": screen, "integrity": integrity, "clock": clock, "refused": refused}
    if in_place(request):
        html = draw("console/_health.html", language_of(request), **context)
        return HTMLResponse(html, headers={"Vary": "HX-Request"})
    status = STATUS.get(refusal.code, 422) if refusal else 200
    return render(request, "console/health.html", status=status, **context)
