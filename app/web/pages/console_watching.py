"""The socket of a console: opened only to those who may look, and closed the moment they no longer may."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.websockets import WebSocket

from app.domain.refusals import Refusal
from app.live.room import Room
from app.live.seats import Audience
from app.storage.sessions import session_row

from ..access import Who, came_by, must
from ..guard import is_ours
from ..house import house_of
from ..templating import language_of
from ..watching import Onlooker
from ..wire import Wire

NOT_ALLOWED = 1008
Audiences = Callable[[Room, float | None, str], tuple[Audience, ...]]


async def watch_over(socket: WebSocket, session: str, right: str, audiences: Audiences) -> None:
    """Shows every new state to somebody with this right; a page of another origin is turned away."""
    house = house_of(socket)
    who = await _watcher(socket, right)
    room = await house.rooms.room(session) if who is not None else None
    if who is None or room is None:
        await socket.close(NOT_ALLOWED)
        return
    row = await house.store.read(session_row, session)
    await socket.accept()
    drawn = audiences(room, row.starts_at if row else None, language_of(socket))
    await _show(socket, room, drawn, who, right)


async def _show(socket: WebSocket, room: Room, audiences: tuple[Audience, ...], who: Who, right: str) -> None:
    """One connection that belongs to several audiences. It ends with the cookie that opened it."""
    wire, cookie = Wire(socket), came_by(socket, who)
    seats = [(Onlooker(wire, cookie), audience) for audience in audiences]
    end = None if who.until is None else max(0.0, who.until - room.now())
    timer = None if end is None else asyncio.get_running_loop().call_later(end, wire.close, NOT_ALLOWED)
    try:
        for seat, audience in seats:
            session = room.session
            seen = audience.version(session)
            wire.write(await audience.draw(session))
            room.sit(seat, audience, seen)
        if await _watcher(socket, right) is None:  # stopped while it was being opened, before it had a seat
            wire.close(NOT_ALLOWED)
        await wire.listen(lambda _: None)
    finally:
        if timer is not None:
            timer.cancel()
        for seat, audience in seats:
            room.rise(seat, audience)


async def _watcher(socket: WebSocket, right: str) -> Who | None:
    origin = socket.headers.get("origin")
    if socket.headers.get("cookie") and (origin is None or not is_ours(socket, origin)):
        return None
    try:
        return await must(socket, right)
    except Refusal:
        return None
