"""How this process stands, looked at once a second, and what keeps its event loop from its work."""

from __future__ import annotations

import asyncio
import gc
import logging
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from app import metrics

log = logging.getLogger(__name__)

PROBE_EVERY = 0.1
LOOK_EVERY = 1.0
KINDS = ("phones", "programs", "boards", "consoles")


@dataclass(frozen=True, slots=True)
class Sample:
    """How this process stands now. `seats` by kind; `last_saved` in seconds since 1970; `disk_free` from 0 to 1."""

    seats: Mapping[str, int]
    rooms: int = 0
    waiting: int = 0
    behind: int = 0
    behind_seconds: float = 0.0
    last_saved: float | None = None
    disk_free: float = 1.0
    bus_alive: bool = True


def note(sample: Sample) -> None:
    """Shows a sample until the next one."""
    for kind in KINDS:
        metrics.SEATS.labels(kind).set(sample.seats.get(kind, 0))
    metrics.ROOMS.set(sample.rooms)
    metrics.WAITING.set(sample.waiting)
    metrics.BEHIND.set(sample.behind)
    metrics.BEHIND_SECONDS.set(sample.behind_seconds)
    metrics.DISK_FREE.set(sample.disk_free)
    metrics.BUS_ALIVE.set(sample.bus_alive)
    if sample.last_saved is not None:
        metrics.LAST_SAVED.set(sample.last_saved)


async def watch(sample: Callable[[], Sample]) -> None:
    """Runs as long as the server: looks at it once a second, and measures what keeps the event loop."""
    lags, pauses, looked = _Most(), _Most(), -LOOK_EVERY
    with _pauses_told() as told:
        while True:
            due = time.monotonic() + PROBE_EVERY
            if due - looked >= LOOK_EVERY:
                looked = due
                _look(sample)
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            lag = max(0.0, time.monotonic() - due)
            metrics.LOOP_LAG.observe(lag)
            metrics.LOOP_LAG_MOST.set(lags.of(lag))
            while told:
                metrics.PAUSES.observe(pause := told.popleft())
                pauses.of(pause)
            metrics.PAUSE_MOST.set(pauses.of(0.0))


def _look(sample: Callable[[], Sample]) -> None:
    """What goes wrong with one look spoils no later one."""
    try:
        note(sample())
    except Exception:
        log.exception("How the server stands could not be looked at")


@dataclass(slots=True)
class _Most:
    """The most of what came in the last one to two minutes."""

    now: float = 0.0
    before: float = 0.0
    since: float = field(default_factory=time.monotonic)

    def of(self, value: float) -> float:
        if (at := time.monotonic()) - self.since >= 60:
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
            began = time.perf_counter()
        else:
            told.append(time.perf_counter() - began)

    gc.callbacks.append(hear)
    try:
        yield told
    finally:
        gc.callbacks.remove(hear)
