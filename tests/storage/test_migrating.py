"""Bringing a database to today's schema, from nothing and with what it holds."""

from __future__ import annotations

from sqlalchemy import inspect
from sqlmodel import SQLModel

from app.storage import tables
from app.storage.database import migrating_engine
from app.storage.migrating import is_current, migrate


def test_every_table_of_the_schema_page_is_there_with_its_columns(database: str) -> None:
    assert tables.Programme.metadata is SQLModel.metadata
    engine = migrating_engine(database)
    there = inspect(engine)
    for name, table in SQLModel.metadata.tables.items():
        assert {column["name"] for column in there.get_columns(name)} == {column.name for column in table.columns}, name
    assert is_current(engine)
    engine.dispose()


def test_migrating_again_changes_nothing(database: str) -> None:
    migrate(database)
    migrate(database)
    engine = migrating_engine(database)
    assert is_current(engine)
    engine.dispose()
