"""Ingest: durable votes a second at saturation, beside the same server with a store that forgets, and a plain echo."""

from __future__ import annotations

import asyncio
import random
import time

from .load import connect_many
from .results import Result, middle
from .servers import Measured, baseline, ours
from .workshop import Voter, Workshop, open_workshop, sit_down, tokens_for

ROUNDS = 5
PEOPLE = 1_000
IN_FLIGHT = 2
SECONDS = 4.0


async def ingest() -> Result:
    """Rows 4 and 5: 1,000 voters, each with two votes under way all the time."""
    result = Result(f"ingest, {PEOPLE} voters with {IN_FLIGHT} votes under way each")
    with ours() as server, ours("forgetful") as forgetful, baseline("echo") as echo:
        crowds = []
        for one in (server, forgetful):
            workshop = await open_workshop(one)
            crowds.append((one, workshop, await sit_down(workshop, await tokens_for(workshop, PEOPLE))))
        ratios, costs, rates, forgets = [], [], [], []
        for n in range(ROUNDS):
            rate, cost = await _saturate(*crowds[0], seed=n)
            forgotten, _ = await _saturate(*crowds[1], seed=n)
            echoed = await _echo(echo)
            ratios.append(rate / forgotten)
            costs.append(cost / echoed)
            rates.append(rate)
            forgets.append(forgotten)
            result.notes.append(
                f"{rate:.0f} durable votes/s, {cost * 1e6:.1f} µs of CPU each; forgetful {forgotten:.0f}/s;"
                f" echo {echoed * 1e6:.1f} µs a message"
            )
        result.add("durable votes at saturation", middle(rates), "votes/s")
        result.add("the same with a store that forgets", middle(forgets), "votes/s")
        result.add("durable ÷ forgetful", middle(ratios), "×", 0.8, at_least=True, row=4)
        result.add("CPU a vote ÷ CPU of a FastAPI echo", middle(costs), "×", 2.0, row=5)
    return result


async def _saturate(server: Measured, workshop: Workshop, voters: list[Voter], seed: int) -> tuple[float, float]:
    """(votes a second, CPU seconds a vote) with every voter's queue kept full."""
    dice = random.Random(seed)
    before, cpu, begun = sum(v.acked for v in voters), server.cpu(), time.perf_counter()
    end = begun + SECONDS

    async def keep_voting(voter: Voter) -> None:
        while time.perf_counter() < end:
            for _ in range(IN_FLIGHT - len(voter.sent)):
                voter.vote(workshop, dice)
            await asyncio.sleep(0.002)

    await asyncio.gather(*map(keep_voting, voters))
    took, done, spent = time.perf_counter() - begun, sum(v.acked for v in voters) - before, server.cpu() - cpu
    while any(v.sent for v in voters):
        await asyncio.sleep(0.01)
    return done / took, spent / done


async def _echo(server: Measured) -> float:
    """CPU seconds of the echo server for a message as long as a vote."""
    clients = await connect_many(server.url, "/echo", PEOPLE)
    text, count = b"x" * 150, 0

    def heard(_: bytes) -> None:
        nonlocal count
        count += 1

    cpu, end = server.cpu(), time.perf_counter() + SECONDS / 2
    sent = 0
    for client in clients:
        client.hear = heard
    while time.perf_counter() < end:
        while sent - count < PEOPLE * IN_FLIGHT:
            clients[sent % PEOPLE].send(text)
            sent += 1
        await asyncio.sleep(0.001)
    while count < sent:
        await asyncio.sleep(0.01)
    spent = server.cpu() - cpu
    for client in clients:
        client.transport.abort()
    return spent / count
