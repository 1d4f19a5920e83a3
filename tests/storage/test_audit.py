"""The record: a chain without gaps, on both databases and with several writers; whatever is changed in it shows."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial

import pytest
from sqlalchemy import Engine, delete, update
from sqlmodel import Session as Db
from sqlmodel import col

from app.domain import asking
from app.storage import audit
from app.storage.audit import Looking, Said, record
from app.storage.database import writing_engine
from app.storage.outcomes import record_look
from app.storage.programme_deeds import record_deed
from app.storage.tables import AuditLine, Programme, WorkshopSession
from tests.builders import HOST, open_sitting
from tests.postgres import Postgres

NOW = 1_000_000.0
LINES = 12


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    engine = writing_engine(database)
    with Db(engine) as db, db.begin():
        db.add(Programme(id="programme", name="Example", created_at=NOW))
        db.flush()
        db.add(
            WorkshopSession(
                id="session",
                programme="programme",
                name="Example",
                code="482916",
                secret="s",
                created_at=NOW,
                salt=b"salt",
                chain=b"\0" * 32,
            )  # fmt: skip
        )
    yield engine
    engine.dispose()


def filled(engine: Engine, lines: int = LINES) -> tuple[int, bytes]:
    """A record of so many lines → its head."""
    for n in range(lines):
        with Db(engine) as db, db.begin():
            record(db, f"account-{n % 3}", ("export", "publish")[n % 2], NOW + n, "programme", about=f"thing-{n}")
    with Db(engine) as db:
        return audit.head(db)


def test_an_untouched_record_verifies_and_its_lines_are_numbered_from_one(engine: Engine) -> None:
    end = filled(engine)
    with Db(engine) as db:
        assert [line.number for line in audit.lines(db, Looking())] == list(range(LINES, 0, -1))
        assert audit.verify(db) is None
        assert audit.verify(db, end) is None


def _edited(db: Db, n: int, column: str) -> None:
    changed = {"at": 1.5, "who": "somebody else", "what": "nothing", "programme": None, "session": "x", "about": "y"}
    db.execute(update(AuditLine).where(col(AuditLine.number) == n).values({column: changed[column]}))


def _removed(db: Db, n: int) -> None:
    db.execute(delete(AuditLine).where(col(AuditLine.number) == n))


def _removed_and_closed_up(db: Db, n: int) -> None:
    _removed(db, n)
    for number in range(n + 1, LINES + 1):
        db.execute(update(AuditLine).where(col(AuditLine.number) == number).values(number=number - 1))


def _swapped(db: Db, n: int) -> None:
    for old, new in ((n, -1), (n + 1, n), (-1, n + 1)):
        db.execute(update(AuditLine).where(col(AuditLine.number) == old).values(number=new))


TAMPERING: dict[str, Callable[[Db, int], None]] = {
    **{
        f"edited {column}": partial(_edited, column=column)
        for column in ("at", "who", "what", "programme", "session", "about")
    },
    "removed": _removed,
    "removed, and the gap closed": _removed_and_closed_up,
    "two swapped": _swapped,
}


@pytest.mark.parametrize("how", TAMPERING)
def test_whatever_is_changed_in_the_record_shows(engine: Engine, how: str) -> None:
    filled(engine)
    n = random.Random(how).randint(1, LINES - 1)
    with Db(engine) as db, db.begin():
        TAMPERING[how](db, n)
    with Db(engine) as db:
        assert audit.verify(db) == n


def test_a_line_that_was_edited_and_hashed_anew_no_longer_fits_the_next(engine: Engine) -> None:
    filled(engine)
    with Db(engine) as db, db.begin():
        before, line = db.get_one(AuditLine, 4), db.get_one(AuditLine, 5)
        line.who = "somebody else"
        said = Said(line.at, line.who, line.what, line.programme, line.session, line.about)
        line.chain = audit.link(before.chain, 5, said)
    with Db(engine) as db:
        assert audit.verify(db) == 6


def test_a_tail_that_was_cut_or_written_anew_shows_against_a_head_that_was_noted(engine: Engine) -> None:
    end = filled(engine)
    with Db(engine) as db, db.begin():
        db.execute(delete(AuditLine).where(col(AuditLine.number) > LINES - 3))
    with Db(engine) as db:
        assert audit.verify(db) is None
        assert audit.verify(db, end) == LINES - 2
    for n in range(3):
        with Db(engine) as db, db.begin():
            record(db, "somebody", "nothing", NOW + n)
    with Db(engine) as db:
        assert audit.verify(db) is None
        assert audit.verify(db, end) == LINES


def test_what_is_undone_leaves_no_line_and_no_gap(engine: Engine) -> None:
    filled(engine, 2)
    with Db(engine) as db:
        with suppress(ZeroDivisionError), db.begin():
            record(db, "account", "publish", NOW)
            raise ZeroDivisionError
        with db.begin():
            record(db, "account", "export", NOW)
    with Db(engine) as db:
        assert [line.what for line in audit.lines(db, Looking())] == ["export", "publish", "export"]
        assert audit.verify(db) is None


@pytest.mark.check
def test_many_writers_at_once_leave_one_chain_without_gaps(postgres: Postgres, request: pytest.FixtureRequest) -> None:
    engine = writing_engine(postgres.emptied(), 8)
    trouble: list[BaseException] = []

    def write(who: str) -> None:
        try:
            for n in range(25):
                with Db(engine) as db, db.begin():
                    record(db, who, f"deed {n}", NOW)
        except BaseException as error:
            trouble.append(error)

    writers = [threading.Thread(target=write, args=(f"writer {n}",)) for n in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert not trouble
    with Db(engine) as db:
        found = audit.lines(db, Looking())
        assert [line.number for line in found] == list(range(200, 0, -1))
        assert audit.verify(db) is None
        for n in range(8):  # each writer's own lines stand in the order in which they were made
            own = [line.what for line in reversed(found) if line.who == f"writer {n}"]
            assert own == [f"deed {m}" for m in range(25)]
    engine.dispose()


def test_looks_and_deeds_stand_in_it_with_their_programme(engine: Engine) -> None:
    with Db(engine) as db, db.begin():
        record_look(db, "session", "host:account", "export csv", NOW)
        record_deed(db, "programme", "account", "merge ideas", NOW + 1, "idea")
    with Db(engine) as db:
        found = [(at.who, at.what, at.programme, at.session, at.about) for at in audit.lines(db, Looking("programme"))]
    assert found == [
        ("account", "merge ideas", "programme", None, "idea"),
        ("account", "export csv", "programme", "session", ""),
    ]


def test_of_a_turn_it_keeps_the_deeds_and_never_a_vote_or_who_took_theirs_back(engine: Engine) -> None:
    sitting = open_sitting("vote", "ann", "ben")
    sitting.votes("ann", "a", "agree")
    sitting.says("ann", asking.RemoveAnswers("ann"))
    sitting.ask(HOST, asking.RemoveAnswers("ben"))
    sitting.reveals("vote")
    own = {"answered": "ann", "joined": "ann"}
    whose = [(own.get(r.event.kind, HOST.id), r) for r in sitting.recorded]
    removed = next(n for n, (_, r) in enumerate(whose) if r.event.kind == "answers_removed")
    whose[removed] = ("ann", whose[removed][1])
    with Db(engine) as db, db.begin():
        audit.record_turn(db, "session", "programme", whose)
    with Db(engine) as db:
        found = [(line.who, line.what, line.about) for line in reversed(audit.lines(db, Looking()))]
    assert found == [
        ("hope", "start", ""),
        ("its person", "remove answers", ""),
        ("hope", "remove answers", ""),
        ("hope", "reveal", "vote"),
    ]


def test_lines_can_be_picked_by_who_what_and_when(engine: Engine) -> None:
    filled(engine)
    with Db(engine) as db:
        assert audit.choices(db, "programme") == (["account-0", "account-1", "account-2"], ["export", "publish"])
        assert audit.choices(db, "another") == ([], [])
        picked = audit.lines(db, Looking("programme", "account-0", "export", NOW + 1, NOW + 8))
        assert [line.about for line in picked] == ["thing-6"]
        assert [line.number for line in audit.lines(db, Looking(), before=5, most=2)] == [4, 3]
