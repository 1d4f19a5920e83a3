"""The server is killed and starts again: everybody comes back by themselves, soon, and it costs one look."""

from __future__ import annotations

import asyncio
import time
from random import Random

import pytest

from app.bench.results import percentile
from tests.chance import a_seed
from tests.people import Workshop

from .crowd import MOST_JITTER, Crowd
from .halls import Hall, away, votes_anew

MOST_BACK_WITHIN, ALL_BACK_WITHIN = 15.0, 60.0


@pytest.mark.check
async def test_two_hundred_phones_come_back_after_a_crash_with_their_votes(own_hall: Hall) -> None:
    await storm(own_hall, people=200, most_jitter=4.0)


@pytest.mark.promise
async def test_three_thousand_phones_come_back_after_a_crash(any_hall: Hall) -> None:
    await storm(any_hall, people=3000, most_jitter=MOST_JITTER)


async def storm(hall: Hall, people: int, most_jitter: float) -> None:
    seed = a_seed()
    with hall.workshop("vote") as workshop:
        async with hall.crowd(workshop, people, seed=seed, most_jitter=most_jitter) as crowd:
            everybody_votes(crowd, workshop, Random(seed))
            await asyncio.sleep(0.05)
            await away(hall.server.kill9)
            killed = time.perf_counter()
            everybody_votes(crowd, workshop, Random(seed + 1))  # on the phones only: nobody is there
            await away(hall.server.start)
            ready = time.perf_counter()
            back = await all_back(crowd, killed, ready)
            await crowd.settle()
            await asyncio.sleep(1.5)  # the server looks at itself once a second
            opened = hall.metrics().get("rooms_opened_total", 0.0)
            found = await away(hall.check, crowd, workshop)
        print(
            f"ready {ready - killed:.1f} s after the kill; 95% back {percentile(back, 0.95):.1f} s and the last "
            f"{max(back):.1f} s after it; rooms read {opened:.0f} times; turned away: {dict(crowd.turned_away)}"
        )
        assert not found.wrong()
        assert found.ok == 2 * people
        assert percentile(back, 0.95) <= MOST_BACK_WITHIN
        assert max(back) <= ALL_BACK_WITHIN
        assert 1 <= opened <= hall.server.workers, "the session was read from the database once a process"
        assert not [why for why in crowd.turned_away if why.startswith("HTTP/1.1 5") and " 503 " not in why]


def everybody_votes(crowd: Crowd, workshop: Workshop, dice: Random) -> None:
    for person in crowd.people:
        votes_anew(person, workshop, dice)


async def all_back(crowd: Crowd, killed: float, ready: float) -> list[float]:
    """Seconds from when the server was ready until each had their snapshot."""
    until = ready + ALL_BACK_WITHIN + 5
    while time.perf_counter() < until and not all(p.up.is_set() and p.back_at > killed for p in crowd.people):
        await asyncio.sleep(0.1)
    return [max(0.0, p.back_at - ready) if p.back_at > killed else ALL_BACK_WITHIN * 2 for p in crowd.people]
