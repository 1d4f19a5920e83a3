"""A whole room: a thousand people vote while two boards look on, beside the naive design."""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from bisect import bisect_left

from .load import Client, connect, connect_many
from .results import Result, percentile
from .servers import Measured, baseline, ours
from .workshop import CHOICES, Voter, Workshop, open_workshop, sit_down, tokens_for

TICK = 0.25
_VERSION = re.compile(rb'data-version=\\?"(\d+)')


async def room(people: int = 1_000, seconds: float = 10.0) -> Result:
    """Rows 6 to 8: each of `people` votes once a second; then all at once, against the naive design."""
    result = Result(f"room, {people} voters and 2 boards")
    with ours() as server:
        workshop = await open_workshop(server)
        voters = await sit_down(workshop, await tokens_for(workshop, people))
        boards = [await _Board.open(workshop) for _ in range(2)]
        await _steady(workshop, voters, seconds)
        result.add("votes/s offered", people, "votes/s")
        waits = [wait for voter in voters for wait in voter.waits]
        result.add("ack p50", percentile(waits, 0.5) * 1e3, "ms")
        result.add("ack p99", percentile(waits, 0.99) * 1e3, "ms", 50, row=6)
        await asyncio.sleep(1)
        seen = [delay for board in boards for delay in board.delays(voters)]
        result.add("vote → board p99, over one tick", (percentile(seen, 0.99) - TICK) * 1e3, "ms", 10, row=7)
        result.notes.append(f"{len(seen)} sightings of {len(waits)} votes on 2 boards; tick {TICK * 1e3:.0f} ms")
        burst = await _burst(workshop, voters)
        result.add("votes/s when all vote at once", burst[0], "votes/s")
        result.add("ack p99 when all vote at once", burst[1] * 1e3, "ms")
    with baseline("naive") as naive:
        rate, p99 = await _naive(naive, people)
    result.add("naive design: votes/s", rate, "votes/s")
    result.add("naive design: ack p99", p99 * 1e3, "ms")
    result.add("votes/s ÷ naive", burst[0] / rate, "×", 200, at_least=True, row=8)
    result.add("naive ack p99 ÷ ours, all at once", p99 / burst[1], "×", 200, at_least=True, row=8)
    return result


class _Board:
    """A projected board: remembers when it was first shown each version."""

    def __init__(self, client: Client) -> None:
        self.times: list[float] = []
        self.shown: list[int] = []
        client.hear = self._hear

    @classmethod
    async def open(cls, workshop: Workshop) -> _Board:
        url = workshop.server.url
        return cls(await connect(url, workshop.board + "/live", f"Origin: {url}\r\n"))

    def _hear(self, text: bytes) -> None:
        found = _VERSION.search(text)
        if found and (not self.shown or int(found[1]) > self.shown[-1]):
            self.times.append(time.perf_counter())
            self.shown.append(int(found[1]))

    def delays(self, voters: list[Voter]) -> list[float]:
        """From sending each vote to the first picture that has it."""
        found = []
        for voter in voters:
            for begun, version in voter.versions:
                at = bisect_left(self.shown, version)
                if at < len(self.times):
                    found.append(self.times[at] - begun)
        return found


async def _steady(workshop: Workshop, voters: list[Voter], seconds: float) -> None:
    """Each person votes once a second, at their own moment in it."""
    dice = random.Random(7)

    async def person(voter: Voter, offset: float) -> None:
        await asyncio.sleep(offset)
        for _ in range(int(seconds)):
            voter.vote(workshop, dice)
            await asyncio.sleep(1)

    await asyncio.gather(*(person(voter, dice.random()) for voter in voters))
    await _all_answered(voters)


async def _burst(workshop: Workshop, voters: list[Voter], rounds: int = 5) -> tuple[float, float]:
    """(votes a second, ack p99) when everyone votes at the same moment and again as soon as all are answered."""
    dice, begun, waits = random.Random(8), time.perf_counter(), []
    for _ in range(rounds):
        for voter in voters:
            voter.waits.clear()
            voter.vote(workshop, dice)
        await _all_answered(voters)
        waits += [wait for voter in voters for wait in voter.waits]
    return len(waits) / (time.perf_counter() - begun), percentile(waits, 0.99)


async def _all_answered(voters: list[Voter]) -> None:
    while any(voter.sent for voter in voters):
        await asyncio.sleep(0.002)


async def _naive(server: Measured, people: int, most_seconds: float = 60.0) -> tuple[float, float]:
    """The same at once, for as long as it takes or a minute: (votes a second, ack p99)."""
    clients = await connect_many(server.url, "/vote/0", people, at_once=20)
    waits: list[float] = []
    begun = time.perf_counter()

    def hear(text: bytes) -> None:
        if text.startswith(b'{"ack"'):
            waits.append(time.perf_counter() - begun)

    dice = random.Random(9)
    for n, client in enumerate(clients):
        client.hear = hear
        client.send(json.dumps({"id": n, "idea": str(n % 30), "choice": dice.choice(CHOICES)}).encode())
    while len(waits) < people and time.perf_counter() - begun < most_seconds:
        await asyncio.sleep(0.05)
    took = time.perf_counter() - begun
    unanswered = [took] * (people - len(waits))
    for client in clients:
        client.transport.abort()
    return len(waits) / took, percentile(waits + unanswered, 0.99)
