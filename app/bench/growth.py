"""Growth: what joining, connecting and voting cost in a large room and on many ideas, beside a small room on few."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from .results import Result, middle
from .servers import Measured, ours
from .voting import Crowd, steady
from .workshop import open_workshop, sit_down, tokens_for

FEW, MANY = 200, 3_000
IDEAS, MORE_IDEAS = 30, 120
RATE = 1_500.0
SECONDS = 4.0
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Room:
    """Its people, and seconds of CPU that each cost on the way in."""

    crowd: Crowd
    join: float
    connection: float


async def growth() -> Result:
    """Row 12: as many votes a second in each room. Nobody looks on, so that nothing is pushed; keeping the
    connections alive is part of a vote's cost."""
    result = Result(f"growth, {RATE:.0f} votes/s in all")
    with ours() as one, ours() as two, ours() as three:
        small, large, wordy = (
            await _filled(one, FEW, IDEAS), await _filled(two, MANY, IDEAS), await _filled(three, FEW, MORE_IDEAS)
        )  # fmt: skip
        idle = await _idle(two, MANY)
        people, ideas, costs = [], [], []
        for n in range(ROUNDS):
            base, many, more = [await _vote(room, n) for room in (small, large, wordy)]
            people.append(many / base)
            ideas.append(more / base)
            costs.append(many)
            result.notes.append(
                f"CPU a vote: {base * 1e6:.1f} µs with {FEW} voters and {IDEAS} ideas, {many * 1e6:.1f} with {MANY}"
                f" voters, {more * 1e6:.1f} with {MORE_IDEAS} ideas"
            )
        for room in (small, large, wordy):
            room.crowd.leave()
    result.add("CPU a second that a silent connection costs", idle * 1e6, "µs")
    result.add(f"CPU a vote with {MANY} voters", middle(costs) * 1e6, "µs")
    result.add(f"CPU a vote with {MANY} voters ÷ with {FEW}", middle(people), "×", 1.5, row=12)
    result.add(f"CPU a vote with {MORE_IDEAS} ideas ÷ with {IDEAS}", middle(ideas), "×")
    for name, room in ((f"{FEW} people, {IDEAS} ideas", small), (f"{MANY} people, {IDEAS} ideas", large),
                       (f"{FEW} people, {MORE_IDEAS} ideas", wordy)):  # fmt: skip
        result.add(f"CPU a join, {name}", room.join * 1e6, "µs")
        result.add(f"CPU a connection and its snapshot, {name}", room.connection * 1e6, "µs")
    return result


async def _filled(server: Measured, people: int, ideas: int) -> Room:
    workshop = await open_workshop(server, ideas)
    before = server.cpu()
    tokens = await tokens_for(workshop, people)
    joined = server.cpu()
    voters = await sit_down(workshop, tokens)
    return Room(Crowd(workshop, voters), (joined - before) / people, (server.cpu() - joined) / people)


async def _idle(server: Measured, people: int, seconds: float = 20.0) -> float:
    """CPU seconds a connection and second: pings, and what the server does anyway."""
    before = server.cpu()
    await asyncio.sleep(seconds)
    return (server.cpu() - before) / seconds / people


async def _vote(room: Room, seed: int) -> float:
    """CPU seconds a vote."""
    return (await steady([room.crowd], RATE, SECONDS, seed)).cpu
