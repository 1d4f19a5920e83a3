"""The rehearsals that this process started: a simulated crowd each, in a process of its own that ends with ours."""

from __future__ import annotations

import asyncio
import logging
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI
from starlette.requests import HTTPConnection

from app.live import ending
from app.storage.rehearsals import wipe
from app.storage.sessions import versions_of

from .house import House

log = logging.getLogger(__name__)

MOST_PEOPLE, USUAL_PEOPLE = 60, 20
LONGEST = 2 * 3600
LOOK_EVERY = 2.0


class Rehearsals:
    """Who plays in which twin, as far as this process sent them."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._crowds: dict[str, Process] = {}

    async def send_in(self, twin: str, code: str, people: int, url: str) -> None:
        """Starts the crowd. It holds the other end of a pipe of ours: should we be killed, it notices and leaves."""
        command = [
            "rehearse", code, "--people", str(people), "--url", url, "--seconds", str(LONGEST), "--of-a-server",
        ]  # fmt: skip
        self._crowds[twin] = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "app", *command, stdin=PIPE, stdout=DEVNULL, start_new_session=True
        )

    async def end(self, twin: str) -> None:
        """Wipes the rehearsal: its crowd, its room, and every row. Another process's crowd finds out by itself."""
        await self._send_home(twin)
        await ending.end(self._house.rooms, twin)
        if await self._house.store.write(wipe, twin):
            log.info("A rehearsal was wiped.")
        await ending.end(self._house.rooms, twin)  # should somebody have looked in meanwhile

    async def watch(self) -> None:
        """Follows what other processes wiped."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            try:
                if self._house.store.shared:
                    await ending.look(self._house.rooms, self._house.store)
                    await self._send_home_the_wiped()
            except Exception as error:
                log.warning("Rehearsals cannot be looked after yet: %s", error)

    async def close(self) -> None:
        for twin in list(self._crowds):
            await self._send_home(twin)

    async def _send_home_the_wiped(self) -> None:
        there = await self._house.store.read(versions_of, list(self._crowds))
        for twin in self._crowds.keys() - there.keys():
            await self._send_home(twin)

    async def _send_home(self, twin: str) -> None:
        """Ends the crowd at once: what it leaves behind is wiped."""
        crowd = self._crowds.pop(twin, None)
        if crowd is None:
            return
        with suppress(ProcessLookupError):
            crowd.kill()
        await crowd.wait()


def rehearsals_of(connection: HTTPConnection) -> Rehearsals:
    kept: Rehearsals = connection.app.state.rehearsals
    return kept


@asynccontextmanager
async def looked_after(app: FastAPI) -> AsyncIterator[None]:
    """For as long as the application lives, once its house stands."""
    house: House = app.state.house
    app.state.rehearsals = rehearsals = Rehearsals(house)
    ending.listen(house.rooms)
    watching = asyncio.create_task(rehearsals.watch(), name="rehearsals")
    try:
        yield
    finally:
        watching.cancel()
        await rehearsals.close()
