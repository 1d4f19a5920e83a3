"""How this process stands, looked at once a second, and what keeps its event loop from its work."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections import Counter, deque
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, perf_counter

from app import metrics
from app.live.room import Room
from app.live.rooms import Rooms
from app.storage.disk import free_share

log = logging.getLogger(__name__)

PROBE_EVERY = 0.1
LOOK_EVERY = 1.0
KINDS = {"phone": "phones", "programs": "programs", "board": "boards", "console": "consoles"}
"""Whose connections are counted, by the first word of their audience. Consoles sit twice, once for comments."""


class VitalSigns:
    """Looks at the rooms of this process and at the disk under its data folder."""

    def __init__(self, rooms: Rooms, folder: Path) -> None:
        self._rooms, self._folder = rooms, folder
        self._behind_since: float | None = None
        self._opened = self._dropped = 0

    async def watch(self) -> None:
        """Runs as long as the server: looks once a second, and measures what keeps the event loop."""
        lags, pauses, looked = _Most(), _Most(), -LOOK_EVERY
        with _pauses_told() as told:
            while True:
                due = monotonic() + PROBE_EVERY
                if due - looked >= LOOK_EVERY:
                    looked = due
                    self._try_to_look()
                await asyncio.sleep(max(0.0, due - monotonic()))
                lag = max(0.0, monotonic() - due)
                metrics.LOOP_LAG.observe(lag)
                metrics.LOOP_LAG_MOST.set(lags.of(lag))
                while told:
                    metrics.PAUSES.observe(pause := told.popleft())
                    pauses.of(pause)
                metrics.PAUSE_MOST.set(pauses.of(0.0))

    def _try_to_look(self) -> None:
        """What goes wrong with one look spoils no later one."""
        try:
            self.look()
        except Exception:
            log.exception("How the server stands could not be looked at")

    def look(self) -> None:
        """Shows how things stand, until the next look."""
        rooms = list(self._rooms)
        self._look_at_seats(rooms)
        metrics.ROOMS.set(len(rooms))
        metrics.WAITING.set(sum(room.waiting for room in rooms))
        self._look_at_lag(max((room.behind for room in rooms), default=0))
        if saved := [room.last_saved for room in rooms if room.last_saved is not None]:
            metrics.LAST_SAVED.set(max(saved))
        metrics.OPENED.inc(self._rooms.opened - self._opened)
        self._opened = self._rooms.opened
        metrics.BUS_ALIVE.set(self._rooms.bus.alive)
        metrics.DISK_FREE.set(free_share(self._folder))

    def _look_at_seats(self, rooms: list[Room]) -> None:
        seats = Counter[str]()
        for room in rooms:
            for key, count in room.seats.counts().items():
                seats[_kind_of(key)] += count
        for kind in KINDS.values():
            metrics.SEATS.labels(kind).set(seats[kind])
        dropped = sum(room.seats.dropped for room in rooms)
        metrics.DROPPED.inc(max(0, dropped - self._dropped))
        self._dropped = dropped

    def _look_at_lag(self, versions: int) -> None:
        now = monotonic()
        self._behind_since = None if not versions else self._behind_since or now
        metrics.BEHIND.set(versions)
        metrics.BEHIND_SECONDS.set(now - (self._behind_since or now))


def _kind_of(audience: Hashable) -> str:
    name = audience[0] if isinstance(audience, tuple) else audience
    return KINDS.get(str(name), "")


@dataclass(slots=True)
class _Most:
    """The most of what came in the last one to two minutes."""

    now: float = 0.0
    before: float = 0.0
    since: float = field(default_factory=monotonic)

    def of(self, value: float) -> float:
        if (at := monotonic()) - self.since >= 60:
            self.now, self.before, self.since = 0.0, self.now, at
        self.now = max(self.now, value)
        return max(self.now, self.before)


@contextmanager
def _pauses_told() -> Iterator[deque[float]]:
    """Seconds of each run of the collector. A run may begin anywhere, even inside a metric, so it is only noted."""
    told: deque[float] = deque(maxlen=1000)
    began = 0.0

    def hear(phase: str, _: Mapping[str, int]) -> None:
        nonlocal began
        if phase == "start":
            began = perf_counter()
        else:
            told.append(perf_counter() - began)

    gc.callbacks.append(hear)
    try:
        yield told
    finally:
        gc.callbacks.remove(hear)
