"""Two processes on one PostgreSQL: a room lives in both, the bus only hints, and nothing depends on it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import pytest

from app.actions.concluding import conclude
from app.domain import asking
from app.domain.asking import Actor
from app.live.bus import WHERE, Bus
from app.live.clock import Clock
from app.live.redis_bus import RedisBus
from app.live.room import Room
from app.live.rooms import Rooms
from app.storage.journal import FirstAnswer
from app.storage.sessions import read_session
from app.storage.store import Store
from tests.builders import HOST
from tests.live.hall import Hall, a_hall, came, joins, until
from tests.postgres import Postgres
from tests.redis import Redis

KEY = b"a key for tests"


@asynccontextmanager
async def process(address: str, bus: Bus | None = None, clock: Clock | None = None) -> AsyncIterator[Rooms]:
    store = Store(address)
    rooms = Rooms(store, conclude, clock, bus)
    await rooms.start()
    try:
        yield rooms
    finally:
        await rooms.close()
        store.close()


@pytest.fixture
async def address(postgres: Postgres) -> str:
    return postgres.emptied()


@pytest.fixture
async def hall(address: str) -> AsyncIterator[Hall]:
    store = Store(address)
    yield await a_hall(store)
    store.close()


async def room_in(rooms: Rooms, hall: Hall) -> Room:
    room = await rooms.room(hall.session)
    assert room is not None
    return room


def same(one: Room, other: Room) -> bool:
    return one.session == other.session


async def test_what_one_process_saved_is_known_at_the_door_of_the_other(address: str, hall: Hall) -> None:
    async with process(address) as here, process(address) as there:
        await room_in(there, hall)
        room = await room_in(here, hall)
        for n in range(20):
            await joins(room, f"person {n}")
            assert f"person {n}" in (await room_in(there, hall)).session.people


async def test_two_processes_take_turns_without_losing_or_doubling(address: str, hall: Hall) -> None:
    async with process(address) as here, process(address) as there:
        rooms = [await room_in(here, hall), await room_in(there, hall)]
        await joins(rooms[0], *(f"p{n}" for n in range(40)))
        await hall.opens(rooms[0])
        for turn in range(5):
            votes = [
                came(rooms[(n + turn) % 2], f"p{n}", hall.vote(("agree", "disagree")[turn % 2], i), f"{turn} {i}")
                for n in range(40)
                for i in range(4)
            ]
            found = await asyncio.gather(*votes)
            assert all(isinstance(answer, FirstAnswer) for answer in found)
        again = await asyncio.gather(
            *(came(rooms[n % 2], f"p{n}", hall.vote("unsure", i), f"4 {i}") for n in range(40) for i in range(4))
        )
        assert again == found, "the same ids get their first answers, in either process"
        await asyncio.gather(*(room_in(rooms_, hall) for rooms_ in (here, there)))
        kept = await hall.read()
        assert kept.version == 40 + 2 + 5 * 160
        assert same(rooms[0], rooms[1])
        assert rooms[0].session.stages[hall.stage].ballots == kept.stages[hall.stage].ballots


async def test_two_hosts_in_two_processes_take_one_step_together(address: str, hall: Hall) -> None:
    async with process(address) as here, process(address) as there:
        rooms = [await room_in(here, hall), await room_in(there, hall)]
        await hall.opens(rooms[0])
        for n in range(10):
            await asyncio.gather(*(room_in(rooms_, hall) for rooms_ in (here, there)))
            seen = rooms[0].session.version
            deed = asking.CloseStage(hall.stage, seen) if n % 2 == 0 else asking.ReopenStage(hall.stage, seen)
            found = await asyncio.gather(*(came(room, HOST, deed) for room in rooms))
            assert sorted(str(type(answer).__name__) for answer in found) == ["FirstAnswer", "str"], found
            assert (await hall.read()).version == seen + 1


async def test_without_a_bus_the_other_process_notices_within_seconds(address: str, hall: Hall) -> None:
    async with process(address) as here, process(address) as there:
        room, other = await room_in(here, hall), await room_in(there, hall)
        await joins(room, "ann")
        await until(lambda: "ann" in other.session.people, within=4.0)
        assert same(room, other)


async def test_the_bus_tells_at_once_and_its_loss_costs_only_freshness(address: str, hall: Hall, redis: Redis) -> None:
    async with (
        process(address, RedisBus(redis.address, KEY)) as here,
        process(address, RedisBus(redis.address, KEY)) as there,
    ):
        room, other = await room_in(here, hall), await room_in(there, hall)
        await until(lambda: here.bus.alive and there.bus.alive)
        begun = time.monotonic()
        for n in range(10):
            await joins(room, f"early {n}")
            await until(partial(lambda n: f"early {n}" in other.session.people, n))
        assert time.monotonic() - begun < 2.0, "ten times faster than by looking every two seconds"
        redis.freeze()
        await joins(room, "while frozen")
        await until(lambda: "while frozen" in other.session.people, within=4.0)
        redis.thaw()
        redis.stop()
        await joins(room, "while gone")
        await until(lambda: "while gone" in other.session.people, within=4.0)
        await until(lambda: not here.bus.alive)
        redis.start()
        await until(lambda: here.bus.alive and there.bus.alive, within=15.0)
        assert same(room, other)


async def test_a_later_process_takes_over_the_clock_of_those_that_run(address: str, hall: Hall) -> None:
    stepped = Clock()
    stepped.follow(stepped.now() - 300)
    async with process(address, clock=stepped) as here:
        await until(lambda: bool(here._tasks))
        await asyncio.sleep(0.3)  # it has reported by now
        async with process(address) as there:
            assert abs(there.clock.now() - here.clock.now()) < 0.5


async def test_people_in_other_processes_are_counted(address: str, hall: Hall) -> None:
    class Sitting:
        person: str | None = "ann"

        def join(self, lines: object) -> None: ...

        def rest(self, frame: bytes) -> None: ...

        def offer(self, frame: bytes) -> bool:
            return True

        def when_clear(self, again: object) -> None: ...

        def close(self, code: int) -> None: ...

    async with process(address) as here, process(address) as there:
        room, other = await room_in(here, hall), await room_in(there, hall)
        room.presence.came(Sitting())
        await until(lambda: other.presence.here() == 1 and there.processes == 2, within=6.0)
        assert room.presence.here() == 1
        assert other.presence.own() == (0, 0)


async def test_what_was_removed_while_a_process_did_not_look_is_gone_there_too(address: str, hall: Hall) -> None:
    async with process(address) as here, process(address) as there:
        room, other = await room_in(here, hall), await room_in(there, hall)
        await joins(room, "ann", "ben")
        await hall.opens(room)
        await came(room, "ann", hall.vote())
        await came(room, Actor("participant", "ann"), asking.RemoveAnswers("ann"))
        assert await room_in(there, hall) is other
        assert "ann" not in other.session.people
        kept = await hall.store.read(read_session, hall.session)
        assert kept is not None
        assert other.session.stages[hall.stage].ballots == kept.stages[hall.stage].ballots


async def test_words_said_at_once_all_arrive_and_of_where_a_session_is_only_the_newest(redis: Redis) -> None:
    heard: list[tuple[str, list[str]]] = []
    speaking, listening = RedisBus(redis.address, KEY), RedisBus(redis.address, KEY)
    speaking.start(lambda kind, what: None, lambda: None)
    listening.start(lambda kind, what: heard.append((kind, what)), lambda: None)
    try:
        await until(lambda: speaking.alive and listening.alive)
        for n in range(3):
            speaking.say("late", "session", "stage", str(n))
            speaking.say(WHERE, "session", str(n))
        await until(lambda: len(heard) >= 4)
        await asyncio.sleep(0.1)
        assert [what for kind, what in heard if kind == "late"] == [["session", "stage", str(n)] for n in range(3)]
        assert [what for kind, what in heard if kind == WHERE] == [["session", "2"]]
    finally:
        await speaking.close()
        await listening.close()


async def test_a_room_that_cannot_follow_reads_itself_again(
    address: str, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with process(address) as here, process(address) as there:
        room, other = await room_in(here, hall), await room_in(there, hall)

        def fail(*_: object) -> None:
            monkeypatch.undo()
            raise KeyError("an event that does not fit")

        await joins(room, "ann")
        monkeypatch.setattr("app.live.room.apply", fail)
        other.heard(room.session.version)
        await until(lambda: "ann" in other.session.people)
        await joins(other, "ben")
        assert (await room_in(here, hall)).session.people == other.session.people == (await hall.read()).people
