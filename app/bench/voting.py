"""How a crowd votes: each with the next vote always at hand, or all together so many a second."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

from .servers import Measured
from .workshop import Voter, Workshop, open_workshop, sit_down, tokens_for

LONGEST_ANSWER = 60.0


@dataclass(frozen=True, slots=True)
class Crowd:
    """The people of one workshop, connected."""

    workshop: Workshop
    voters: list[Voter]

    def leave(self) -> None:
        for voter in self.voters:
            voter.client.transport.abort()


@dataclass(frozen=True, slots=True)
class Pace:
    """What came of it: votes a second, and seconds of the servers' CPU for each."""

    rate: float
    cpu: float


async def seated(server: Measured, people: int, ideas: int = 30, kind: str = "vote") -> Crowd:
    """A new workshop with so many people connected."""
    workshop = await open_workshop(server, ideas, kind)
    return Crowd(workshop, await sit_down(workshop, await tokens_for(workshop, people)))


async def saturate(crowds: Sequence[Crowd], seconds: float, under_way: int, seed: int) -> Pace:
    """Every voter has so many votes under way all the time: each ack is followed by the next vote."""
    dice, server = random.Random(seed), crowds[0].workshop.server
    everyone = [(crowd.workshop, voter) for crowd in crowds for voter in crowd.voters]
    before, cpu, begun = _acked(crowds), server.cpu(), time.perf_counter()
    for workshop, voter in everyone:
        voter.again = lambda who, where=workshop: who.vote(where, dice)
        for _ in range(under_way):
            voter.vote(workshop, dice)
    await asyncio.sleep(seconds)
    took, done, spent = time.perf_counter() - begun, _acked(crowds) - before, server.cpu() - cpu
    for _, voter in everyone:
        voter.again = None
    await all_answered(crowds)
    return Pace(done / took, spent / done)


async def steady(crowds: Sequence[Crowd], rate: float, seconds: float, seed: int = 7) -> Pace:
    """So many votes a second in all, evenly, each from the next person."""
    dice, server = random.Random(seed), crowds[0].workshop.server
    everyone = [(crowd.workshop, voter) for crowd in crowds for voter in crowd.voters]
    dice.shuffle(everyone)
    before, cpu, begun, sent = _acked(crowds), server.cpu(), time.perf_counter(), 0
    while (now := time.perf_counter() - begun) < seconds:
        while sent < rate * now:
            workshop, voter = everyone[sent % len(everyone)]
            voter.vote(workshop, dice)
            sent += 1
        await asyncio.sleep(0.001)
    await all_answered(crowds)
    took, done = time.perf_counter() - begun, _acked(crowds) - before
    return Pace(done / took, (server.cpu() - cpu) / done)


async def all_at_once(crowd: Crowd, rounds: int = 5) -> tuple[float, list[float]]:
    """Everyone votes at the same moment, and again as soon as all are answered → (votes a second, each ack's wait)."""
    dice, begun = random.Random(8), time.perf_counter()
    forget([crowd])
    for _ in range(rounds):
        for voter in crowd.voters:
            voter.vote(crowd.workshop, dice)
        await all_answered([crowd])
    waits = waits_of([crowd])
    return len(waits) / (time.perf_counter() - begun), waits


async def all_answered(crowds: Sequence[Crowd]) -> None:
    """Waits until nothing is under way. Raises RuntimeError where somebody's connection ended, or a minute passes."""
    until = time.perf_counter() + LONGEST_ANSWER
    while waiting := [voter for crowd in crowds for voter in crowd.voters if voter.sent]:
        lost = sum(voter.client.closed.is_set() for voter in waiting)
        if lost or time.perf_counter() > until:
            raise RuntimeError(f"{len(waiting)} people still wait for an answer; {lost} of them lost their connection.")
        await asyncio.sleep(0.002)


def waits_of(crowds: Sequence[Crowd]) -> list[float]:
    """Seconds from sending each vote to its ack."""
    return [wait for crowd in crowds for voter in crowd.voters for wait in voter.waits]


def forget(crowds: Sequence[Crowd]) -> None:
    """Starts the counting anew."""
    for crowd in crowds:
        for voter in crowd.voters:
            voter.waits.clear()
            voter.versions.clear()


def _acked(crowds: Sequence[Crowd]) -> int:
    return sum(voter.acked for crowd in crowds for voter in crowd.voters)
