"""Guessing ends after ten tries in a quarter of an hour, however many guess at the same moment."""

from __future__ import annotations

import asyncio
import random

import pytest

from app.storage.sign_in_tries import MOST, WHILE, about, give_back, take_try
from app.storage.store import Store

KEY, NOW = b"a key", 1_000_000.0
HERS, HIS = about(KEY, "ann"), about(KEY, "ben")


async def test_the_eleventh_try_waits_until_the_first_is_a_quarter_of_an_hour_old(store: Store) -> None:
    for n in range(MOST):
        taken = await store.write(take_try, HERS, NOW + n)
        assert (taken.id is not None, taken.left) == (True, MOST - 1 - n)
    refused = await store.write(take_try, HERS, NOW + 60)
    assert (refused.id, refused.wait) == (None, WHILE - 60)
    assert (await store.write(take_try, HIS, NOW + 60)).left == MOST - 1
    assert (await store.write(take_try, HERS, NOW + WHILE)).id is not None
    assert (await store.write(take_try, HERS, NOW + WHILE + 0.5)).id is None


async def test_a_right_one_does_not_count(store: Store) -> None:
    for n in range(3 * MOST):
        taken = await store.write(take_try, HERS, NOW + n)
        assert taken.id is not None
        await store.write(give_back, taken.id)


async def test_fifty_tries_at_the_same_moment_are_fifty(store: Store) -> None:
    taken = await asyncio.gather(*(store.write(take_try, HERS, NOW) for _ in range(50)))
    assert sum(one.id is not None for one in taken) == MOST


def test_nothing_says_whose_it_was() -> None:
    assert b"ann" not in HERS
    assert about(b"another key", "ann") != HERS


@pytest.mark.check
async def test_guesses_all_day_long_are_ten_a_quarter_of_an_hour(sqlite: str) -> None:
    seed = random.randrange(2**32)
    print("seed", seed)
    chance, store = random.Random(seed), Store(sqlite)
    times = sorted(NOW + chance.uniform(0, 86_400) for _ in range(2_000))
    made = [at for at in times if (await store.write(take_try, HERS, at)).id is not None]
    store.close()
    assert all(later - earlier >= WHILE for earlier, later in zip(made, made[MOST:], strict=False))
    assert 0.8 * MOST * 96 <= len(made) <= MOST * 97
