"""Parts of the hall lose their network again and again while the host moves on: in the end all show the same."""

from __future__ import annotations

import asyncio
import time
from random import Random

import pytest

from tests.chance import a_seed
from tests.people import Workshop

from .crowd import Crowd
from .halls import Hall, away, votes_anew
from .proxy import Proxy

pytestmark = pytest.mark.check

ONE_PICTURE_WITHIN = 5.0
SHARE = 0.1


async def test_a_hall_with_a_patchy_network_shows_one_picture_in_the_end(hall: Hall) -> None:
    await patchy(hall, people=100, changes=6)


@pytest.mark.promise
async def test_a_thousand_phones_show_one_picture_after_thirty_changes(any_hall: Hall) -> None:
    await patchy(any_hall, people=1000, changes=30)


async def patchy(hall: Hall, people: int, changes: int) -> None:
    seed = a_seed()
    dice = Random(seed)
    with hall.workshop("vote", {"kind": "rank"}, {"kind": "dots"}, opened=False) as workshop:
        async with (
            Proxy(hall.server.port, seed=seed) as proxy,
            hall.crowd(workshop, people, proxy.url, seed=seed, most_jitter=1.0) as crowd,
        ):
            for n in range(changes):
                for pair in dice.sample(sorted(proxy.pairs, key=id), round(SHARE * len(proxy.pairs))):
                    (pair.go_dark if dice.random() < 0.5 else pair.cut)()
                await away(workshop.turn, *the_change(n))
                everybody_answers(crowd, workshop, n, dice)
                await asyncio.sleep(0.3)
            for pair in [pair for pair in proxy.pairs if pair.dark]:
                pair.cut()
            seconds = await one_picture(crowd)
            fresh = await a_fresh_look(crowd, workshop)
            await crowd.settle()
            found = await away(hall.check, crowd, workshop)
        print(f"one picture {seconds:.1f} s after the network was whole; {len(crowd.fetches)} fetches")
        assert crowd.faces() == {fresh}
        assert seconds <= ONE_PICTURE_WITHIN
        assert not found.wrong()


def the_change(n: int) -> tuple[str, int]:
    """Each step is opened, closed, opened again and closed, one after the other, for ever."""
    stage, deed = divmod(n, 2)
    return ("close" if deed else "open" if stage < 3 else "reopen"), stage % 3


def everybody_answers(crowd: Crowd, workshop: Workshop, n: int, dice: Random) -> None:
    """In a vote that has just opened or just closed."""
    if the_change(n)[1] == 0:
        for person in crowd.people:
            votes_anew(person, workshop, dice)


async def one_picture(crowd: Crowd) -> float:
    """Seconds until all are on their lines and show the same."""
    begun = time.perf_counter()
    while crowd.here() < len(crowd.people) or len(crowd.faces()) > 1:
        assert time.perf_counter() - begun < 60, f"{crowd.here()} here, {len(crowd.faces())} pictures"
        await asyncio.sleep(0.1)
    return time.perf_counter() - begun


async def a_fresh_look(crowd: Crowd, workshop: Workshop) -> str:
    """What somebody is shown who comes now."""
    newcomer = Crowd(crowd.url)
    await newcomer.join(workshop.code, ["citizen"])
    await newcomer.sit_down()
    (face,) = newcomer.faces()
    await newcomer.leave()
    return face
