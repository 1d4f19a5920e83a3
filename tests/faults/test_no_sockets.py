"""A venue whose network lets no socket through: everything goes by plain requests, and nothing is lost."""

from __future__ import annotations

import asyncio
from random import Random

import pytest

from tests.people import an_action

from .crowd import Crowd
from .halls import CHOICES, Hall, away, communities
from .lines import open_line
from .person import Person
from .proxy import Proxy
from .weather import Weather


async def test_a_hall_without_sockets_votes_comments_and_ranks_by_requests(hall: Hall) -> None:
    """Some of their answers are lost on the way as well, and they ask again."""
    dice, rank = Random(11), {"kind": "rank", "settings": {"places": 3}}
    with hall.workshop("vote", rank) as workshop:
        async with Proxy(hall.server.port, Weather(no_sockets=True)) as proxy:
            crowd = Crowd(proxy.url)
            await crowd.join(workshop.code, communities(60))
            with pytest.raises(ConnectionError):
                await open_line(proxy.url, "/api/v1/live")
            proxy.weather.eats = 0.2
            ideas = list(workshop.ideas.values())
            for person in crowd.people:
                for idea in ideas:
                    person.does(an_action(workshop.stages[0], "vote", idea=idea, choice=dice.choice(CHOICES)))
                person.does(an_action(workshop.stages[0], "comment", idea=ideas[0], text="We need this here."))
            await asyncio.gather(*(by_request(person) for person in crowd.people))
            await away(workshop.turn, "close")
            await away(workshop.turn, "reveal")
            await away(workshop.turn, "open", 1)
            for person in crowd.people:
                person.does(an_action(workshop.stages[1], "rank", order=dice.sample(ideas, 3)))
            await asyncio.gather(*(by_request(person) for person in crowd.people))
            found = await away(hall.check, crowd, workshop)
    assert not found.wrong()
    assert found.ok == 60 * (len(ideas) + 2)


async def by_request(person: Person) -> None:
    """Asks until everything is answered."""
    while person.outbox:
        try:
            await person.posts()
        except (OSError, EOFError):
            await asyncio.sleep(0.05)
