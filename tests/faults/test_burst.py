"""Everybody votes at once: no errors, quick answers, and nothing lost."""

from __future__ import annotations

import asyncio
from random import Random

import pytest

from app.bench.results import percentile
from tests.chance import a_seed

from .halls import Hall, spread, votes_anew

pytestmark = pytest.mark.check


async def test_three_hundred_votes_in_half_a_second_are_all_saved(hall: Hall) -> None:
    await burst(hall, people=300, seconds=0.5)


@pytest.mark.promise
async def test_three_thousand_votes_in_five_seconds_are_all_saved_soon(any_hall: Hall) -> None:
    waits = await burst(any_hall, people=3000, seconds=5.0)
    assert percentile(waits, 0.95) <= 0.5
    assert percentile(waits, 0.99) <= 1.5


async def burst(hall: Hall, people: int, seconds: float) -> list[float]:
    """Each votes once, at a moment of their own → seconds from tap to saved."""
    seed = a_seed()
    dice = Random(seed)
    with hall.workshop("vote") as workshop:
        async with hall.crowd(workshop, people, seed=seed) as crowd:
            loop = asyncio.get_running_loop()
            for person in crowd.people:
                loop.call_later(dice.random() * seconds, votes_anew, person, workshop, dice)
            await asyncio.sleep(seconds)
            await crowd.settle()
            found = hall.check(crowd, workshop)
        assert (found.ok, found.refused) == (people, 0)
        assert not found.wrong()
        print(f"{people} votes in {seconds:g} s: {spread(crowd.history.waits())}")
        return crowd.history.waits()
