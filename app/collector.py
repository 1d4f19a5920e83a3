"""Keeping Python's garbage collector out of the way: one full collection with thousands of connections would stop the
server for hundreds of milliseconds."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable

LOOK_EVERY = 5.0
A_BURST = 200
"""Connections that are new since the last look, after which what they hold is set aside."""


def calm() -> None:
    """Sets aside what is there at the start, and makes collections rare: most of what a vote leaves needs none."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


async def keep_calm(connections: Callable[[], int]) -> None:
    """After a burst of connections what they hold is set aside too; once most have gone it is looked through again."""
    settled = 0
    while True:
        await asyncio.sleep(LOOK_EVERY)
        now = connections()
        if now - settled >= A_BURST:
            gc.collect(1)
            gc.freeze()
            settled = now
        elif settled - now >= max(A_BURST, settled // 2):
            gc.unfreeze()
            gc.collect()
            gc.freeze()
            settled = now
