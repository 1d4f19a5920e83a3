"""The journal: numbered without gaps, one line an action for ever, and any later change to it is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from app.domain import asking
from app.domain.events import Answered, Commented, Joined, Recorded
from app.domain.refusals import Refusal
from app.storage import journal
from app.storage.journal import Entry, FirstAnswer, content_of, key_of
from app.storage.tables import JournalContent, JournalLine
from tests.builders import IDEAS, Sitting
from tests.storage.ledger import START, Ledger, kept
from tests.storage.story import CASES, a_story

SECRET = "canary-7f3d said by nobody else"


@contextmanager
def a_story_kept(database: str, cases: int | None = None) -> Iterator[tuple[Ledger, Sitting]]:
    """The first so many things of the story, or all of it."""
    sitting = a_story()
    with kept(database, sitting.session.copy()) as ledger:
        for happens in list(CASES.values())[:cases]:
            before = len(sitting.recorded)
            happens(sitting)
            ledger.save(sitting.session, sitting.recorded[before:])
        yield ledger, sitting


def test_lines_are_numbered_one_two_three_in_the_order_things_happened(database: str) -> None:
    with a_story_kept(database) as (ledger, sitting):
        with ledger.transaction() as db:
            rows = db.execute(select(col(JournalLine.number), col(JournalLine.kind)).order_by(col(JournalLine.number)))
            assert [tuple(row) for row in rows] == [(r.number, r.event.kind) for r in sitting.recorded]
        assert ledger.read().version == len(sitting.recorded)


def test_an_action_is_kept_once_and_its_first_answer_for_ever(database: str) -> None:
    with kept(database, a_story().session) as ledger:
        key = key_of(b"salt", "ann", "id-1")
        entry = Entry(Recorded(1, 5.0, Joined("ann", "citizen")), b"{}", key, "made-1")
        with ledger.transaction() as db:
            journal.append(db, ledger.id, START, [entry])
            assert journal.first_answers(db, [key, b"another key"]) == {key: FirstAnswer(1, "made-1")}
        again = Entry(Recorded(2, 6.0, Joined("ann", "citizen")), b"{}", key, None)
        with pytest.raises(IntegrityError), ledger.transaction() as db:
            journal.append(db, ledger.id, START, [again])


def test_another_actor_session_or_id_makes_another_key() -> None:
    keys = {
        key_of(salt, actor, id)
        for salt in (b"one session", b"another")
        for actor in ("ann", "ben", "host:ann")
        for id in ("id", "id-2", "\ud800", "id\0id")
    }
    assert len(keys) == 24


@pytest.mark.parametrize("column", ["at", "kind", "key", "digest", "chain"])
def test_a_tampered_line_is_found(database: str, column: str) -> None:
    with a_story_kept(database, 8) as (ledger, _):
        assert ledger.verify() is None
        changed: dict[str, Any] = {"at": 1.0, "kind": "answered_", "key": b"k" * 16, "digest": b"d", "chain": b"c"}
        with ledger.transaction() as db:
            db.execute(update(JournalLine).where(col(JournalLine.number) == 7).values(**{column: changed[column]}))
        assert ledger.verify() == 7


def test_a_removed_line_is_found(database: str) -> None:
    with a_story_kept(database, 8) as (ledger, _):
        with ledger.transaction() as db:
            db.execute(text("delete from journal where number = 7"))
        assert ledger.verify() == 7


def test_tampered_content_is_found_and_emptied_content_is_not_taken_for_it(database: str) -> None:
    with a_story_kept(database, 8) as (ledger, _):
        line = col(JournalContent.number) == 7
        with ledger.transaction() as db:
            db.execute(update(JournalContent).where(line).values(content=None, salt=None))
        assert ledger.verify() is None
        with ledger.transaction() as db:
            db.execute(update(JournalContent).where(line).values(content=b"{}", salt=b"s" * 16))
        assert ledger.verify() == 7


def test_a_removed_persons_words_are_gone_and_the_chain_still_holds(database: str) -> None:
    sitting = Sitting("discuss", "gather", started=False)
    with kept(database, sitting.session.copy()) as ledger:
        said_by_ann_and_ben(sitting)
        ledger.save(sitting.session, sitting.recorded)
        before = len(sitting.recorded)
        sitting.says("ann", asking.RemoveAnswers("ann"))
        ledger.save(sitting.session, sitting.recorded[before:])
        with ledger.transaction() as db:
            left = [row for row in db.scalars(select(JournalContent)) if row.content is not None]
            assert "ann" not in {row.participant for row in left}
            assert all(b"canary" not in (row.content or b"") for row in left)
            assert any(b"Ben" in (row.content or b"") for row in left)
            assert journal.since(db, ledger.id, 0) is None, "what was emptied cannot be followed event by event"
        assert ledger.verify() is None
        assert set(ledger.read().people) == {"ben"}


def test_a_removed_persons_words_are_not_in_the_bytes_of_the_file(sqlite: str) -> None:
    file = Path(sqlite.removeprefix("sqlite:///"))
    sitting = Sitting("discuss", "gather", started=False)
    with kept(sqlite, sitting.session.copy()) as ledger:
        said_by_ann_and_ben(sitting)
        ledger.save(sitting.session, sitting.recorded)
        assert any(b"canary" in path.read_bytes() for path in files_of(file))
        before = len(sitting.recorded)
        sitting.says("ann", asking.RemoveAnswers("ann"))
        ledger.save(sitting.session, sitting.recorded[before:])
        with ledger.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        assert [path.name for path in files_of(file) if b"canary" in path.read_bytes()] == []


def test_a_comment_taken_back_leaves_no_words(database: str) -> None:
    sitting = Sitting("discuss", "gather", started=False)
    with kept(database, sitting.session.copy()) as ledger:
        said_by_ann_and_ben(sitting)
        for recorded in sitting.recorded:
            made = recorded.event.comment if isinstance(recorded.event, Commented) else None
            after = Sitting("discuss", "gather", started=False)
            for earlier in sitting.recorded[: recorded.number]:
                after.happens(earlier.event)
            ledger.save(after.session, [recorded], made)
        before = len(sitting.recorded)
        sitting.says("ann", asking.Withdraw("", "c1"))
        ledger.save(sitting.session, sitting.recorded[before:])
        with ledger.transaction() as db:
            kept_words = b"".join(body for body in db.scalars(select(col(JournalContent.content))) if body)
        assert b"canary-c1" not in kept_words
        assert b"canary-s1" in kept_words
        assert ledger.verify() is None


def said_by_ann_and_ben(sitting: Sitting) -> None:
    sitting.host(asking.StartSession())
    sitting.joins("ann", "ben")
    sitting.opens("discuss", IDEAS)
    sitting.comments("ann", f"canary-c1 {SECRET}", "c1")
    sitting.comments("ben", "Ben's remark", "c2")
    sitting.closes("discuss")
    sitting.opens("gather", ())
    sitting.says("ann", asking.Suggest("gather", f"canary-s1 {SECRET}", "s1"))


def files_of(file: Path) -> list[Path]:
    return [path for path in file.parent.iterdir() if path.name.startswith(file.name)]


@pytest.mark.parametrize(("words", "fine"), [("\\u0000 is how it is written", True), ("\0", False), ("\ud800", False)])
def test_what_no_database_can_keep_is_refused(words: str, fine: bool) -> None:
    event = Commented("c1", "ann", "discuss", "a", words, "waiting")
    if fine:
        assert content_of(event)
    else:
        with pytest.raises(Refusal, match="cannot be kept"):
            content_of(event)


def test_nothing_but_hashes_stands_in_a_line(database: str) -> None:
    sitting = Sitting("discuss", "gather", started=False)
    with kept(database, sitting.session.copy()) as ledger:
        said_by_ann_and_ben(sitting)
        sitting.happens(Answered("ann", "discuss", "", "done", True))
        ledger.save(sitting.session, sitting.recorded)
        with ledger.transaction() as db:
            for line in db.execute(text("select * from journal")).mappings():
                assert "ann" not in str(dict(line)).replace("'", " ").split()
