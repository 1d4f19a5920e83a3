"""Two hosts who press at once, and two processes that share a session: exactly one step, one order, one truth."""

from __future__ import annotations

import asyncio

import pytest

from app.domain import asking
from app.domain.asking import Actor, Deed
from app.storage.journal import FirstAnswer
from app.storage.store import Store
from tests.live.hall import Hall, a_hall, came, joins
from tests.storage.ledger import differences

HOSTS = (Actor("host", "host:hope"), Actor("host", "host:hal"))
PAIRS = 200


@pytest.fixture
async def hall(store: Store) -> Hall:
    return await a_hall(store)


async def test_two_hosts_who_press_at_once_make_one_step(hall: Hall) -> None:
    async with hall.room() as room:
        await hall.opens(room)
        for n in range(PAIRS):
            seen = room.session.version
            deed: type[Deed] = (asking.ExtendClock, asking.CloseStage, asking.ReopenStage)[n % 3]
            found = await asyncio.gather(*(came(room, host, deed(hall.stage, seen)) for host in HOSTS))
            assert sorted(map(str, found)) == sorted([str(FirstAnswer(seen + 1)), "moved_on"]), n
            assert room.session.version == seen + 1


async def test_without_an_expected_version_the_state_itself_refuses_the_second(hall: Hall) -> None:
    async with hall.room() as room:
        await hall.opens(room)
        found = await asyncio.gather(*(came(room, host, asking.CloseStage(hall.stage)) for host in HOSTS))
        assert found[1] == "moved_on"


async def test_two_processes_agree_on_one_order_of_events(database: str, hall: Hall) -> None:
    other_store = Store(database)
    other = Hall(other_store, hall.session, hall.stages)
    async with hall.room() as one, other.room() as two:
        await joins(one, "ann", "ben")
        await hall.opens(one)
        other.ideas = hall.ideas
        found = await asyncio.gather(
            *(
                came(room, person, hall.vote(choice, n % 4), f"id-{n}")
                for n in range(60)
                for room, person, choice in ((one, "ann", "agree"), (two, "ben", "unsure"))
            )
        )
        versions = [answer.version for answer in found if isinstance(answer, FirstAnswer)]
        assert sorted(versions) == list(range(min(versions), min(versions) + 120))
        for room in (one, two):
            await came(room, "ann", asking.RemoveAnswers("nobody"))  # nothing to do: it only catches up
            assert differences(room.session, await hall.read()) == []
    other_store.close()


async def test_an_id_that_another_process_saved_is_known(database: str, hall: Hall) -> None:
    other_store = Store(database)
    async with hall.room() as one, Hall(other_store, hall.session, hall.stages).room() as two:
        await joins(one, "ann")
        await hall.opens(one)
        first = await came(one, "ann", hall.vote("agree"), "id-1")
        assert await came(two, "ann", hall.vote("disagree"), "id-1") == first
    other_store.close()


async def test_a_process_that_missed_what_was_emptied_reads_the_state_whole(database: str, hall: Hall) -> None:
    other_store = Store(database)
    async with hall.room() as one, Hall(other_store, hall.session, hall.stages).room() as two:
        await joins(one, "ann", "ben")
        await hall.opens(one)
        await came(one, "ann", hall.vote())
        await came(one, "ann", asking.RemoveAnswers("ann"))
        for choice in ("agree", "disagree"):
            assert isinstance(await came(two, "ben", hall.vote(choice)), FirstAnswer)
            assert differences(two.session, await hall.read()) == []
    other_store.close()
