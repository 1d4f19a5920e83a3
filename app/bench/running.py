"""Choosing, running and printing the benchmarks."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

import uvloop

from .fanout import fanout
from .ingest import ingest
from .memory import memory
from .results import Result
from .room import room

BENCHES: dict[str, Callable[[], Awaitable[Result]]] = {
    "ingest": ingest,
    "fanout": fanout,
    "room": room,
    "memory": memory,
}


def run(name: str | None, as_json: bool) -> bool:
    """Runs one benchmark or all, and prints what they say → whether every limit was reached."""
    results = []
    for bench in [BENCHES[name]] if name else BENCHES.values():
        results.append(uvloop.run(_awaited(bench)))
        if not as_json:
            print(results[-1].as_text(), flush=True)
    if as_json:
        print(json.dumps([result.as_plain() for result in results], indent=2))
    return all(figure.reached is not False for result in results for figure in result.figures)


async def _awaited(bench: Callable[[], Awaitable[Result]]) -> Result:
    return await bench()
