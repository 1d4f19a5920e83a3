"""Memory: what a connected phone costs the whole application."""

from __future__ import annotations

import asyncio

from .results import Result
from .servers import ours
from .voting import seated

PEOPLE = 2_000


async def memory() -> Result:
    """Row 11: resident memory before and after so many people have joined and connected."""
    result = Result(f"memory, {PEOPLE} connected phones")
    with ours() as server:
        await seated(server, 100)
        await asyncio.sleep(1)
        before = server.memory()
        crowd = await seated(server, PEOPLE)
        await asyncio.sleep(2)
        after = server.memory()
        crowd.leave()
    result.add("a connected phone", (after - before) / PEOPLE / 1024, "KB", 40, row=11)
    result.add("the whole server", after / 1024 / 1024, "MB")
    return result
