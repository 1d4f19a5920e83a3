"""Memory: what a connected phone costs the whole application."""

from __future__ import annotations

import asyncio

from .results import Result
from .servers import ours
from .workshop import open_workshop, sit_down, tokens_for


async def memory(people: int = 2_000) -> Result:
    """Row 11: resident memory before and after so many people have joined and connected."""
    result = Result(f"memory, {people} connected phones")
    with ours() as server:
        workshop = await open_workshop(server)
        await sit_down(workshop, await tokens_for(workshop, 100))
        await asyncio.sleep(1)
        before = server.memory()
        voters = await sit_down(workshop, await tokens_for(workshop, people))
        await asyncio.sleep(2)
        after = server.memory()
        result.add("a connected phone", (after - before) / len(voters) / 1024, "KB", 40, row=11)
        result.add("the whole server", after / 1024 / 1024, "MB")
    return result
