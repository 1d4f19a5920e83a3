"""Many rows in one statement, straight to the driver: on the way of a vote every microsecond counts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlmodel import Session as Db


def insert_rows(db: Db, table: str, columns: tuple[str, ...], rows: Sequence[tuple[Any, ...]]) -> None:
    """Inserts rows of plain values, in the order of `columns`."""
    connection = db.connection()
    connection.exec_driver_sql(_insert(connection.dialect.paramstyle, table, columns), list(rows))


def upsert_rows(
    db: Db, table: str, key: tuple[str, ...], columns: tuple[str, ...], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Inserts rows or overwrites those with the same key. No key may come twice in `rows`.

    `columns` are those of the key first, then the ones to overwrite.
    """
    connection = db.connection()
    connection.exec_driver_sql(_upsert(connection.dialect.paramstyle, table, key, columns), list(rows))


@cache
def _insert(paramstyle: str, table: str, columns: tuple[str, ...]) -> str:
    mark = "?" if paramstyle == "qmark" else "%s"
    names = ", ".join(f'"{name}"' for name in columns)
    return f'INSERT INTO "{table}" ({names}) VALUES ({", ".join([mark] * len(columns))})'


@cache
def _upsert(paramstyle: str, table: str, key: tuple[str, ...], columns: tuple[str, ...]) -> str:
    changed = ", ".join(f'"{name}" = excluded."{name}"' for name in columns if name not in key)
    names = ", ".join(f'"{name}"' for name in key)
    return f"{_insert(paramstyle, table, columns)} ON CONFLICT ({names}) DO UPDATE SET {changed}"
