"""Safety: what all checks together cost votes and arrivals, beside the same server with the checks lifted."""

from __future__ import annotations

import asyncio
import time

from .results import Result, middle
from .servers import Measured, ours
from .voting import Pace, saturate, seated
from .workshop import open_workshop, tokens_for

ROUNDS = 7
VOTERS, UNDER_WAY, SECONDS = 500, 2, 3.0
JOINS = 400
MOST = 1.1
"""A tenth more, and no more than that."""


async def safety() -> Result:
    """Interleaved, the one that begins in turn: votes at saturation over sockets, and people who join over HTTP."""
    result = Result(f"safety, {VOTERS} voters with {UNDER_WAY} votes under way each, and {JOINS} who join")
    settings = {"ACTION_LIMIT": "1000000000"}
    with ours(**settings) as guarded, ours("unguarded", **settings) as open_to_all:
        pair = (guarded, open_to_all)
        crowds = [await seated(server, VOTERS) for server in pair]
        votes: tuple[list[Pace], list[Pace]] = ([], [])
        joins: tuple[list[Pace], list[Pace]] = ([], [])
        for n in range(ROUNDS):
            for which in (0, 1) if n % 2 else (1, 0):
                votes[which].append(await saturate([crowds[which]], SECONDS, UNDER_WAY, n))
                joins[which].append(await _joined(pair[which]))
                await asyncio.sleep(0.2)
        for crowd in crowds:
            crowd.leave()
    _told(result, "a vote", "votes/s", *votes)
    _told(result, "a join", "joins/s", *joins)
    return result


async def _joined(server: Measured) -> Pace:
    workshop = await open_workshop(server, ideas=4)
    cpu, begun = server.cpu(), time.perf_counter()
    await tokens_for(workshop, JOINS)
    return Pace(JOINS / (time.perf_counter() - begun), (server.cpu() - cpu) / JOINS)


def _told(result: Result, what: str, unit: str, with_checks: list[Pace], without: list[Pace]) -> None:
    pairs = list(zip(with_checks, without, strict=True))
    result.add(f"{what}: CPU with the checks ÷ without", middle([a.cpu / b.cpu for a, b in pairs]), "×", MOST)
    result.add(f"{what}: CPU with the checks", middle([a.cpu for a, _ in pairs]) * 1e6, "µs")
    result.add(f"{what}: CPU without", middle([b.cpu for _, b in pairs]) * 1e6, "µs")
    result.add(f"{what}: rate with the checks ÷ without", middle([a.rate / b.rate for a, b in pairs]), "×")
    result.add(f"{what}: rate with the checks", middle([a.rate for a, _ in pairs]), unit)
