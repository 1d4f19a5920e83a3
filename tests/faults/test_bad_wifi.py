"""The Wi-Fi of a church hall: packets are lost and late, phones fall off and come back. Every vote is stored once."""

from __future__ import annotations

import asyncio
import time
from random import Random

import pytest

from app.bench.results import percentile
from tests.chance import a_seed

from .crowd import Crowd
from .halls import Hall, away, spread, votes_anew
from .proxy import Proxy
from .weather import Weather

pytestmark = pytest.mark.check

BAD = Weather(delay=0.3, spread=0.2, loss=0.1, resend=0.3)
FLAPPING = 0.3
SAVED_WITHIN = 3.0


async def test_a_hall_with_bad_wifi_saves_every_vote_once(hall: Hall) -> None:
    await bad_wifi(hall, people=60, seconds=4, flaps_every=4, each=2.0)


@pytest.mark.promise
async def test_minutes_of_bad_wifi_save_every_vote_once(any_hall: Hall) -> None:
    waits = await bad_wifi(any_hall, people=300, seconds=300, flaps_every=60, each=10.0)
    assert percentile(waits, 0.95) <= SAVED_WITHIN


@pytest.mark.promise
@pytest.mark.soak
async def test_half_an_hour_of_bad_wifi_saves_every_vote_once(own_hall: Hall) -> None:
    waits = await bad_wifi(own_hall, people=300, seconds=1800, flaps_every=60, each=10.0)
    assert percentile(waits, 0.95) <= SAVED_WITHIN


async def bad_wifi(hall: Hall, people: int, seconds: float, flaps_every: float, each: float) -> list[float]:
    """All vote every `each` seconds or so, three in ten lose their line in each round → seconds from tap to saved."""
    seed = a_seed()
    dice = Random(seed)
    with hall.workshop("vote") as workshop:
        async with (
            Proxy(hall.server.port, seed=seed) as proxy,
            hall.crowd(workshop, people, proxy.url, seed=seed, most_jitter=2.0) as crowd,
        ):
            proxy.weather = BAD
            flapping = asyncio.create_task(flap(crowd, flaps_every, dice))
            until = time.perf_counter() + seconds
            while time.perf_counter() < until:
                votes_anew(dice.choice(crowd.people), workshop, dice)
                await asyncio.sleep(each / people)
            flapping.cancel()
            await crowd.settle(60)
            found = await away(hall.check, crowd, workshop)
            waits = crowd.history.waits()
        print(f"{len(waits)} votes, tap to saved: {spread(waits)}")
        assert not found.wrong()
        assert (found.unknown, found.refused) == (0, 0)
        return waits


async def flap(crowd: Crowd, every: float, dice: Random) -> None:
    """In each round three in ten phones fall off the network once, each at a moment of its own."""
    while True:
        for person in dice.sample(crowd.people, round(FLAPPING * len(crowd.people))):
            asyncio.get_running_loop().call_later(dice.random() * every, person.falls_off)
        await asyncio.sleep(every)
