"""A rehearsal is wiped with every row of it, in every table, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Boolean, Float, Integer, LargeBinary, Table, func, insert, select, text
from sqlmodel import Session as Db
from sqlmodel import SQLModel

from app.actions.rehearsing import wipe_left_over
from app.storage.database import writing_engine
from app.storage.migrating import migrate
from app.storage.rehearsals import twin_of, wipe
from tests.postgres import Postgres

KEPT = {"programme", "idea", "account", "sign_in_link", "signed_in", "api_token"}
"""Tables that hold nothing of a session. A new table belongs here, or is wiped."""
SAID = {"phase": "planned", "joining": "open", "state": "ready", "kind": "vote", "role": "organiser"}


@contextmanager
def opened(database: str) -> Iterator[Db]:
    migrate(database)
    engine = writing_engine(database, 1)
    with Db(engine) as db, db.begin():
        yield db
    engine.dispose()


def a_row_in_every_table(db: Db, session: str, rehearsal_of: str | None = None, at: float = 1.0) -> None:
    for table in SQLModel.metadata.sorted_tables:
        row = {column.name: _value(table, column, session, at) for column in table.columns}
        if table.name == "session":
            row |= {"id": session, "rehearsal_of": rehearsal_of}
        db.execute(insert(table).values(**row))


def _value(table: Table, column: Any, session: str, at: float) -> Any:
    owners = {"session": session, "programme": f"{session} programme id", "account": f"{session} account id"}
    if column.name in owners and table.name not in ("account", "programme"):
        return owners[column.name]
    if column.name in ("stage", "comment") and table.name not in ("stage", "comment"):
        return f"{session} {column.name} id"
    if column.name in SAID:
        return SAID[column.name]
    kinds: dict[type, Any] = {Boolean: False, Integer: 1, Float: at, LargeBinary: f"{session} {column.name}".encode()}
    plain = next((value for kind, value in kinds.items() if isinstance(column.type, kind)), None)
    if plain is not None:
        return plain
    return {} if column.type.__class__.__name__ == "JSON" else f"{session} {table.name} {column.name}"


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
