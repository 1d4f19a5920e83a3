"""How the server runs, in numbers for Prometheus. Nothing here names a session or a person, or holds a word of one.

Whatever happens is told here by a call a turn, never by one a vote; what merely is, `vital_signs` looks at.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from app.live.answers import Taken
from app.live.room import Room

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Where several workers keep their numbers for each other: `serve` sets it before it starts them, since
prometheus-client looks for it as it is imported."""

Together = Literal["livesum", "livemax", "livemin", "max"]
_SHORT = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
_SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500)

disable_created_metrics()
REGISTRY = CollectorRegistry()


def _counter(name: str, what: str, labels: Iterable[str] = ()) -> Counter:
    return Counter(f"common_ground_{name}", what, labels, registry=REGISTRY)


def _gauge(name: str, what: str, several: Together, labels: Iterable[str] = ()) -> Gauge:
    """`several`: how the values of several processes are put together."""
    return Gauge(f"common_ground_{name}", what, labels, registry=REGISTRY, multiprocess_mode=several)


def _histogram(name: str, what: str, buckets: Iterable[float] = _SHORT) -> Histogram:
    return Histogram(f"common_ground_{name}", what, registry=REGISTRY, buckets=tuple(buckets))


TURN_SECONDS = _histogram("turn_seconds", "Length of a turn, from its first action taken up to its last answer.")
TURN_SIZE = _histogram("turn_actions", "Actions in a turn.", _SIZES)
ACK_SECONDS = _histogram("ack_seconds", "Of each turn the longest wait, from an action's arrival to its answer.")
FAILED_TURNS = _counter("failed_turns", "Turns that could not be saved, or of which nobody can say so.")
REFUSED = _counter("refused_actions", "Actions refused, by the contract's code.", ["code"])
OPENED = _counter("rooms_opened", "Rooms opened: each time a session's whole state was read from the database.")
DROPPED = _counter("dropped_connections", "Connections closed because they read too slowly.")
WRONG_CODES = _counter("wrong_codes", "Join codes typed that no session has.")

SEATS = _gauge("seats", "Open connections, by what they are.", "livesum", ["kind"])
ROOMS = _gauge("rooms", "Rooms in memory.", "livesum")
WAITING = _gauge("waiting_actions", "Actions that wait for their turn.", "livesum")
BEHIND = _gauge("behind_versions", "Saved events that the room furthest behind has not seen yet.", "livemax")
BEHIND_SECONDS = _gauge("behind_seconds", "How long that room has been behind.", "livemax")
LAST_SAVED = _gauge("last_saved_timestamp_seconds", "When a turn was last saved, in seconds since 1970.", "max")
DISK_FREE = _gauge("disk_free_ratio", "Share of the data folder's disk that is free, 0 to 1.", "livemin")
BUS_ALIVE = _gauge("bus_alive", "1 while words between processes come through, else 0.", "livemin")

LOOP_LAG = _histogram("loop_lag_seconds", "How late the event loop woke a probe, ten times a second.")
LOOP_LAG_MOST = _gauge("loop_lag_most_seconds", "The most of it in the last one to two minutes.", "livemax")
PAUSES = _histogram("collector_pause_seconds", "Time that one run of the garbage collector stopped everything.")
PAUSE_MOST = _gauge("collector_pause_most_seconds", "The longest of them in the last one to two minutes.", "livemax")

DISK_FREE.set(1)
BUS_ALIVE.set(1)


# what happens


def turn(room: Room, taken: Taken) -> None:
    """A turn is over: one of those that `Rooms.on_turn` tells."""
    if not taken.saved:
        FAILED_TURNS.inc()
        return
    TURN_SECONDS.observe(taken.seconds)
    if taken.size:
        TURN_SIZE.observe(taken.size)
        ACK_SECONDS.observe(taken.waited)


def refused(code: str) -> None:
    """An action was refused. `code` is one of the contract's."""
    REFUSED.labels(code).inc()


def wrong_code() -> None:
    WRONG_CODES.inc()


# showing it


def shown() -> bytes:
    """Every number, in the text format of Prometheus: those of all workers, whichever of them is asked."""
    folder = os.environ.get(FOLDER)
    if folder is None:
        return generate_latest(REGISTRY)
    _forget_the_dead(Path(folder))
    everyone = CollectorRegistry()
    MultiProcessCollector(everyone, folder)
    return generate_latest(everyone)


def _forget_the_dead(folder: Path) -> None:
    """What a process that has ended said of itself counts no longer; what it did still does."""
    for process in {int(file.stem.rpartition("_")[2]) for file in folder.glob("gauge_live*.db")}:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            mark_process_dead(process, str(folder))


if FOLDER not in os.environ:
    ProcessCollector(registry=REGISTRY)
