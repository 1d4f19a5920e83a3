"""A storm: the server is killed with everyone connected, each with a vote under way, and all come back."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Callable

from .load import Client, connect
from .results import Result, percentile
from .servers import ours
from .workshop import CHOICES, Workshop, open_workshop, tokens_for

PEOPLE = 3_000
FIRST, MOST, LEAST = 1.0, 4.0, 0.1
"""Seconds: the span of the first wait, of the longest, and what is added to each, as phones in use wait."""
GIVEN_UP_AFTER = 120.0


async def storm() -> Result:
    """Row 14: waits with full jitter. A phone is back once it has its snapshot and the vote it sent has its ack."""
    result = Result(f"storm, {PEOPLE} phones, the server killed and started again")
    with ours("watched") as server:
        workshop = await open_workshop(server)
        tokens = await tokens_for(workshop, PEOPLE)
        phones = [Phone(workshop, token, random.Random(n)) for n, token in enumerate(tokens)]
        lives = [asyncio.create_task(phone.live()) for phone in phones]
        await _until(phones, lambda phone: phone.connected)
        await asyncio.sleep(2)
        for phone in phones:
            phone.vote()
            phone.tries = 0
        begun = time.perf_counter()
        server.kill()
        await asyncio.to_thread(server.start)
        ready = time.perf_counter() - begun
        first = await asyncio.to_thread(server.asked, "/watched")
        await _until(phones, lambda phone: phone.back is not None)
        seen = await asyncio.to_thread(server.asked, "/watched")
        for life in lives:
            life.cancel()
    took = [phone.back - begun for phone in phones if phone.back is not None]
    result.add("95 of 100 phones back, vote answered", percentile(took, 0.95), "s", 15, row=14)
    result.add("the last of them", max(took), "s")
    result.add("the server ready again", ready, "s")
    result.add("times the session was read from the database", first["reads"] + seen["reads"], "reads", 1, row=14)
    result.add("longest stall of the loop", seen["longest_stall"] * 1e3, "ms")
    tries = sum(phone.tries for phone in phones) / PEOPLE
    result.notes.append(f"all times from the kill; {tries:.1f} connections tried by each phone on the way")
    return result


class Phone:
    """One participant's page: it comes back by itself, and sends again what was not answered."""

    def __init__(self, workshop: Workshop, token: str, dice: random.Random) -> None:
        self._workshop, self._token, self._dice = workshop, token, dice
        self._unanswered: bytes | None = None
        self._client: Client
        self.connected = False
        self.back: float | None = None
        self.tries = 0

    def vote(self) -> None:
        idea, choice = self._dice.choice(self._workshop.ideas), self._dice.choice(CHOICES)
        action = {"id": f"{self._dice.getrandbits(128):032x}", "stage": self._workshop.stage, "do": "vote"}
        self._unanswered = json.dumps(action | {"idea": idea, "choice": choice}).encode()
        self._client.send(self._unanswered)

    async def live(self) -> None:
        failures = 0
        while True:
            self.tries += 1
            try:
                self._client = await connect(self._workshop.server.url, "/api/v1/live")
            except (OSError, TimeoutError):
                failures += 1
            else:
                self._client.hear = self._hear
                self._client.send(json.dumps({"hello": self._token, "pages": True}).encode())
                await self._client.closed.wait()
                failures = 1 if self.connected else failures + 1
                self.connected, self.back = False, None
            await asyncio.sleep(LEAST + self._dice.random() * min(MOST, FIRST * 2**failures))

    def _hear(self, text: bytes) -> None:
        if text.startswith(b'{"snapshot"'):
            self.connected = True
            if self._unanswered is not None:
                self._client.send(self._unanswered)
        elif text.startswith(b'{"ack"') and b'"ok":true' in text:
            self.back = time.perf_counter()


async def _until(phones: list[Phone], there: Callable[[Phone], bool]) -> None:
    until = time.perf_counter() + GIVEN_UP_AFTER
    while not all(map(there, phones)):
        if time.perf_counter() > until:
            raise RuntimeError(f"{sum(map(there, phones))} of {len(phones)} were back in {GIVEN_UP_AFTER:.0f} s.")
        await asyncio.sleep(0.02)
