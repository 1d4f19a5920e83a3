"""The rooms of a process, and its clock."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from app.actions.concluding import conclude
from app.domain import asking
from app.live import rooms as live_rooms
from app.live.clock import Clock
from app.live.rooms import Rooms
from app.storage.store import Store
from tests.builders import HOST
from tests.live.hall import Hall, a_hall, came, joins, until


class Watch(Clock):
    """A clock that the test moves on."""

    def __init__(self) -> None:
        super().__init__()
        self.later = 0.0

    def now(self) -> float:
        return super().now() + self.later


@pytest.fixture
async def hall(store: Store) -> Hall:
    return await a_hall(store, {"kind": "vote", "settings": {"minutes": 5}})


@pytest.fixture
async def rooms(store: Store) -> AsyncIterator[Rooms]:
    rooms = Rooms(store, conclude, Watch())
    await rooms.start()
    yield rooms
    await rooms.close()


def moved(rooms: Rooms, seconds: float) -> None:
    assert isinstance(rooms.clock, Watch)
    rooms.clock.later += seconds


async def test_a_room_is_opened_once_however_many_come_at_once(hall: Hall, rooms: Rooms) -> None:
    found = await asyncio.gather(*(rooms.room(hall.session) for _ in range(20)))
    assert len({id(room) for room in found}) == 1
    assert found[0] is not None
    assert await rooms.room("nowhere") is None


async def test_a_stage_closes_by_the_clock_though_nobody_asks_for_anything(hall: Hall, rooms: Rooms) -> None:
    room = await rooms.room(hall.session)
    assert room is not None
    await hall.opens(room)
    moved(rooms, 299)
    await asyncio.sleep(3 * live_rooms.TICK)
    assert room.session.stages[hall.stage].state == "open"
    moved(rooms, 1)
    await until(lambda: room.session.stages[hall.stage].state == "closed")
    assert (await hall.read()).stages[hall.stage].state == "closed"


async def test_an_answer_at_the_deadline_has_its_grace_and_a_later_one_not(hall: Hall, rooms: Rooms) -> None:
    room = await rooms.room(hall.session)
    assert room is not None
    await joins(room, "ann")
    await hall.opens(room)
    moved(rooms, 300)
    assert not isinstance(await came(room, "ann", hall.vote("agree")), str)
    assert room.session.stages[hall.stage].state == "closed"
    moved(rooms, 2.1)
    assert await came(room, "ann", hall.vote("disagree")) == "stage_closed"


async def test_a_stage_whose_time_ran_out_while_nothing_ran_closes_on_the_first_look(hall: Hall, store: Store) -> None:
    async with hall.room() as room:
        await hall.opens(room)
    watch = Watch()
    watch.later = 3600
    late = Rooms(store, conclude, watch)
    await late.start()
    found = await late.room(hall.session)
    assert found is not None
    await until(lambda: found.session.stages[hall.stage].state == "closed")
    await late.close()


async def test_an_empty_room_leaves_memory_and_comes_back_whole(hall: Hall, rooms: Rooms) -> None:
    room = await rooms.room(hall.session)
    assert room is not None
    await room.ask(HOST, asking.StartSession())
    moved(rooms, live_rooms.KEEP_IDLE + 1)
    await until(lambda: rooms.here(hall.session) is None)
    again = await rooms.room(hall.session)
    assert again is not None
    assert again is not room
    assert again.session.phase == "running"


def test_a_clock_that_is_set_back_or_forward_moves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    before = clock.now()
    for stepped in (-300.0, 300.0):
        monkeypatch.setattr(time, "time", lambda stepped=stepped: before + stepped)
        assert 0 <= clock.now() - before < 5
