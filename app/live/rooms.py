"""All the rooms of this process, in step with other processes: opened when somebody comes, closed when all are gone."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress

from app.domain.deciding import next_due
from app.domain.events import Recorded
from app.storage import presence
from app.storage.sessions import read_session
from app.storage.store import Store

from .answers import Taken, Unavailable
from .bus import WHERE, Bus, NoBus
from .clock import Clock
from .room import COME_BACK, OVER, Room
from .turn import Conclude
from .versions import Versions

log = logging.getLogger(__name__)

TICK = 0.25
OVER_AFTER = 10.0
"""Seconds after the finish until connections end: everyone has seen that it is over, also while the bus is away."""
KEEP_IDLE = 600.0
"""Seconds that an empty room stays in memory."""
LOOK_EVERY = 2.0
"""Seconds between looks into a shared database: the bus only hints, and may be away."""
OPENED_WITHIN = 4.0
"""Seconds that somebody waits at the door while a room is read."""


class Rooms:
    """Finds a session's room, reading it from storage the first time."""

    def __init__(self, store: Store, conclude: Conclude, clock: Clock | None = None, bus: Bus | None = None) -> None:
        self.clock, self.bus = clock or Clock(), bus or NoBus()
        self.process, self._started = secrets.token_hex(8), self.clock.now()
        self.processes = 1
        """How many live on this database, this one too, as far as is known."""
        self.opened = 0
        """How many times a room was read from storage."""
        self._store, self._conclude = store, conclude
        self._versions = Versions(store)
        self._rooms: dict[str, Room] = {}
        self._used: dict[str, float] = {}
        self._opening: dict[str, asyncio.Future[Room | None]] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self.on_turn: list[Callable[[Room, Taken], None]] = [self._say_where]
        """Called after every turn, for those who measure."""
        self.on_word: dict[str, Callable[[list[str]], None]] = {WHERE: self._heard_at, "here": self._heard_here}
        """Who listens to which kind of word on the bus."""
        self.on_saved: list[Callable[[Room, list[Recorded]], None]] = []
        """Called after every turn that saved something, with the room and its new events."""

    def __iter__(self) -> Iterator[Room]:
        return iter(self._rooms.values())

    def seat_count(self) -> int:
        """How many connections look at any room of this process."""
        return sum(len(room.seats) for room in self._rooms.values())

    async def start(self) -> None:
        """Begins to keep time; on a shared database also in step with the processes that are there already."""
        loop = asyncio.get_running_loop()
        if self._store.shared:
            theirs = await self._store.read(presence.time_of_others)
            if theirs is not None:
                self.clock.follow(theirs)
            self._started = self.clock.now()
            self._tasks.append(loop.create_task(self._keep_in_step(), name="in step"))
        self.bus.start(self._hear, self._look_everywhere)
        self._tasks.append(loop.create_task(self._tick(), name="ticker"))

    def here(self, session: str) -> Room | None:
        """The room if it is in memory already."""
        return self._rooms.get(session)

    async def room(self, session: str) -> Room | None:
        """The session's room, no older than this call, or None where there is no such session. Raises Unavailable."""
        self._used[session] = self.clock.now()
        room = self._rooms.get(session)
        if room is not None and not self._store.shared:
            return room
        try:
            async with asyncio.timeout(OPENED_WITHIN):
                room = room or await self._opened(session)
                if room is not None and self._store.shared:
                    await room.reach((await self._versions.of([session])).get(session, 0))
                return room
        except TimeoutError:
            raise Unavailable from None

    async def _opened(self, session: str) -> Room | None:
        """The room, read once for all who wait for it."""
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
        self.opened += 1
        room = self._rooms[id] = Room(session, self._store, self.clock, self._conclude)
        room.on_saved, room.on_turn = self.on_saved, self.on_turn
        return room

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            now = self.clock.now()
            for id, room in list(self._rooms.items()):
                room.tick()
                room.seats.drop_the_slow()
                if room.over(OVER_AFTER) and len(room.seats):
                    await room.seats.close(OVER)
                if room.idle and next_due(room.session) is None and now - self._used.get(id, now) > KEEP_IDLE:
                    del self._rooms[id]
                    await room.close()

    # in step with other processes

    async def _keep_in_step(self) -> None:
        while True:
            try:
                await self._look()
                await self._report()
            except Exception as error:
                log.warning("Other processes cannot be followed yet: %s", error)
            await asyncio.sleep(LOOK_EVERY)

    async def _look(self) -> None:
        if self._rooms:
            for session, version in (await self._versions.of(list(self._rooms))).items():
                if (room := self._rooms.get(session)) is not None:
                    room.heard(version)

    async def _report(self) -> None:
        own = {id: room.presence.own() for id, room in self._rooms.items()}
        own = {id: counts for id, counts in own.items() if any(counts)}
        await self._store.write(presence.report, self.process, self._started, self.clock.now(), own)
        theirs = await self._store.read(presence.others, self.process)
        self.processes = 1 + theirs.get("", (0, 0))[0]
        for id, room in self._rooms.items():
            room.presence.elsewhere = theirs.get(id, (0, 0))

    def _hear(self, kind: str, what: list[str]) -> None:
        if (listener := self.on_word.get(kind)) is not None:
            try:
                listener(what)
            except Exception:
                log.exception("A word on the bus could not be understood: %s", kind)

    def _look_everywhere(self) -> None:
        """Words were missed."""
        for room in self._rooms.values():
            room.heard(room.session.version + 1)

    def _say_where(self, room: Room, taken: Taken) -> None:
        if taken.recorded:
            self.bus.say(WHERE, room.session.id, str(room.session.version))

    def _heard_at(self, what: list[str]) -> None:
        if (room := self._rooms.get(what[0])) is not None:
            room.heard(int(what[1]))

    def _heard_here(self, what: list[str]) -> None:
        if what[2] != self.process and (room := self._rooms.get(what[0])) is not None:
            room.presence.is_elsewhere(what[1])

    def say_here(self, room: Room, person: str) -> None:
        """Tells other processes that this participant came to us: they need not wait for them any more."""
        self.bus.say("here", room.session.id, person, self.process)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        rooms, self._rooms = list(self._rooms.values()), {}
        await asyncio.gather(*(room.close(COME_BACK) for room in rooms))
        if self._store.shared:
            with suppress(Exception):
                await self._store.write(presence.leave, self.process)
        await self.bus.close()
