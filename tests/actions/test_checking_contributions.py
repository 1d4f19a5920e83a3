"""Allowing many contributions at once: in short writes, so that a room never waits long for its turn."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

import pytest
from sqlmodel import Session as Db

from app.actions import checking_contributions
from app.actions.checking_contributions import AT_ONCE, allow_unmarked
from app.actions.contributing import Told, take_in
from app.actions.planning import create_programme
from app.storage.contributions import Which, counts_of, some_of
from app.storage.store import Store
from tests.actions.shaped import NOW, WHO


@pytest.fixture
async def store(sqlite: str) -> Store:
    return Store(sqlite)


def told(db: Db, count: int) -> str:
    programme = create_programme(db, "Example programme", NOW).id
    every = [
        Told(f"Ask for Mrs Smith, number {n}" if n % 50 == 7 else f"Longer visits, please: {n}") for n in range(count)
    ]
    for n in range(0, count, 5_000):
        take_in(db, programme, every[n : n + 5_000], "file", NOW)
    return programme


async def states(store: Store, programme: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for state, _, _, _, n in await store.read(counts_of, programme):
        found[state] += n
    return found


async def test_all_that_waits_without_a_mark_is_allowed_in_slices(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setattr(checking_contributions, "AT_ONCE", 7)
    programme = await store.write(told, 60)
    assert await allow_unmarked(store, programme, WHO, NOW, up_to=50) == 49
    assert await states(store, programme) == {"allowed": 49, "waiting": 11}
    assert await allow_unmarked(store, programme, WHO, NOW, up_to=50) == 0
    shown = {one.id for one in await store.read(some_of, programme, Which("waiting"), 3)}
    assert await allow_unmarked(store, programme, WHO, NOW, shown) == 2
    store.close()


@pytest.mark.check
async def test_twenty_thousand_hold_up_a_room_no_longer_than_a_slice(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A room's turn waits for the write before it: each takes 50 ms at most, here with room for a busy machine."""
    programme, lengths = await store.write(told, 20_000), []
    write = store.write

    async def timed(*asked: Any) -> Any:
        began = time.perf_counter()
        done: Any = await write(*asked)
        lengths.append(time.perf_counter() - began)
        return done

    monkeypatch.setattr(store, "write", timed)
    assert await allow_unmarked(store, programme, WHO, NOW) == 19_600
    assert len(lengths) == 20_000 / AT_ONCE + 1
    lengths.sort()
    print(f"median {lengths[len(lengths) // 2] * 1000:.1f} ms, longest {lengths[-1] * 1000:.1f} ms")
    assert lengths[len(lengths) // 2] < 0.05
    store.close()
