"""S5: whoever floods the server hurts themselves. The others' votes take as long as before."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping
from typing import Any

import pytest

from app.bench.results import percentile
from app.live.presence import MOST_SEATS
from tests.people import Workshop, join
from tests.serving import TOP

from .halls import Hall, spread
from .test_slow_readers import voting

NO_WORSE, AT_ONCE = 1.2, 0.05
"""Others may wait a fifth longer at the 99th percentile, or as long as any room may: 50 ms, which nobody notices."""
STARTS_WITHIN = 3
"""Seconds that a flooder needs to come up."""
STILL_ANSWERED = 5.0
"""Seconds, where all floods come at once and the machine that makes them is the one that serves."""


@pytest.mark.check
async def test_a_small_flood_of_every_kind_is_held_up_and_others_vote_on(own_hall: Hall) -> None:
    usual, beside, floods = await flooded(own_hall, 60, 4, {"sockets": 200, "handshakes": 200})
    _are_held_up(floods)
    assert max(beside) <= STILL_ANSWERED


@pytest.mark.promise
@pytest.mark.parametrize("kind", ["messages", "frames", "sockets", "handshakes"])
async def test_a_great_flood_costs_the_others_nothing(own_hall: Hall, kind: str) -> None:
    usual, beside, floods = await flooded(own_hall, 300, 20, {"sockets": 5_000, "handshakes": 2_000}, (kind,))
    _are_held_up(floods)
    assert percentile(beside, 0.99) <= max(NO_WORSE * percentile(usual, 0.99), AT_ONCE)


KINDS = ("messages", "frames", "sockets", "handshakes")


async def flooded(
    hall: Hall, people: int, seconds: int, counts: Mapping[str, int], kinds: tuple[str, ...] = KINDS
) -> tuple[list[float], list[float], dict[str, Any]]:
    """Votes before and beside floods of these kinds, each by somebody who joined → waits, and what the floods say."""
    with hall.workshop("vote") as workshop:
        robots = await join(hall.server, workshop.code, [{"community": "citizen"}] * len(kinds))
        async with hall.crowd(workshop, people) as crowd:
            usual = await voting(crowd, workshop, seconds)
            going = [
                await _flood(hall, workshop, kind, robot["token"], seconds, counts.get(kind, 0))
                for kind, robot in zip(kinds, robots, strict=True)
            ]
            await asyncio.sleep(STARTS_WITHIN)
            beside = await voting(crowd, workshop, seconds)
            told = {kind: json.loads((await one.communicate())[0]) for kind, one in zip(kinds, going, strict=True)}
            found = await asyncio.to_thread(hall.check, crowd, workshop)
    print(f"alone:  {spread(usual)}\nbeside: {spread(beside)}\n{told}")
    assert not found.lost
    return usual, beside, told


async def _flood(
    hall: Hall, workshop: Workshop, kind: str, token: str, seconds: int, count: int
) -> asyncio.subprocess.Process:
    vote = json.dumps(workshop.vote("r0", "agree"))
    more = vote if kind == "messages" else str(count)
    return await asyncio.create_subprocess_exec(
        "chrt", "--idle", "0", sys.executable, "-m", "tests.faults.flooding", kind, hall.server.url, token,
        str(seconds + STARTS_WITHIN),
        more, cwd=TOP, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip


def _are_held_up(floods: Mapping[str, Any]) -> None:
    if "frames" in floods:
        codes = set(floods["frames"]["codes"])
        assert "1009" in codes
        assert codes <= {"1009", "1013"}, "too large, and whoever comes back for it all the time is asked to wait"
    if "sockets" in floods:
        assert floods["sockets"]["kept"] <= MOST_SEATS
    if "handshakes" in floods:
        assert floods["handshakes"]["sent"] > 0
