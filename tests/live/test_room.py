"""A room: one answer an action for ever, nobody hears of what was not saved, and the order sent is kept."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from functools import partial

import pytest

from app.domain import asking
from app.domain.asking import Action, Actor
from app.domain.refusals import Refusal
from app.live.room import Room
from app.live.turn import Answer, Asked
from app.storage.journal import FirstAnswer
from app.storage.store import Store
from tests.builders import HOST
from tests.live.hall import Hall, a_hall, came, joins
from tests.storage.ledger import differences

ANN = Actor("participant", "ann")


@pytest.fixture
async def hall(store: Store) -> Hall:
    return await a_hall(store, {"kind": "vote"}, {"kind": "discuss"})


@pytest.fixture
async def room(hall: Hall) -> AsyncIterator[Room]:
    async with hall.room() as room:
        await joins(room, "ann", "ben")
        await hall.opens(room)
        yield room


def answers(room: Room, hall: Hall) -> dict[str, dict[tuple[str, str], object]]:
    return room.session.stages[hall.stage].ballots


async def test_the_same_id_again_gets_the_first_answer_and_changes_nothing(hall: Hall, room: Room) -> None:
    first = await came(room, "ann", hall.vote("agree"), "id-1")
    await came(room, "ann", hall.vote("disagree"), "id-2")
    version = room.session.version
    assert await came(room, "ann", hall.vote("agree"), "id-1") == first
    assert await came(room, "ann", hall.vote("unsure", idea=1), "id-1") == first
    assert room.session.version == version
    assert answers(room, hall) == {"ann": {(hall.ideas[0], ""): "disagree"}}


async def test_the_same_id_many_times_at_once_is_one_action(hall: Hall, room: Room) -> None:
    version = room.session.version
    found = await asyncio.gather(*(came(room, "ann", hall.vote(), "id-1") for _ in range(50)))
    assert set(found) == {FirstAnswer(version + 1)}
    assert room.session.version == version + 1


async def test_another_persons_same_id_is_another_action(hall: Hall, room: Room) -> None:
    one, other = await asyncio.gather(
        came(room, "ann", hall.vote(), "id-1"), came(room, "ben", hall.vote("disagree"), "id-1")
    )
    assert one != other
    assert {person: set(ballot.values()) for person, ballot in answers(room, hall).items()} == {
        "ann": {"agree"}, "ben": {"disagree"},
    }  # fmt: skip


async def test_a_refused_id_is_judged_anew(hall: Hall, room: Room) -> None:
    comment = asking.Comment(hall.stages[1], hall.ideas[0], "A remark", "c1")
    assert await came(room, "ann", comment, "id-1") == "stage_not_open"
    await room.ask(HOST, asking.CloseStage(hall.stage))
    await hall.opens(room, 1)
    assert isinstance(await came(room, "ann", comment, "id-1"), FirstAnswer)


async def test_the_first_answer_still_names_what_was_made(hall: Hall, room: Room) -> None:
    for n in (1, 2):
        comment = asking.Comment(hall.stage, hall.ideas[0], "A remark", f"made-the-{n}-time")
        answer = await came(room, "ann", comment, "id-1")
        assert isinstance(answer, FirstAnswer)
        assert answer.made == "made-the-1-time"
    assert list(room.session.comments) == ["made-the-1-time"]


async def test_after_a_restart_everything_is_as_it_was_and_ids_are_still_known(hall: Hall) -> None:
    async with hall.room() as room:
        await joins(room, "ann")
        await hall.opens(room)
        first = [await came(room, "ann", hall.vote("agree", n), f"id-{n}") for n in range(4)]
        before = room.session
    async with hall.room() as room:
        assert differences(before, room.session) == []
        assert [await came(room, "ann", hall.vote("disagree", n), f"id-{n}") for n in range(4)] == first
        assert room.session.version == before.version


async def test_acks_come_in_the_order_sent_whatever_becomes_of_each(hall: Hall, room: Room) -> None:
    await came(room, "ann", hall.vote(), "known")
    asked: list[tuple[str, Action | Refusal]] = []
    for n in range(30):
        asked += [
            (f"fine-{n}", hall.vote("agree", n % 4)), (f"bad-{n}", asking.Vote(hall.stage, "nowhere", "agree")),
            ("known", hall.vote()), (f"unread-{n}", Refusal("malformed", "This could not be read.")),
        ]  # fmt: skip
    heard: list[tuple[str, Answer]] = []
    done = asyncio.Event()

    def note(id: str, answer: Answer) -> None:
        heard.append((id, answer))
        if len(heard) == len(asked):
            done.set()

    for id, action in asked:
        room.submit(Asked(ANN, id, action, room.now(), partial(note, id)))
    await asyncio.wait_for(done.wait(), 10)
    assert [id for id, _ in heard] == [id for id, _ in asked]
    assert [isinstance(answer, FirstAnswer) for _, answer in heard] == [True, False, True, False] * 30
    versions = [answer.version for id, answer in heard if id.startswith("fine") and isinstance(answer, FirstAnswer)]
    assert versions == sorted(set(versions))


async def test_a_bug_in_one_action_harms_no_other(hall: Hall, room: Room) -> None:
    class Puzzle(Action):
        """Nobody has taught the rules this one."""

        stage = ""

    found = await asyncio.gather(
        came(room, "ann", hall.vote(), "1"), came(room, "ann", Puzzle(), "2"), came(room, "ben", hall.vote(), "3")
    )
    assert [isinstance(answer, FirstAnswer) for answer in found] == [True, False, True]
    assert found[1] == "busy"
    assert len(answers(room, hall)) == 2


async def test_words_that_no_database_can_keep_are_refused_alone(hall: Hall, room: Room) -> None:
    words = "half \ud800 a character"
    found = await asyncio.gather(
        came(room, "ann", hall.vote(), "1"),
        came(room, "ann", asking.Comment(hall.stage, hall.ideas[0], words, "c1"), "2"),
        came(room, "ben", hall.vote(), "3"),
    )
    assert [isinstance(answer, FirstAnswer) for answer in found] == [True, False, True]
    assert found[1] == "bad_field"


async def test_a_host_cannot_write_what_no_database_can_keep(hall: Hall, room: Room) -> None:
    await came(room, "ann", asking.Comment(hall.stage, hall.ideas[0], "A remark", "c1"))
    checked = asking.CheckComment(comment="c1", verdict="hidden", reason="a NUL \0 here")
    assert await came(room, HOST, checked) == "bad_field"
    assert room.session.comments["c1"].state == "waiting"


async def test_nobody_sees_or_hears_of_what_is_not_saved_yet(hall: Hall) -> None:
    hold, held = threading.Event(), threading.Event()

    def slowly(*_: object) -> None:
        held.set()
        assert hold.wait(10)

    hold.set()
    async with hall.room(slowly) as room:
        await joins(room, "ann")
        await hall.opens(room)
        hold.clear()
        held.clear()
        asked = asyncio.create_task(came(room, "ann", hall.vote(), "id-1"))
        await asyncio.to_thread(held.wait, 10)
        assert not asked.done()
        assert answers(room, hall) == {}
        assert (await hall.read()).stages[hall.stage].ballots == {}
        hold.set()
        assert isinstance(await asked, FirstAnswer)
        assert (await hall.read()).stages[hall.stage].ballots == answers(room, hall) != {}


async def test_a_listener_that_fails_does_not_stop_the_room(hall: Hall, room: Room) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("this connection is gone")

    room.on_saved.append(fails)
    room.submit(Asked(ANN, "id-1", hall.vote(), room.now(), fails))
    assert isinstance(await asyncio.wait_for(came(room, "ben", hall.vote(), "id-2"), 5), FirstAnswer)
    assert isinstance(await asyncio.wait_for(came(room, "ben", hall.vote("unsure"), "id-3"), 5), FirstAnswer)


async def test_what_waits_or_is_being_saved_is_answered_before_a_room_closes(hall: Hall) -> None:
    async with hall.room(lambda *_: time.sleep(0.1)) as room:
        await joins(room, "ann")
        await hall.opens(room)
        asked = []
        for n in range(3):
            asked.append(asyncio.create_task(came(room, "ann", hall.vote("agree", n), f"id-{n}")))
            await asyncio.sleep(0.03)
        await room.close()
        found = await asyncio.wait_for(asyncio.gather(*asked), 5)
        assert all(isinstance(answer, FirstAnswer) for answer in found)
