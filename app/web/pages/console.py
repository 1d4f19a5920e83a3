"""Pages of the console: the page itself, its socket, its pulse, and a host's own early look at results."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.websockets import WebSocket

from app.domain.refusals import Refusal
from app.live.room import Room
from app.live.seats import Audience
from app.screens.console_look import look_screen
from app.storage.outcomes import record_look
from app.storage.secrets import hash_of
from app.storage.sessions import session_row

from ..access import RIGHTS, SIGNED_IN_COOKIE, Who, identify, may
from ..deeds import room_of
from ..guard import is_ours
from ..house import house_of
from ..signs import strain_of
from ..templating import LANGUAGES, render
from ..watching import Onlooker
from ..wire import Wire
from . import console_checking, console_deeds
from .console_drawing import console_audiences, console_page

router = APIRouter()
router.include_router(console_deeds.router)
router.include_router(console_checking.router)

Lookers = Annotated[Who, Depends(may("look: console"))]
NOT_ALLOWED = 1008


@router.get("/sessions/{session}/console")
async def console(request: Request, session: str, who: Lookers) -> HTMLResponse:
    return await console_page(request, await room_of(request, session))


@router.get("/sessions/{session}/console/pulse")
async def pulse(request: Request, session: str, who: Lookers) -> dict[str, int | str]:
    """Which state the session is in, for a page that may have missed something, and what strains the server."""
    room = await room_of(request, session)
    return {"version": room.session.version, "warning": await strain_of(request, room)}


@router.websocket("/sessions/{session}/console/live")
async def console_live(socket: WebSocket, session: str) -> None:
    """Shows every new state to a host who is signed in; a page of another origin is turned away."""
    house = house_of(socket)
    if not await _may_watch(socket) or (room := await house.rooms.room(session)) is None:
        await socket.close(NOT_ALLOWED)
        return
    row = await house.store.read(session_row, session)
    language = socket.cookies.get("cg_language", "en")
    language = language if language in LANGUAGES else "en"
    await socket.accept()
    signed_in = hash_of(socket.cookies.get(SIGNED_IN_COOKIE, ""))
    await _show(Wire(socket), room, console_audiences(room, row.starts_at if row else None, language), signed_in)


async def _show(wire: Wire, room: Room, audiences: tuple[Audience, ...], signed_in: bytes) -> None:
    """One connection that belongs to several audiences."""
    seats = [(Onlooker(wire, signed_in), audience) for audience in audiences]
    try:
        for seat, audience in seats:
            session = room.session
            seen = audience.version(session)
            wire.write(await audience.draw(session))
            room.sit(seat, audience, seen)
        await wire.listen(lambda _: None)
    finally:
        for seat, audience in seats:
            room.rise(seat, audience)


async def _may_watch(socket: WebSocket) -> bool:
    origin = socket.headers.get("origin")
    if socket.headers.get("cookie") and (origin is None or not is_ours(socket, origin)):
        return False
    try:
        return (await identify(socket)).kind in RIGHTS["look: console"]
    except Refusal:
        return False


@router.get("/sessions/{session}/console/look")
async def look_again(session: str, who: Lookers) -> RedirectResponse:
    """A look is asked for anew each time, so that each is recorded."""
    return RedirectResponse(f"/sessions/{session}/console", 303)


@router.post("/sessions/{session}/console/look")
async def look(
    request: Request, session: str, who: Annotated[Who, Depends(may("look: outcomes"))],
    stage: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """One stage's exact figures so far, for this host alone. The record is saved before anything is shown."""
    house, room = house_of(request), await room_of(request, session)
    if stage not in room.session.stages:
        raise Refusal("unknown_stage", "This step is not part of this workshop.", "stage")
    await house.store.write(record_look, session, who.id, f"console {stage}", house.now())
    shown = look_screen(room.session, room.session.stages[stage])
    return render(request, "console/look.html", look=shown, name=room.session.name)
