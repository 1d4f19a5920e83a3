"""Rows as they stand, whatever the schema page says: read alike from both databases, and put back into either.

What the database holds is asked for, so that a backup made before an upgrade needs no knowledge of older schemas.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Boolean, Connection, Float, Integer, LargeBinary, MetaData, String, Table
from sqlalchemy.types import TypeEngine
from sqlmodel import Session as Db

from .bulk import insert_rows

VOLATILE = frozenset({"process_presence"})
"""Who is here this minute: it would be wrong by the time it came back."""
_NOTES = "alembic_version"
_AT_ONCE = 500
"""Rows in memory at a time."""
_ENOUGH = 4_000_000
"""Bytes of words after which fewer rows have to do."""

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table's columns, A to Z, each with its kind: text, integer, number, truth, bytes or json."""

    name: str
    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    key: tuple[str, ...]


def tables_of(connection: Connection) -> list[RawTable]:
    """Every table worth keeping, those that others point to first. Raises TypeError at a column of no known kind."""
    found = MetaData()
    found.reflect(connection)
    return [_raw(table) for table in found.sorted_tables if table.name not in VOLATILE | {_NOTES}]


def _raw(table: Table) -> RawTable:
    columns = sorted(table.columns, key=lambda column: str(column.name))
    kinds = tuple(_kind(column.type) for column in columns)
    return RawTable(
        str(table.name),
        tuple(str(c.name) for c in columns),
        kinds,
        tuple(str(c.name) for c in table.primary_key.columns),
    )


def _kind(type: TypeEngine[Any]) -> str:
    for known, kind in _KINDS:
        if isinstance(type, known):
            return kind
    raise TypeError(f"No backup can hold a column of type {type!r}.")


_KINDS: tuple[tuple[Any, str], ...] = (
    (JSON, "json"), (Boolean, "truth"), (Integer, "integer"), (Float, "number"), (LargeBinary, "bytes"),
    (String, "text"),
)  # fmt: skip


def rows_of(connection: Connection, table: RawTable) -> Iterator[Row]:
    """A table's rows in the order of its key, the same from both databases: truths as bool, JSON as it was written."""
    truths = [n for n, kind in enumerate(table.kinds) if kind == "truth"]
    found = connection.exec_driver_sql(_question(connection, table), execution_options={"yield_per": _AT_ONCE})
    for row in found:
        values = list(row)
        for n in truths:
            values[n] = None if values[n] is None else bool(values[n])
        yield tuple(values)


def _question(connection: Connection, table: RawTable) -> str:
    """PostgreSQL sorts by a language's rules unless it is told to go by bytes, as SQLite does."""
    by_bytes = "" if connection.dialect.name == "sqlite" else ' COLLATE "C"'
    kinds = dict(zip(table.columns, table.kinds, strict=True))
    columns = ", ".join(f'CAST("{c}" AS TEXT)' if kinds[c] == "json" else f'"{c}"' for c in table.columns)
    order = ", ".join(f'"{c}"{by_bytes if kinds[c] == "text" else ""}' for c in table.key)
    return f'SELECT {columns} FROM "{table.name}" ORDER BY {order}'


def put_rows(connection: Connection, table: RawTable, rows: Iterable[Row]) -> None:
    """Inserts them as they are, some hundred at a time."""
    with Db(connection) as db:
        for some in _handfuls(rows):
            insert_rows(db, table.name, table.columns, some)


def _handfuls(rows: Iterable[Row]) -> Iterator[list[Row]]:
    some: list[Row] = []
    size = 0
    for row in rows:
        some.append(row)
        size += sum(len(value) for value in row if isinstance(value, str | bytes))
        if len(some) == _AT_ONCE or size > _ENOUGH:
            yield some
            some, size = [], 0
    if some:
        yield some


def first_with_rows(connection: Connection) -> str | None:
    """The name of a table that holds something, or None where all are empty or there are none."""
    for table in tables_of(connection):
        if connection.exec_driver_sql(f'SELECT 1 FROM "{table.name}" LIMIT 1').first() is not None:
            return table.name
    return None


def drop_tables(connection: Connection) -> None:
    """Every table goes, its notes of migrations too: the schema starts afresh."""
    found = MetaData()
    found.reflect(connection)
    found.drop_all(connection)
