"""A turn that could not be saved, or whose end is unknown: nobody hears ok, and the same ids find out."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from app.domain import asking
from app.domain.events import Recorded
from app.live.room import COME_BACK, Room
from app.live.seats import Audience
from app.storage.journal import FirstAnswer
from app.storage.store import Store
from tests.live.hall import Hall, a_hall, came, joins, until


class Flaky:
    """Fails when told to, once."""

    def __init__(self) -> None:
        self.failing = False

    def __call__(self, *_: object) -> None:
        if self.failing:
            self.failing = False
            raise OSError("the disk said no")


class LosingCommits(Store):
    """Commits, and then the answer gets lost, once, when told to."""

    losing = False

    async def write(self, deed: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        done = await super().write(deed, *args, **kwargs)
        if self.losing:
            self.losing = False
            raise ConnectionError("the connection was lost during COMMIT")
        return done


class Listener:
    """A seat that notes how it was closed."""

    def __init__(self, person: str | None) -> None:
        self.person = person
        self.closed: int | None = None

    def join(self, lines: object) -> None: ...

    def rest(self, frame: bytes) -> None: ...

    def offer(self, frame: bytes) -> bool:
        return True

    def when_clear(self, again: Callable[[], None]) -> None: ...

    def close(self, code: int) -> None:
        self.closed = code


async def drawn(_: object) -> bytes:
    return b""


def seated(room: Room, person: str | None = "ann") -> Listener:
    seat = Listener(person)
    room.sit(seat, Audience("test", 0.01, lambda session: session.version, drawn), room.session.version)
    return seat


@pytest.fixture
async def hall(store: Store) -> Hall:
    return await a_hall(store)


async def ready(hall: Hall, room: Room) -> int:
    await joins(room, "ann", "ben")
    await hall.opens(room)
    return room.session.version


async def test_what_could_not_be_saved_is_unknown_to_all_and_judged_anew(hall: Hall) -> None:
    flaky = Flaky()
    async with hall.room(flaky) as room:
        version, seat = await ready(hall, room), seated(room)
        board, silent = seated(room, None), seated(room, "cat")
        flaky.failing = True
        found = await asyncio.gather(*(came(room, who, hall.vote(), f"id-{who}") for who in ("ann", "ben", "nobody")))
        assert found == ["unavailable"] * 3
        assert seat.closed == COME_BACK
        assert board.closed is silent.closed is None, "who asked for nothing has nothing to ask again"
        assert (await hall.read()).version == version
        again = await asyncio.gather(*(came(room, who, hall.vote(), f"id-{who}") for who in ("ann", "ben", "nobody")))
        assert again == [FirstAnswer(version + 1), FirstAnswer(version + 2), "not_signed_in"]
        assert room.session.stages[hall.stage].ballots == (await hall.read()).stages[hall.stage].ballots


async def test_a_lost_commit_is_found_again_by_the_same_ids(database: str) -> None:
    store = LosingCommits(database)
    hall = await a_hall(store)
    async with hall.room() as room:
        version, seat = await ready(hall, room), seated(room)
        store.losing = True
        assert await came(room, "ann", hall.vote("agree"), "id-1") == "unavailable"
        assert seat.closed == COME_BACK
        assert await came(room, "ann", hall.vote("disagree"), "id-1") == FirstAnswer(version + 1)
        assert room.session.version == version + 1
        assert room.session.stages[hall.stage].ballots == {"ann": {(hall.ideas[0], ""): "agree"}}
    store.close()


async def test_a_room_reads_itself_again_without_being_asked(database: str) -> None:
    store = LosingCommits(database)
    hall = await a_hall(store)
    async with hall.room() as room:
        version = await ready(hall, room)
        store.losing = True
        assert await came(room, "ann", hall.vote("agree"), "id-1") == "unavailable"
        await until(lambda: room.session.version == version + 1)
        assert "ann" in room.session.stages[hall.stage].ballots
    store.close()


async def test_a_room_outlives_many_failures(hall: Hall) -> None:
    flaky = Flaky()
    async with hall.room(flaky) as room:
        await ready(hall, room)
        for n in range(10):
            flaky.failing = n % 2 == 0
            expected = "unavailable" if flaky.failing else FirstAnswer(room.session.version + 1)
            assert await came(room, "ann", hall.vote("agree", n % 4), f"id-{n}") == expected
        assert await came(room, "ann", asking.Finish(hall.stage)) == FirstAnswer(room.session.version)


class Poison:
    """Makes every turn fail that holds this person's vote, as an action does that no database can keep."""

    def __call__(self, db: object, session: object, recorded: Sequence[Recorded]) -> None:
        if any(getattr(one.event, "participant", None) == "ben" and one.event.kind == "answered" for one in recorded):
            raise ValueError("this cannot be kept")


async def test_an_action_that_cannot_be_kept_is_refused_alone(hall: Hall) -> None:
    async with hall.room(Poison()) as room:
        version = await ready(hall, room)
        await joins(room, "cat")
        found = await asyncio.gather(*(came(room, who, hall.vote(), f"id-{who}") for who in ("ann", "ben", "cat")))
        assert found == [FirstAnswer(version + 2), "busy", FirstAnswer(version + 3)]
        assert room.session.stages[hall.stage].ballots == (await hall.read()).stages[hall.stage].ballots


async def test_a_database_that_does_not_answer_is_not_waited_for(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    async with hall.room(hang := Hang()) as room:
        version, seat = await ready(hall, room), seated(room)
        monkeypatch.setattr(hall.store, "_patience", 0.2)
        hang.hanging = True
        assert await came(room, "ann", hall.vote(), "id-1") == "unavailable"
        assert seat.closed == COME_BACK
        hang.let_go.set()
        monkeypatch.setattr(hall.store, "_patience", 10)
        assert await came(room, "ann", hall.vote(), "id-1") == FirstAnswer(version + 1), "it was saved after all, once"
        assert room.session.version == (await hall.read()).version == version + 1


class Hang:
    """Holds a turn up until it is let go."""

    def __init__(self) -> None:
        self.hanging, self.let_go = False, threading.Event()

    def __call__(self, *_: object) -> None:
        if self.hanging:
            self.hanging = False
            assert self.let_go.wait(10)


async def test_who_waits_behind_a_turn_that_failed_is_asked_to_come_back_too(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    flaky = Flaky()
    async with hall.room(flaky) as room:
        version = await ready(hall, room)
        seats = [seated(room, who) for who in ("ann", "ben")]
        read, failing = hall.store.read, True

        async def out_of_reach(*what: Any) -> Any:
            if failing:
                raise OSError("no answer")
            return await read(*what)

        monkeypatch.setattr(hall.store, "read", out_of_reach)
        flaky.failing = True
        first = asyncio.create_task(came(room, "ann", hall.vote(), "id-ann"))
        await until(lambda: not room.saving)
        assert await came(room, "ben", hall.vote(), "id-ben") == "unavailable"
        assert await first == "unavailable"
        assert [seat.closed for seat in seats] == [COME_BACK] * 2
        failing = False
        assert await came(room, "ben", hall.vote(), "id-ben") == FirstAnswer(version + 1)


async def test_what_a_person_changed_meanwhile_never_goes_before_what_failed(hall: Hall) -> None:
    async with hall.room(hang := HangsAndFails()) as room:
        version = await ready(hall, room)
        hang.hanging = True
        older = asyncio.create_task(came(room, "ann", hall.vote("agree"), "id-older"))
        await asyncio.to_thread(hang.held.wait, 10)
        newer = asyncio.create_task(came(room, "ann", hall.vote("disagree"), "id-newer"))
        other = asyncio.create_task(came(room, "ben", hall.vote(), "id-ben"))
        await until(lambda: room.waiting == 2)
        hang.let_go.set()
        assert (await older, await newer) == ("unavailable", "unavailable")
        assert await other == FirstAnswer(version + 1)
        again = [await came(room, "ann", hall.vote(choice), id) for choice, id in ANNS]
        assert again == [FirstAnswer(version + 2), FirstAnswer(version + 3)]
        assert room.session.stages[hall.stage].ballots["ann"] == {(hall.ideas[0], ""): "disagree"}


ANNS = (("agree", "id-older"), ("disagree", "id-newer"))


class HangsAndFails:
    """Holds a turn up, and fails it once it is let go."""

    def __init__(self) -> None:
        self.hanging, self.held, self.let_go = False, threading.Event(), threading.Event()

    def __call__(self, *_: object) -> None:
        if self.hanging:
            self.hanging = False
            self.held.set()
            assert self.let_go.wait(10)
            raise OSError("the disk said no")


async def test_a_disk_that_stays_full_is_logged_once_a_second(hall: Hall, caplog: pytest.LogCaptureFixture) -> None:
    flaky = Flaky()
    async with hall.room(flaky) as room:
        await ready(hall, room)
        for n in range(20):
            flaky.failing = True
            assert await came(room, "ann", hall.vote(), f"id-{n}") == "unavailable"
    assert 1 <= sum("failed" in line for line in caplog.messages) <= 3
