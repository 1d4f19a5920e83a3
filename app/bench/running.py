"""Choosing, running and printing the benchmarks."""

from __future__ import annotations

import gc
import json
import resource
from collections.abc import Awaitable, Callable

import uvloop

from .fanout import fanout
from .growth import growth
from .ingest import ingest
from .kinds import kinds
from .memory import memory
from .outcomes import outcomes
from .phone import phone
from .results import Result
from .room import room
from .rooms import rooms
from .safety import safety
from .shaping import shaping
from .stalled import stalled
from .storm import storm
from .workers import workers

BENCHES: dict[str, Callable[[], Awaitable[Result]]] = {
    "ingest": ingest,
    "fanout": fanout,
    "room": room,
    "kinds": kinds,
    "stalled": stalled,
    "memory": memory,
    "growth": growth,
    "outcomes": outcomes,
    "phone": phone,
    "rooms": rooms,
    "safety": safety,
    "shaping": shaping,
    "storm": storm,
    "workers": workers,
}


def run(name: str | None, as_json: bool) -> bool:
    """Runs one benchmark or all, and prints what they say → whether every limit was reached."""
    _open_many_files()
    results = []
    for bench in [BENCHES[name]] if name else BENCHES.values():
        gc.collect()
        gc.disable()  # the crowd's own pauses would be told as the server's
        results.append(uvloop.run(_awaited(bench)))
        if not as_json:
            print(results[-1].as_text(), flush=True)
    if as_json:
        print(json.dumps([result.as_plain() for result in results], indent=2))
    return all(figure.reached is not False for result in results for figure in result.figures)


def _open_many_files() -> None:
    """A crowd of thousands needs as many descriptors as the machine allows, here and in the servers started here."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


async def _awaited(bench: Callable[[], Awaitable[Result]]) -> Result:
    return await bench()
