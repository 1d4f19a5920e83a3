"""Those who wait until a room shows a state that is new enough for them."""

from __future__ import annotations

import asyncio


class Waiters:
    """Each waits for a version; how long is the caller's own affair."""

    def __init__(self) -> None:
        self._waiting: list[tuple[int, asyncio.Future[None]]] = []

    async def wait_for(self, version: int) -> None:
        reached: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        entry = (version, reached)
        self._waiting.append(entry)
        try:
            await reached
        finally:
            self._waiting.remove(entry)

    def reached(self, version: int) -> None:
        """The room shows this version now."""
        for wanted, waits in self._waiting:
            if wanted <= version and not waits.done():
                waits.set_result(None)
