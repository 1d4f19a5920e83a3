"""A hall behind one address: everybody gets in, whoever else there mistypes the code."""

from __future__ import annotations

import asyncio
import time
from random import Random

import pytest

from app.bench.results import percentile
from tests.chance import a_seed
from tests.people import Workshop

from .crowd import Crowd
from .halls import Hall, communities, spread
from .person import Person


async def test_everybody_behind_one_address_gets_in_though_some_mistype(hall: Hall) -> None:
    await everyone_joins(hall, people=300, seconds=3.0, mistyping=0.09)


@pytest.mark.promise
async def test_three_thousand_behind_one_address_get_in_within_two_minutes(any_hall: Hall) -> None:
    waits = await everyone_joins(any_hall, people=3000, seconds=120.0, mistyping=0.05)
    assert percentile(waits, 0.95) <= 2.0


async def everyone_joins(hall: Hall, people: int, seconds: float, mistyping: float) -> list[float]:
    """That share mistypes the code first → seconds that each waited for the right one."""
    dice, waits, wrong = Random(a_seed()), list[float](), list[int]()
    with hall.workshop("vote") as workshop:
        crowd = Crowd(hall.server.url, source=f"127.{dice.randint(1, 250)}.{dice.randint(1, 250)}.7")

        async def arrives(person: Person, after: float, slip: str) -> None:
            await asyncio.sleep(after)
            if slip:
                wrong.append((await person.join(slip)).status)
            begun = time.perf_counter()
            reply = await person.join(workshop.code)
            waits.append(time.perf_counter() - begun)
            assert reply.status == 201, f"number {len(waits)}: {reply.status} {reply.body!r}"

        slips = [mistyped(workshop, dice) if dice.random() < mistyping else "" for _ in range(people)]
        when = [dice.random() * seconds for _ in slips]
        all_of_them = zip(communities(people), when, slips, strict=True)
        await asyncio.gather(*(arrives(Person(crowd, c), after, slip) for c, after, slip in all_of_them))
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
