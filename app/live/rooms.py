"""All the rooms of this process: opened when somebody comes, closed when nobody is left."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator

from app.domain.deciding import next_due
from app.domain.events import Recorded
from app.storage.sessions import read_session
from app.storage.store import Store

from .clock import Clock
from .room import COME_BACK, OVER, Room
from .turn import Conclude

log = logging.getLogger(__name__)

TICK = 0.25
OVER_AFTER = 30.0
"""Seconds after the finish until connections end: everyone has long been shown that it is over."""
KEEP_IDLE = 600.0
"""Seconds that an empty room stays in memory."""


class Rooms:
    """Finds a session's room, reading it from storage the first time."""

    def __init__(self, store: Store, conclude: Conclude, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self._store, self._conclude = store, conclude
        self._rooms: dict[str, Room] = {}
        self._used: dict[str, float] = {}
        self._opening: dict[str, asyncio.Future[Room | None]] = {}
        self._ticker: asyncio.Task[None] | None = None
        self.on_saved: list[Callable[[Room, list[Recorded]], None]] = []
        """Called after every turn that saved something, with the room and its new events."""

    def __iter__(self) -> Iterator[Room]:
        return iter(self._rooms.values())

    def seat_count(self) -> int:
        """How many connections look at any room of this process."""
        return sum(len(room.seats) for room in self._rooms.values())

    def start(self) -> None:
        self._ticker = asyncio.get_running_loop().create_task(self._tick(), name="ticker")

    def here(self, session: str) -> Room | None:
        """The room if it is in memory already."""
        return self._rooms.get(session)

    async def room(self, session: str) -> Room | None:
        """The session's room, or None where there is no such session."""
        self._used[session] = self.clock.now()
        if (room := self._rooms.get(session)) is not None:
            return room
        opening = self._opening.get(session)
        if opening is None:
            opening = self._opening[session] = asyncio.ensure_future(self._open(session))
            opening.add_done_callback(lambda _: self._opening.pop(session, None))
        return await asyncio.shield(opening)

    async def _open(self, id: str) -> Room | None:
        session = await self._store.read(read_session, id)
        if session is None:
            self._used.pop(id, None)
            return None
        room = self._rooms[id] = Room(session, self._store, self.clock, self._conclude)
        room.on_saved = self.on_saved
        return room

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            now = self.clock.now()
            for id, room in list(self._rooms.items()):
                room.tick()
                if room.over(OVER_AFTER) and len(room.seats):
                    await room.seats.close(OVER)
                if room.idle and next_due(room.session) is None and now - self._used.get(id, now) > KEEP_IDLE:
                    del self._rooms[id]
                    await room.close()

    async def close(self) -> None:
        if self._ticker is not None:
            self._ticker.cancel()
        rooms, self._rooms = list(self._rooms.values()), {}
        await asyncio.gather(*(room.close(COME_BACK) for room in rooms))
