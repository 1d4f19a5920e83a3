"""A hall behind one address: everybody gets in, whoever else there mistypes the code."""

from __future__ import annotations

import asyncio
import secrets
import time
from random import Random

import pytest

from app.bench.results import percentile
from tests.people import Workshop

from .crowd import Crowd
from .halls import Hall, communities, spread
from .person import Person


async def test_everybody_behind_one_address_gets_in_though_some_mistype(hall: Hall) -> None:
    await everyone_joins(hall, people=300, seconds=3.0, mistyping=0.12)


@pytest.mark.promise
async def test_three_thousand_behind_one_address_get_in_within_two_minutes(any_hall: Hall) -> None:
    waits = await everyone_joins(any_hall, people=3000, seconds=120.0, mistyping=0.05)
    assert percentile(waits, 0.95) <= 2.0


async def everyone_joins(hall: Hall, people: int, seconds: float, mistyping: float) -> list[float]:
    """That share mistypes the code first → seconds that each waited for the right one."""
    seed = secrets.randbelow(10**6)
    print(f"seed {seed}")
    dice, waits, wrong = Random(seed), list[float](), list[int]()
    with hall.workshop("vote") as workshop:
        crowd = Crowd(hall.server.url, source=f"127.{dice.randint(1, 250)}.{dice.randint(1, 250)}.7")

        async def arrives(person: Person) -> None:
            await asyncio.sleep(dice.random() * seconds)
            if dice.random() < mistyping:
                wrong.append((await person.join(mistyped(workshop, dice))).status)
            begun = time.perf_counter()
            reply = await person.join(workshop.code)
            waits.append(time.perf_counter() - begun)
            assert reply.status == 201, f"number {len(waits)}: {reply.status} {reply.body!r}"

        await asyncio.gather(*(arrives(Person(crowd, community)) for community in communities(people)))
        assert len(wrong) > 20, "more than one person's address would be allowed"
        assert set(wrong) == {404}, "a wrong code is said to be wrong, not that it were too many"
        here = workshop.outcomes()["participants"]["by_channel"]["phone"]
        assert here == people
    print(f"{people} joined, {len(wrong)} mistyped before: {spread(waits)}")
    return waits


def mistyped(workshop: Workshop, dice: Random) -> str:
    """The code with one digit changed."""
    digits = list(workshop.code.replace(" ", ""))
    at = dice.randrange(len(digits))
    digits[at] = str((int(digits[at]) + dice.randint(1, 9)) % 10)
    return "".join(digits)
