"""Keeping Python's garbage collector out of the way: one full collection with thousands of connections would stop the
server for hundreds of milliseconds.

Nearly everything here is freed the moment nobody refers to it; a closed connection leaves no cycle behind. What is left
are small cycles of single requests, and they die young. So only young objects are ever looked through, a few at a time,
and what outlives that is set aside at once. Once everyone has left, all of it is looked through.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Mapping

LOOK_EVERY = 5.0
YOUNG = 5_000
"""New objects after which those are looked through: a hundredth of a second."""
GONE = 60.0
"""Seconds without a single connection after which there is time for everything."""
A_CROWD = 50
"""Connections after which it is worth looking through everything once all have gone."""


def calm() -> None:
    """Sets aside what is there at the start, and from then on whatever outlives its first collection."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 10)
    if _set_aside not in gc.callbacks:
        gc.callbacks.append(_set_aside)


def usual() -> None:
    """Back to Python's own ways, as a server ends."""
    gc.set_threshold(700, 10, 10)
    if _set_aside in gc.callbacks:
        gc.callbacks.remove(_set_aside)
    gc.unfreeze()


def _set_aside(phase: str, info: Mapping[str, int]) -> None:
    if phase == "stop":
        gc.freeze()


async def keep_calm(connections: Callable[[], int]) -> None:
    """When a crowd has been gone for a while, what it left behind is looked for among all there is."""
    most, empty = 0, 0.0
    while True:
        await asyncio.sleep(LOOK_EVERY)
        now = connections()
        most, empty = max(most, now), 0.0 if now else empty + LOOK_EVERY
        if empty >= GONE and most >= A_CROWD:
            most = 0
            gc.unfreeze()
            gc.collect()
