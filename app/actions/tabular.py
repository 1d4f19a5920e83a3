"""A table of text as it lies in a file, with row numbers that a person finds again in their spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.refusals import Refusal

MOST_ROWS = 20_000
MOST_COLUMNS = 100
TOO_MANY_ROWS = "This file has more than {most} rows. Split it and try again."
TOO_MANY_COLUMNS = "This file has more than {most} columns. Remove some and try again."


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `number` counts from 1 at the top of the file. `problem` says why its cells cannot be trusted."""

    number: int
    cells: tuple[str, ...]
    problem: str = ""

    def cell(self, place: int | None) -> str:
        """Return the text at this place, empty where the row ends earlier or there is no such column."""
        return self.cells[place] if place is not None and place < len(self.cells) else ""

    def filled(self) -> bool:
        """Return whether any cell holds more than blanks."""
        return any(cell.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """The first row that holds anything, and the rows below it; rows that are blank are left out."""

    headings: Row
    rows: tuple[Row, ...]


def table_of(rows: Iterable[Row]) -> Table:
    """Gather rows into a table; refuse one that is empty (`malformed`) or beyond the limits (`too_large`)."""
    kept: list[Row] = []
    for row in rows:
        if not row.filled():
            continue
        if len(kept) > MOST_ROWS:
            raise Refusal("too_large", TOO_MANY_ROWS, "file", most=MOST_ROWS)
        if len(row.cells) > MOST_COLUMNS:
            raise Refusal("too_large", TOO_MANY_COLUMNS, "file", most=MOST_COLUMNS)
        kept.append(row)
    if not kept:
        raise Refusal("malformed", "This file is empty. Choose another file and try again.", "file")
    return Table(kept[0], tuple(kept[1:]))


def not_a_table() -> Refusal:
    """Say that a file is something else than a table."""
    return Refusal("malformed", "This file is not a table we can read. Save it as CSV or XLSX and try again.", "file")
