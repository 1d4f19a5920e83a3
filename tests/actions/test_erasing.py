"""Deleting for good: not while it runs, not without its name, and then every row of it and none of another's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import func, select, update
from sqlmodel import Session as Db
from sqlmodel import SQLModel, col

from app.actions import archiving, erasing
from app.storage import audit
from app.storage.audit import Looking
from app.storage.database import fold_log, writing_engine
from app.storage.erasing import delete_programme
from app.storage.ideas import programmes
from app.storage.sessions import read_session
from app.storage.tables import Idea, IdeaWording, KeptApart, Picture, Programme, WorkshopSession
from tests.builders import refused
from tests.storage.every_table import a_row_in_every_table
from tests.storage.keeping import CANARIES, a_kept_programme
from tests.storage.test_retention import bytes_of

NOW = 5_000.0


@contextmanager
def opened(database: str) -> Iterator[Db]:
    engine = writing_engine(database, 1)
    with Db(engine, expire_on_commit=False) as db, db.begin():
        yield db
    engine.dispose()


def counts(db: Db) -> dict[str, int]:
    return {
        table.name: db.scalar(select(func.count()).select_from(table)) or 0
        for table in SQLModel.metadata.sorted_tables
    }  # fmt: skip


@pytest.fixture
def filled(sqlite: str) -> str:
    """A programme with everything, and another that is none of its business."""
    a_kept_programme(sqlite, None)
    with opened(sqlite) as db:
        for id in ("i1", "i2"):
            db.add(Idea(id=id, programme="programme", position=1, text="An idea", created_at=1.0))
        db.flush()
        db.add(IdeaWording(idea="i1", number=1, text="An idea", who="", at=1.0))
        db.add(KeptApart(one="i1", other="i2", who="", at=1.0))
        db.add(Picture(idea="i1", media_type="image/png", data=b"canary-picture"))
        db.add(Programme(id="other", name="Another", created_at=1.0))
        db.flush()
        db.add(Idea(id="o1", programme="other", position=1, text="Theirs", created_at=1.0))
    return sqlite


def test_a_workshop_goes_with_every_row_and_what_its_programme_was_told_stays(filled: str) -> None:
    with opened(filled) as db:
        with refused("bad_field", "name"):
            erasing.erase_workshop(db, "session", "workshop", "account", NOW)
        assert erasing.erase_workshop(db, "session", " Workshop ", "account", NOW) == "programme"
    with opened(filled) as db:
        left = counts(db)
        assert read_session(db, "session") is None
        line = audit.lines(db, Looking("programme"))[0]
        assert (line.what, line.who, line.session, line.about) == ("delete workshop", "account", "session", "")
    for table in ("session", "stage", "stage_idea", "stage_table", "participant", "answer", "comment", "support",
                  "suggestion", "journal", "journal_content", "outcome", "look"):  # fmt: skip
        assert left[table] == 0, table
    assert (left["contribution"], left["idea"], left["programme"]) == (2, 3, 2)


def test_a_programme_goes_with_everything_and_no_byte_of_it_stays(filled: str) -> None:
    engine = writing_engine(filled, 1)
    with Db(engine) as db, db.begin(), refused("bad_field", "name"):
        erasing.erase_programme(db, "programme", "Another", "account", NOW)
    with Db(engine) as db, db.begin():
        assert erasing.erase_programme(db, "programme", "Example programme", "account", NOW) == ["session"]
    assert fold_log(engine)
    with Db(engine) as db:
        left = {name: count for name, count in counts(db).items() if count}
        assert left == {"programme": 1, "idea": 1, "audit_line": 1}
        assert audit.verify(db) is None
    found = bytes_of(filled)
    assert [c for c in (*CANARIES, "canary-picture", "Example programme") if c.encode() in found] == []
    engine.dispose()


@pytest.mark.check
def test_no_table_of_a_programme_is_forgotten(database: str) -> None:
    outside = {"account", "recovery_code", "sign_in_try", "sign_in_link", "signed_in", "audit_line", "process_presence",
               "programme"}  # fmt: skip
    with opened(database) as db:
        a_row_in_every_table(db, "one")
        before = counts(db)
        a_row_in_every_table(db, "two")
        db.execute(update(KeptApart).where(col(KeptApart.one).startswith("two")).values(one="two idea id"))
        delete_programme(db, "two programme id")
        after = counts(db)
    assert {name for name, count in after.items() if count != before[name]} <= outside - {"programme"}
    assert after["programme"] == before["programme"]


def test_nothing_that_runs_is_deleted(filled: str) -> None:
    with opened(filled) as db:
        db.execute(update(WorkshopSession).values(phase="running"))
    with opened(filled) as db:
        with refused("not_allowed"):
            erasing.erase_workshop(db, "session", "Workshop", "account", NOW)
        with refused("not_allowed"):
            erasing.erase_programme(db, "programme", "Example programme", "account", NOW)
        assert audit.lines(db, Looking()) == []


def test_a_programme_is_put_away_and_taken_out_again(filled: str) -> None:
    with opened(filled) as db:
        archiving.archive(db, "programme", "account", NOW)
        archiving.archive(db, "programme", "account", NOW)
        assert [row.id for row in programmes(db)] == ["other"]
        archiving.take_out(db, "programme", "account", NOW + 1)
        assert {row.id for row in programmes(db)} == {"programme", "other"}
    with opened(filled) as db:
        assert [line.what for line in audit.lines(db, Looking())] == ["take out of archive", "archive"]
        with refused("unknown_code"):
            archiving.archive(db, "nothing", "account", NOW)


def test_a_notice_is_kept_and_a_long_one_refused(filled: str) -> None:
    with opened(filled) as db:
        archiving.set_notice(db, "programme", " We are the example board. ", "account", NOW)
        assert db.get_one(Programme, "programme").notice == "We are the example board."
        with refused("too_long", "notice"):
            archiving.set_notice(db, "programme", "x" * 2_001, "account", NOW)
