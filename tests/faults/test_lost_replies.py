"""Replies that never arrive, and requests that arrive twice: an action has one effect and one answer, for ever."""

from __future__ import annotations

import asyncio
from random import Random

import pytest

from tests.chance import a_seed

from .crowd import Crowd
from .halls import Hall, away, votes_anew
from .proxy import Proxy
from .weather import Weather


async def test_eaten_acks_and_doubled_messages_leave_one_effect_each(hall: Hall) -> None:
    await eats_and_repeats(hall, people=100, votes=10, pause=0.1)


@pytest.mark.promise
async def test_a_whole_hall_that_loses_a_fifth_of_its_replies_counts_every_vote_once(any_hall: Hall) -> None:
    await eats_and_repeats(any_hall, people=500, votes=20, pause=1.0)


async def eats_and_repeats(hall: Hall, people: int, votes: int, pause: float) -> None:
    seed = a_seed()
    dice = Random(seed)
    weather = Weather(eats=0.2, repeats=0.2)
    with hall.workshop("vote") as workshop:
        async with (
            Proxy(hall.server.port, weather, seed) as proxy,
            hall.crowd(workshop, people, proxy.url, seed=seed, most_jitter=1.0) as crowd,
        ):
            for _ in range(votes):
                for person in crowd.people:
                    votes_anew(person, workshop, dice)
                await asyncio.sleep(pause)
            await comes_through(crowd)
            tally = await away(workshop.tally)
            await everyone_says_it_all_again(crowd, proxy)
            print(f"{proxy.eaten} acks eaten, {proxy.repeated} messages doubled")
            assert proxy.eaten > people * votes / 10
            assert await away(workshop.tally) == tally
            found = hall.check(crowd, workshop)
            assert not found.wrong()
            assert found.ok == people * votes


async def comes_through(crowd: Crowd) -> None:
    """Cuts the lines of those who still wait, until all are answered in spite of it all."""
    for _ in range(90):
        await asyncio.sleep(1)
        if not any(person.outbox for person in crowd.people):
            return
        for person in crowd.people:
            if person.outbox and person.line is not None and person.up.is_set():
                person.line.transport.abort()
    raise AssertionError("some actions never came through")


async def everyone_says_it_all_again(crowd: Crowd, proxy: Proxy) -> None:
    """Every action once more, in another order, over another door for some: the first answers come again."""
    proxy.weather.eats = 0.0
    actions = [(attempt.person, attempt.action) for attempt in crowd.history.attempts.values()]
    crowd.dice.shuffle(actions)
    by_id = {person.id: person for person in crowd.people}
    for id, action in actions:
        by_id[id].again(action)
    await crowd.settle(60)


async def test_twenty_taps_and_two_tabs_leave_one_vote_a_person(hall: Hall) -> None:
    """Two tabs are two lines of one participant; each taps on, at once."""
    dice = Random(4)
    with hall.workshop("vote", ideas=4) as workshop:
        async with hall.crowd(workshop, 50) as first:
            second = Crowd(hall.server.url)
            second.history = first.history
            second.people = [first.people[n].twin(second) for n in range(50)]
            await second.sit_down()
            for _ in range(20):
                for person in (*first.people, *second.people):
                    votes_anew(person, workshop, dice)
            await first.settle()
            await second.settle()
            found = hall.check(first, workshop)
            await second.leave()
        assert not found.wrong()
