"""A round of tables as outcome pages and reports show it: each table's places, the total, what moved and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.places import printed_place
from app.domain.table_totals import moves
from app.domain.wording import label_of

MOST_COLUMNS = 12
"""With more tables than this a row says between which places they put an idea."""


@dataclass(frozen=True, slots=True)
class TablesRow:
    """One idea. `places` follow the columns, as printed; `moved` is None where there is no round before."""

    idea: str
    label: str
    text: str
    place: str
    total: float
    places: tuple[str, ...]
    between: tuple[int, int] | None
    moved: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class TablesOutcome:
    rows: tuple[TablesRow, ...]
    columns: tuple[int, ...]
    counted: int
    all: int
    again: bool
    """Whether moves since the round before are told."""
    reasons: bool


def tables_outcome(stage: Mapping[str, Any], before: Mapping[str, Any] | None = None) -> TablesOutcome:
    """Shows a rank stage with `tables`, exact or protected; `before` is the round it started from, protected alike."""
    tables, words = stage["tables"], {idea["idea"]: idea for idea in stage["ideas"]}
    earlier = before["tables"]["order"] if before is not None and "tables" in before else ()
    moved = moves(earlier, tables["order"]) if earlier else {}
    shown = [table for table in tables["each"] if table["places"]]
    columns = shown if len(shown) <= MOST_COLUMNS else []

    def row(at: Mapping[str, Any]) -> TablesRow:
        idea = at["idea"]
        each = [table["places"][idea]["place"] for table in shown]
        return TablesRow(
            idea, label_of(words[idea]), words[idea]["text"], printed_place(at["place"], at["level"]), at["total"],
            tuple(printed_place(t["places"][idea]["place"], t["places"][idea]["level"]) for t in columns),
            (min(each), max(each)) if each else None, moved.get(idea), tables["reasons"].get(idea, ""),
        )  # fmt: skip

    rows = tuple(row(at) for at in tables["order"])
    numbers = tuple(table["table"] for table in columns)
    return TablesOutcome(
        rows, numbers, tables["counted"], tables["tables"], bool(earlier), any(row.reason for row in rows)
    )
