"""Who looks at a room, and showing them the newest state: drawn once an audience, written to every seat."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from time import monotonic
from typing import Protocol

from app.domain.session import Session

from .lines import Lines

log = logging.getLogger(__name__)

CHUNK = 200
"""Seats written to before other work gets its turn."""
PATIENCE = 10.0
"""Seconds that a seat may lag behind its newest picture before it is asked to come back."""
TOO_SLOW = 1013


class Seat(Protocol):
    """One open connection. It never waits: what it cannot take now it is shown later, in its newest state."""

    person: str | None

    def offer(self, frame: bytes) -> bool:
        """Writes the frame, unless something written before has not left this process yet: then False."""

    def when_clear(self, again: Callable[[], None]) -> None:
        """Calls `again` once the seat is clear."""

    def join(self, lines: Lines[Seat]) -> None:
        """Says to these lines, from now on, when it can be written to by its descriptor alone, and when not."""

    def rest(self, frame: bytes) -> None:
        """Takes the end of a frame whose beginning was written by descriptor."""

    def close(self, code: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Audience:
    """People who are shown the same. `draw` makes the bytes of one frame from the saved state; `version` says which
    state a picture is of, so that nothing is sent that looks the same. At most one picture each `pause` seconds."""

    key: Hashable
    pause: float
    version: Callable[[Session], int]
    draw: Callable[[Session], Awaitable[bytes]]


@dataclass(slots=True)
class _Row:
    """The seats of one audience."""

    audience: Audience
    seats: set[Seat] = field(default_factory=set)
    behind: dict[Seat, float] = field(default_factory=dict)
    """Slow seats that wait for their newest state, and since when."""
    told: set[Seat] = field(default_factory=set)
    """Those of them that will say when they are clear."""
    lines: Lines[Seat] = field(default_factory=Lines)
    """Those of the seats that can be written to by descriptor."""
    drawn: int = -1
    frame: bytes = b""
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None


class Seats:
    """All seats of one room."""

    def __init__(self, session: Callable[[], Session]) -> None:
        self._session = session
        self._rows: dict[Hashable, _Row] = {}
        self.dropped = 0
        """How many were asked to come back because they were too slow."""

    def __len__(self) -> int:
        return sum(len(row.seats) for row in self._rows.values())

    def counts(self) -> dict[Hashable, int]:
        """How many seats each audience has, by its key."""
        return {key: len(row.seats) for key, row in self._rows.items()}

    def everyone(self) -> list[Seat]:
        return [seat for row in self._rows.values() for seat in row.seats]

    def take(self, seat: Seat, audience: Audience, seen: int) -> None:
        """A new seat that has been shown the state at version `seen` already."""
        row = self._rows.get(audience.key)
        if row is None:
            row = self._rows[audience.key] = _Row(audience, drawn=seen)
            row.task = asyncio.get_running_loop().create_task(self._show(row), name=f"show {audience.key}")
        row.seats.add(seat)
        row.lines.others.add(seat)
        seat.join(row.lines)
        if seen < row.drawn:
            row.behind[seat] = monotonic()
            row.wake.set()

    def leave(self, seat: Seat, audience: Audience) -> None:
        row = self._rows.get(audience.key)
        if row is None:
            return
        row.seats.discard(seat)
        row.lines.forget(seat)
        row.behind.pop(seat, None)
        row.told.discard(seat)
        if not row.seats:
            del self._rows[audience.key]
            if row.task is not None:
                row.task.cancel()

    def look_again(self) -> None:
        """The state has changed: whoever looks at something else now is shown it."""
        session = self._session()
        for row in self._rows.values():
            if row.audience.version(session) != row.drawn:
                row.wake.set()

    def drop_the_slow(self) -> None:
        """Whoever could not take the newest picture for long is asked to come back; nobody waits for them."""
        latest = monotonic() - PATIENCE
        for row in self._rows.values():
            for seat in [seat for seat, since in row.behind.items() if since < latest]:
                del row.behind[seat]
                self.dropped += 1
                seat.close(TOO_SLOW)

    async def close(self, code: int) -> None:
        for row in list(self._rows.values()):
            if row.task is not None:
                row.task.cancel()
            for seat in list(row.seats):
                seat.close(code)
        self._rows.clear()

    async def _show(self, row: _Row) -> None:
        while True:
            await row.wake.wait()
            row.wake.clear()
            try:
                await self._show_once(row)
            except Exception:
                log.exception("A screen could not be drawn: %s", row.audience.key)
            await asyncio.sleep(row.audience.pause)

    async def _show_once(self, row: _Row) -> None:
        session = self._session()
        version = row.audience.version(session)
        fresh = version != row.drawn
        if fresh:
            row.frame = await row.audience.draw(session)
            row.drawn = version
        waiting = await self._by_descriptor(row) if fresh else list(row.behind)
        for start in range(0, len(waiting), CHUNK):
            for seat in waiting[start : start + CHUNK]:
                if seat.offer(row.frame):
                    row.behind.pop(seat, None)
                else:
                    self._wait_for(row, seat)
            await asyncio.sleep(0)

    async def _by_descriptor(self, row: _Row) -> list[Seat]:
        """Writes the new frame to all whose lines are clear → the seats that it has to be offered to."""
        before, clear, partly = set(row.lines.others), list(row.lines.clear), set[Seat]()
        for start in range(0, len(clear), CHUNK):
            partly |= row.lines.write(clear[start : start + CHUNK], row.frame)
            await asyncio.sleep(0)
        waiting = (before | row.lines.others) - partly
        for seat in [seat for seat in row.behind if seat not in waiting]:
            del row.behind[seat]
        return list(waiting)

    def _wait_for(self, row: _Row, seat: Seat) -> None:
        row.behind.setdefault(seat, monotonic())
        if seat not in row.told:
            row.told.add(seat)
            seat.when_clear(lambda: self._clear(row, seat))

    def _clear(self, row: _Row, seat: Seat) -> None:
        row.told.discard(seat)
        row.wake.set()
