"""Ingest: durable votes a second at saturation, beside the same server with a store that forgets, and a plain echo."""

from __future__ import annotations

import asyncio
import time

from .databases import postgres
from .load import connect_many
from .results import Result, middle
from .servers import Measured, baseline, ours
from .voting import Crowd, Pace, saturate, seated

ROUNDS = 5
PEOPLE = 1_000
UNDER_WAY = 2
SECONDS = 4.0


async def ingest() -> Result:
    """Rows 4 and 5, on SQLite and on PostgreSQL: 1,000 voters, each with two votes under way all the time."""
    result = Result(f"ingest, {PEOPLE} voters with {UNDER_WAY} votes under way each")
    with baseline("echo") as echo:
        await _on(result, "SQLite", echo, {})
        with postgres() as database:
            await _on(result, "PostgreSQL", echo, {"DATABASE_URL": database.new_database()})
    return result


async def _on(result: Result, name: str, echo: Measured, settings: dict[str, str]) -> None:
    with ours(**settings) as server, ours("forgetful", **settings) as forgetful:
        crowd, forgotten = await seated(server, PEOPLE), await seated(forgetful, PEOPLE)
        durable, light, echoed = [], [], []
        for n in range(ROUNDS):
            durable.append(await _saturated(crowd, n))
            light.append(await _saturated(forgotten, n))
            echoed.append(await _echo(echo))
            result.notes.append(
                f"{name}: {durable[-1].rate:.0f} durable votes/s, {durable[-1].cpu * 1e6:.1f} µs of CPU each;"
                f" forgetful {light[-1].rate:.0f}/s, {light[-1].cpu * 1e6:.1f} µs; echo {echoed[-1] * 1e6:.1f} µs"
            )
        crowd.leave()
        forgotten.leave()
    ratios = [ours_.rate / theirs.rate for ours_, theirs in zip(durable, light, strict=True)]
    costs = [pace.cpu / one for pace, one in zip(durable, echoed, strict=True)]
    result.add(f"{name}: durable votes at saturation", middle([pace.rate for pace in durable]), "votes/s")
    result.add(f"{name}: the same with a store that forgets", middle([pace.rate for pace in light]), "votes/s")
    result.add(f"{name}: durable ÷ forgetful", middle(ratios), "×", 0.8, at_least=True, row=4)
    result.add(f"{name}: CPU a vote ÷ CPU of a FastAPI echo", middle(costs), "×", 2.0, row=5)


async def _saturated(crowd: Crowd, seed: int) -> Pace:
    return await saturate([crowd], SECONDS, UNDER_WAY, seed)


async def _echo(server: Measured) -> float:
    """CPU seconds of the echo server for a message as long as a vote."""
    clients = await connect_many(server.url, "/echo", PEOPLE)
    text, count = b"x" * 150, 0
    cpu, end = server.cpu(), time.perf_counter() + SECONDS / 2
    sent = 0

    def heard(_: bytes) -> None:
        nonlocal count
        count += 1

    for client in clients:
        client.hear = heard
    while time.perf_counter() < end:
        while sent - count < PEOPLE * UNDER_WAY:
            clients[sent % PEOPLE].send(text)
            sent += 1
        await asyncio.sleep(0.001)
    while count < sent:
        await asyncio.sleep(0.01)
    spent = server.cpu() - cpu
    for client in clients:
        client.transport.abort()
    return spent / count
