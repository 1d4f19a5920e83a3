"""The page of the data map: the schema as it is, with the words of `purposes`. What has no words is an error."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Column, Table
from sqlmodel import SQLModel

from app.storage import tables

from .purposes import COMMON, HOW_LONG, OF_TABLE, OTHERS, Purpose

HEAD = """# Data map

Made from the schema by `python -m tools.data_map`; a test holds the two equal.
[Data protection](data-protection.md) says the same in words, and what removal does.

*Whose* names the people a row can be about: **participants** in a workshop, **contributors** who told a programme
something, **staff** (organisers, hosts, helpers), or nobody. **Life** means as long as the database stands.
"""


def drawn() -> str:
    """The whole page. Raises KeyError for a table or column without a purpose, ValueError for a purpose of nothing."""
    known = {table.name: table for table in SQLModel.metadata.sorted_tables if table.name in tables_here()}
    if unknown := OF_TABLE.keys() - known.keys():
        raise ValueError(f"These tables are no longer there: {', '.join(sorted(unknown))}")
    parts = [HEAD, *(_section(known[name], OF_TABLE[name]) for name in sorted(known)), _others(), _how_long()]
    return "\n".join(parts)


def tables_here() -> set[str]:
    return {str(kind.__tablename__) for kind in vars(tables).values() if hasattr(kind, "__table__")}


def _section(table: Table, purpose: Purpose) -> str:
    if unknown := purpose.columns.keys() - set(table.columns.keys()):
        raise ValueError(f"{table.name} has no {', '.join(sorted(unknown))}")
    rows = [f"| `{column.name}` | {_kind(column)} | {_why(column, purpose)} |" for column in table.columns]
    return "\n".join(
        [f"## {table.name}", "", f"{purpose.what} Whose: {purpose.whose}. How long: {purpose.until}.", "",
         "| column | kind | purpose |", "|---|---|---|", *rows, ""]
    )  # fmt: skip


def _why(column: Column[object], purpose: Purpose) -> str:
    if column.name in purpose.columns:
        return purpose.columns[column.name]
    try:
        return COMMON[column.name]
    except KeyError:
        raise KeyError(f"{column.table.name}.{column.name} has no purpose") from None


def _kind(column: Column[object]) -> str:
    kind = type(column.type).__name__.removeprefix("Auto").lower()
    words = {"string": "text", "largebinary": "bytes", "float": "number", "integer": "number", "boolean": "yes or no"}
    return words.get(kind, "list" if kind == "json" else kind)


def _others() -> str:
    rows = [f"| {where} | {what} | {until} |" for where, what, until in OTHERS]
    return "\n".join(["## Outside the database", "", "| where | what | how long |", "|---|---|---|", *rows, ""])


def _how_long() -> str:
    return "\n".join(["## How long", "", *_told()])


def _told() -> Iterator[str]:
    for name, words in HOW_LONG:
        yield f"* **{name}**: {words}"
    yield ""
