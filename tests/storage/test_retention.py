"""What a programme promised to keep so many days is gone after them: from every row, byte, dump and backup since."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import JSON, select, update
from sqlmodel import Session as Db
from sqlmodel import SQLModel, col

from app.actions import retaining
from app.actions.concluding import conclude
from app.domain.events import ReasonNoted, Recorded
from app.storage import audit, retention
from app.storage.audit import Looking
from app.storage.backups import back_up
from app.storage.database import file_of, fold_log, writing_engine
from app.storage.outcomes import saved_outcome
from app.storage.raw_rows import rows_of, tables_of
from app.storage.retention import has_something
from app.storage.sessions import read_session
from app.storage.tables import WorkshopSession
from tests.storage.every_table import a_row_in_every_table
from tests.storage.keeping import BEGAN, CANARIES, a_kept_programme
from tools.data_map.purposes import ANSWERS, OF_TABLE, PEOPLE, TELLERS, WORDS

pytestmark = pytest.mark.check
DAY = retention.A_DAY
LATER = BEGAN + 100 * DAY


@contextmanager
def opened(database: str) -> Iterator[Db]:
    engine = writing_engine(database, 1)
    with Db(engine, expire_on_commit=False) as db, db.begin():
        yield db
    engine.dispose()


def everything(database: str) -> str:
    """Every value of every row, as a backup or a dump would hold it."""
    with opened(database) as db:
        return repr([[*rows_of(db.connection(), table)] for table in tables_of(db.connection())])


def bytes_of(database: str) -> bytes:
    file = file_of(database)
    return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))


@pytest.fixture
def filled(database: str) -> str:
    a_kept_programme(database, keep_days=30)
    found = everything(database)
    for canary in CANARIES:
        assert canary in found, f"{canary} was never there"
    return database


def test_nothing_goes_before_its_time_and_everything_after_it(filled: str) -> None:
    with opened(filled) as db:
        assert retaining.due_sessions(db, BEGAN + 29 * DAY) == {}
        assert not retaining.retain(db, "programme", BEGAN + 29 * DAY)
    with opened(filled) as db:
        before = saved_outcome(db, "session")
        assert before is not None
        erased = retaining.retain(db, "programme", LATER)
    assert (erased.people, erased.comments, erased.suggestions, erased.contributions, erased.equality) == (
        3,
        2,
        1,
        2,
        1,
    )
    found = everything(filled)
    for canary in CANARIES:
        assert canary not in found, canary
    with opened(filled) as db:
        after = saved_outcome(db, "session")
        assert after is not None
        assert [stage["ballots"] for stage in after["stages"]] == [stage["ballots"] for stage in before["stages"]]
        assert after["participants"] == before["participants"]
        assert after["revision"] == before["revision"] + 1
        assert read_session(db, "session") is not None
        assert audit.lines(db, Looking(what="retention"))[0].about == str(erased)
        assert audit.verify(db) is None


LEADS_TO_NOBODY = {
    "journal_content": {"session"},
    "contribution": {"id", "programme", "question"},
    "quote": {"id", "idea", "contribution", "who"},
}
"""Words that stay in the rows that stay: ids, and which organiser made a quote."""


def test_no_column_that_goes_with_the_days_is_forgotten(database: str) -> None:
    """Every table and column of the schema, a new one too, holds a word; then all is erased that the map says goes."""
    assert {one.until for one in OF_TABLE.values() if one.whose in (PEOPLE, TELLERS)} == {ANSWERS, WORDS}
    goes = {name for name, purpose in OF_TABLE.items() if purpose.until in (ANSWERS, WORDS)}
    with opened(database) as db:
        a_row_in_every_table(db, "canary", but={"outcome", "publication"})
        for table in SQLModel.metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, JSON):
                    db.execute(update(table).values({column.name: {"canary": "canary"}}))
        assert goes <= {name for name, words in _words_in(db).items() if words}
        retention.erase_session(db, "canary", LATER)
        retention.erase_told(db, "canary programme id")
        left = _words_in(db)
    assert {name: left[name] for name in goes if left[name]} == LEADS_TO_NOBODY
    assert "name" not in left["session_pass"], "what a host called somebody who helps"
    assert "reasons" not in left["stage"], "why ideas moved, as a host noted it"


def _words_in(db: Db) -> dict[str, set[str]]:
    """{table: the columns that hold the word in any row}"""
    return {
        table.name: {
            column for row in db.execute(select(table)).mappings() for column, value in row.items()
            if "canary" in repr(value)
        }
        for table in SQLModel.metadata.sorted_tables
    }  # fmt: skip


def test_a_second_run_finds_nothing_and_records_nothing(filled: str) -> None:
    with opened(filled) as db:
        assert retaining.retain(db, "programme", LATER)
    with opened(filled) as db:
        assert retaining.due_sessions(db, LATER + DAY) == {}
        assert not retaining.retain(db, "programme", LATER + DAY)
        assert len(audit.lines(db, Looking(what="retention"))) == 1


def test_the_raw_bytes_of_the_file_and_its_log_hold_nothing_either(sqlite: str) -> None:
    engine = writing_engine(sqlite, 1)
    with Db(engine) as db, db.begin():
        has_something(db, "programme")  # a connection that stays, as a server's does: the log is not folded in
    a_kept_programme(sqlite, keep_days=30)
    assert all(canary.encode() in bytes_of(sqlite) for canary in CANARIES)
    with Db(engine) as db, db.begin():
        retaining.retain(db, "programme", LATER)
    assert fold_log(engine)
    found = bytes_of(sqlite)  # the connection stays open: closing it would tidy up by itself
    for canary in CANARIES:
        assert canary.encode() not in found, canary
    engine.dispose()


def test_a_backup_made_afterwards_holds_nothing(filled: str, tmp_path: Path) -> None:
    with opened(filled) as db:
        retaining.retain(db, "programme", LATER)
    back_up(filled, tmp_path / "after.zip", None, LATER, "tests")
    with zipfile.ZipFile(tmp_path / "after.zip") as archive:
        found = b"".join(archive.read(name) for name in archive.namelist())
    for canary in CANARIES:
        assert canary.encode() not in found, canary


def test_what_a_kill_interrupts_is_undone_and_the_next_run_does_it(filled: str) -> None:
    before = everything(filled)
    engine = writing_engine(filled, 1)
    with Db(engine) as db:
        db.begin()
        retention.erase_session(db, "session", LATER)
        db.rollback()
    engine.dispose()
    assert everything(filled) == before
    with opened(filled) as db:
        assert retaining.retain(db, "programme", LATER)


def test_an_outcome_of_erased_answers_is_not_worked_out_anew(filled: str) -> None:
    with opened(filled) as db:
        retaining.retain(db, "programme", LATER)
    with opened(filled) as db:
        before, session = saved_outcome(db, "session"), read_session(db, "session")
        assert session is not None
        conclude(db, session, [Recorded(session.version + 1, LATER, ReasonNoted(None, "tables", 0, "a", "Later"))])
        assert saved_outcome(db, "session") == before


def test_a_programme_without_days_and_one_with_a_running_workshop_keep_everything(database: str) -> None:
    a_kept_programme(database, keep_days=None)
    with opened(database) as db:
        assert retaining.due_sessions(db, LATER * 100) == {}
        retaining.set_days(db, "programme", 1, "account", LATER)
        assert list(retaining.due_sessions(db, LATER)) == ["programme"]
    with opened(database) as db:
        db.execute(update(WorkshopSession).where(col(WorkshopSession.id) == "session").values(phase="running"))
    with opened(database) as db:
        assert retaining.due_sessions(db, LATER * 100) == {}
