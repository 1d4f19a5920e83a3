"""A rehearsal is wiped with every row of it, in every table, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import func, select, text
from sqlmodel import Session as Db
from sqlmodel import SQLModel

from app.actions.rehearsing import wipe_left_over
from app.storage.database import writing_engine
from app.storage.migrating import migrate
from app.storage.rehearsals import twin_of, wipe
from tests.postgres import Postgres
from tests.storage.every_table import a_row_in_every_table

KEPT = {
    "programme", "idea", "idea_wording", "idea_merge", "kept_apart", "picture", "listening", "question",
    "equality_answer", "framework", "section", "statement", "statement_version",
    "statement_comment", "story", "public_page", "programme_deed", "account", "recovery_code", "membership",
    "invitation", "sign_in_try", "sign_in_link", "signed_in", "api_token", "audit_line",
}  # fmt: skip
"""Tables that hold nothing of a session, and the record, which has no gaps. A new table belongs here, or is wiped."""


@contextmanager
def opened(database: str) -> Iterator[Db]:
    migrate(database)
    engine = writing_engine(database, 1)
    with Db(engine) as db, db.begin():
        yield db
    engine.dispose()


def rows(db: Db) -> dict[str, int]:
    return {
        table.name: db.scalar(select(func.count()).select_from(table)) or 0
        for table in SQLModel.metadata.sorted_tables
    }  # fmt: skip


def test_a_rehearsal_is_wiped_from_every_table_and_its_workshop_from_none(database: str) -> None:
    with opened(database) as db:
        a_row_in_every_table(db, "real")
        before = rows(db)
        a_row_in_every_table(db, "twin", rehearsal_of="real")
        assert rows(db) == {name: 2 * count for name, count in before.items()}
        assert wipe(db, "twin")
        assert {name: count - (name in KEPT) for name, count in rows(db).items()} == before
        assert twin_of(db, "real") is None
        assert not wipe(db, "twin")


def test_a_workshop_that_is_no_rehearsal_is_never_wiped(database: str) -> None:
    with opened(database) as db:
        a_row_in_every_table(db, "real")
        before = rows(db)
        assert not wipe(db, "real")
        assert rows(db) == before


def test_a_server_that_is_alone_wipes_what_the_one_before_it_left(database: str) -> None:
    with opened(database) as db:
        a_row_in_every_table(db, "real")
        a_row_in_every_table(db, "twin", rehearsal_of="real", at=999.0)
        assert wipe_left_over(db, 1_000.0, alone=True) == 1
        assert wipe_left_over(db, 1_000.0, alone=True) == 0


@pytest.mark.parametrize(
    ("made", "left"), [(500.0, True), (999.0, False)], ids=["before the oldest process", "by one that lives"]
)
def test_one_of_several_wipes_only_what_no_living_process_can_hold(postgres: Postgres, made: float, left: bool) -> None:
    with opened(postgres.emptied()) as db:
        a_row_in_every_table(db, "real")
        a_row_in_every_table(db, "twin", rehearsal_of="real", at=made)
        _lives(db, started=800.0)
        assert wipe_left_over(db, 1_000.0, alone=False) == left


def test_after_a_day_a_rehearsal_is_wiped_whoever_lives(postgres: Postgres) -> None:
    with opened(postgres.emptied()) as db:
        a_row_in_every_table(db, "twin", rehearsal_of="real", at=1_000.0)
        _lives(db, started=1.0)
        assert wipe_left_over(db, 1_000.0 + 86_000, alone=False) == 0
        assert wipe_left_over(db, 1_000.0 + 86_500, alone=False) == 1


def _lives(db: Db, started: float) -> None:
    """A process that has reported just now."""
    db.execute(text("DELETE FROM process_presence"))
    db.execute(
        text("INSERT INTO process_presence VALUES ('p', '', :started, 0, 0, 0, extract(epoch from clock_timestamp()))"),
        {"started": started},
    )
