"""Every public page of a programme, over rooms that only differ in what is hidden: not a word on them may differ.

The attacker of test_hidden_numbers.py sees what a workshop shows by itself. Here stands the rest: the trails as they
are read from the database, the idea book and what became of each idea.
"""

from __future__ import annotations

import random
from typing import Any

import msgspec
import pytest
from sqlmodel import Session as Db
from sqlmodel import col, delete

from app.actions.opening_pages import open_page, share_trail
from app.actions.publishing import publish
from app.actions.telling_back import open_stories, tell_back
from app.domain.outcomes import outcome_of
from app.screens.book import book_screen
from app.screens.trail import public_trail
from app.screens.you_said import you_said_screen
from app.storage.public_pages import BOOK, choose_for_book
from app.storage.tables import Idea, OutcomeRow, WorkshopSession
from tests.draftwork import NOW, WHO, a_programme

from .other_rooms import otherwise
from .other_workshops import outcomes_elsewhere
from .secret_numbers import secrets_of, value_of
from .small_rooms import a_small_room
from .small_workshop import IDEAS, Played, play

ROOMS = 8


@pytest.fixture
def database(sqlite: str) -> str:
    return sqlite


def test_no_public_page_of_a_programme_tells_rooms_apart_that_differ_in_hidden_numbers(db: Db) -> None:
    programme, compared = a_public_programme(db), 0
    for seed in range(200):
        pair = rooms_alike(seed)
        if pair is None:
            continue
        one, other = (pages_with(db, programme, played) for played in pair)
        assert one == other, f"room {seed}"
        assert one[0].votes.voted
        compared += 1
        if compared == ROOMS:
            return
    raise AssertionError(f"only {compared} rooms with a twin")


def test_the_pages_do_say_what_may_be_said(db: Db) -> None:
    """Else two empty pages were alike."""
    programme, room = a_public_programme(db), a_small_room(random.Random(11))
    pages = pages_with(db, programme, play(room))
    assert [len(trail.votes.voted) >= 3 for trail in pages[:3]] == [True, True, True]
    assert [len(page.pages) for page in pages[3:4]] == [3]
    assert [len(page.shown) for page in pages[4:]] == [3]


def rooms_alike(seed: int) -> tuple[Played, Played] | None:
    """A small workshop that ended with a vote, and one with another hidden number, that all saw alike."""
    dice = random.Random(seed)
    room = a_small_room(dice)
    played = play(room)
    if not any(stage.kind == "vote" for stage in room.stages) or played.sitting.session.phase != "ended":
        return None
    for secret in secrets_of(room, played):
        changed = otherwise(room, played, secret, dice) if played.stage(secret.cell[0]).kind == "vote" else {}
        other = play(room.but(changed)) if changed else played
        if other.seen == played.seen and value_of(other, secret) != value_of(played, secret):
            return played, other
    return None


def a_public_programme(db: Db) -> str:
    """With the ideas of small workshops, all that can be opened to everybody, and five finished workshops."""
    programme, _ = a_programme(db)
    for n, i in enumerate(IDEAS):
        db.add(Idea(id=i.id, programme=programme, position=n, text=i.text, ref=i.ref, created_at=NOW))
    db.flush()
    for outcome in (*outcomes_elsewhere(IDEAS), {"session": "session", "name": "Workshop"}):
        id = outcome["session"]
        db.add(WorkshopSession(
            id=id, programme=programme, name=outcome["name"], code=id, secret=id, phase="ended", created_at=NOW,
            ended_at=NOW, board={}, salt=b"s", chain=b"\0",
        ))  # fmt: skip
        db.flush()
        save(db, id, outcome)
        publish(db, id, WHO, NOW)
    choose_for_book(db, programme, [idea.id for idea in IDEAS], WHO, NOW)
    open_page(db, programme, BOOK, WHO, NOW)
    for idea in IDEAS:
        share_trail(db, programme, idea.id, WHO, NOW)
        tell_back(db, programme, idea.id, "doing", "It starts in April.", WHO, NOW)
    db.flush()
    open_stories(db, programme, WHO, NOW)
    db.flush()
    return programme


def pages_with(db: Db, programme: str, played: Played) -> tuple[Any, ...]:
    """All these pages once this workshop's outcome is the programme's newest."""
    save(db, "session", outcome_of(played.sitting.session, played.sitting.now, 1))
    trails = [public_trail(db, idea.id) for idea in IDEAS]
    return *trails, book_screen(db, programme), you_said_screen(db, programme)


def save(db: Db, session: str, outcome: dict[str, Any]) -> None:
    db.exec(delete(OutcomeRow).where(col(OutcomeRow.session) == session))
    body = msgspec.json.encode(outcome)
    db.add(OutcomeRow(session=session, revision=1, at=NOW, hash="made for a test", body=body))
    db.flush()
    db.expire_all()
