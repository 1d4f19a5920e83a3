"""A made-up row for every table that there is, so that no new one is left out of a backup or a wiping."""

from __future__ import annotations

from collections.abc import Set
from typing import Any

from sqlalchemy import Boolean, Float, Integer, LargeBinary, Table, func, insert, select
from sqlmodel import Session as Db
from sqlmodel import SQLModel

OF_TABLE = {"contribution": {"state": "waiting", "source": "gather"}, "statement": {"state": "draft"}}
SAID = {"phase": "planned", "joining": "open", "state": "ready", "kind": "vote", "role": "organiser"}


def a_row_in_every_table(
    db: Db, session: str, rehearsal_of: str | None = None, at: float = 1.0, but: Set[str] = frozenset()
) -> None:
    """One row that names this session, its programme and an account in each table, but for those named."""
    for table in SQLModel.metadata.sorted_tables:
        if table.name in but:
            continue
        row = {column.name: _value(table, column, session, at) for column in table.columns}
        row |= {name: value for name, value in OF_TABLE.get(table.name, {}).items() if name in row}
        if table.name == "audit_line":
            row["number"] = 1 + (db.scalar(select(func.count()).select_from(table)) or 0)
        if table.name == "session":
            row |= {"id": session, "rehearsal_of": rehearsal_of}
        db.execute(insert(table).values(**row))


def _value(table: Table, column: Any, session: str, at: float) -> Any:
    owners = {"session": session, "programme": f"{session} programme id", "account": f"{session} account id"}
    if column.name in owners and table.name not in ("account", "programme"):
        return owners[column.name]
    named = next((key.column.table.name for key in column.foreign_keys), "session")
    if named not in ("session", "programme", "account", "stage"):
        return f"{session} {named} id"
    if column.name in ("stage", "comment") and table.name not in ("stage", "comment"):
        return f"{session} {column.name} id"
    if column.name in SAID:
        return SAID[column.name]
    kinds: dict[type, Any] = {Boolean: False, Integer: 1, Float: at, LargeBinary: f"{session} {column.name}".encode()}
    plain = next((value for kind, value in kinds.items() if isinstance(column.type, kind)), None)
    if plain is not None:
        return plain
    return {} if column.type.__class__.__name__ == "JSON" else f"{session} {table.name} {column.name}"
