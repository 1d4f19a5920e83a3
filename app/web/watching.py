"""The socket of a screen that only looks on: a board or a console. It is shown every newest picture."""

from __future__ import annotations

from collections.abc import Callable

from starlette.websockets import WebSocket

from app.live.lines import Lines
from app.live.room import Room
from app.live.seats import Audience, Seat

from .wire import Wire


class Onlooker:
    """One open screen."""

    person: str | None = None

    def __init__(self, wire: Wire, signed_in: bytes = b"") -> None:
        self.wire = wire
        self.signed_in = signed_in
        """Which signing-in let it in (the hash of its cookie), where one is needed."""

    def offer(self, frame: bytes) -> bool:
        return self.wire.offer(frame)

    def when_clear(self, again: Callable[[], None]) -> None:
        self.wire.when_drained(again)

    def join(self, lines: Lines[Seat]) -> None:
        self.wire.join(self, lines)

    def rest(self, framed: bytes) -> None:
        self.wire.rest(framed)

    def close(self, code: int) -> None:
        self.wire.close(code)


async def watch(socket: WebSocket, room: Room, audience: Audience) -> None:
    """Accepts the socket, shows the picture of now, and then every newer one until it ends."""
    await socket.accept()
    seat = Onlooker(Wire(socket))
    session = room.session
    seen = audience.version(session)
    seat.wire.write(await audience.draw(session))
    room.sit(seat, audience, seen)
    try:
        await seat.wire.listen(lambda _: None)
    finally:
        room.rise(seat, audience)
