"""Rounds of tables on the board: whose list is in while they talk, and after the reveal each table's places, the
totals, what moved since the round before, and the reasons the host noted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from app.domain.session import Session
from app.domain.stages import Stage
from app.domain.table_totals import moves

from .board_stages import Asking, asking_of
from .figures import public_figures
from .labels import label_of
from .table_rounds import round_before, round_number, tables_in

IDEAS_A_PAGE = 8
MOST_COLUMNS = 8
"""With more tables than this a row says between which places they put an idea."""
NAME, TITLE = 34, 30


@dataclass(frozen=True, slots=True)
class TableRow:
    """One idea. `places` follow the tables of `Tables.tables`: (place, level) each."""

    id: str
    name: str
    text: str
    place: int
    level: bool
    total: float
    places: tuple[tuple[int, bool], ...]
    between: tuple[int, int] | None
    """The best and the worst place that a shown table gave."""
    moved: int | None
    """Places since the round before, positive up; None where it was not in that round."""
    reason: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What the heading says. `kind`: none, moved, still, all (first at all tables), first or level."""

    kind: str
    ideas: tuple[str, ...] = ()
    places: int = 0


@dataclass(frozen=True, slots=True)
class Tables:
    rows: tuple[TableRow, ...]
    finding: Finding
    round: int
    rounds: int
    since: int | None
    """The round that the moves are counted from."""
    tables: tuple[int, ...]
    """Numbers of the tables with a column of their own, none where they would be too many."""
    counted: int
    all: int
    reasons: bool
    total: int
    first: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class TableState:
    number: int
    handed_in: bool


@dataclass(frozen=True, slots=True)
class TablesAsking:
    """A round that is under way: the ideas, and whose list is in. Never what is on a list."""

    asking: Asking
    tables: tuple[TableState, ...]
    handed_in: int
    round: int
    rounds: int
    seated: bool


def tables_asking(session: Session, stage: Stage, page: int) -> TablesAsking:
    """One page of the ideas while tables talk. Only tables that were dealt have a line."""
    states = tuple(TableState(t.number, t.handed_in) for t in tables_in(stage) if t.dealt)
    number, rounds = round_number(session, stage)
    asking = asking_of(session, stage, page)
    return TablesAsking(asking, states, sum(s.handed_in for s in states), number, rounds, bool(states))


def tables_of(session: Session, stage: Stage, page: int) -> Tables:
    """One page (from 1; past the end is the last), lowest total first. From public figures alone."""
    figures = (public_figures(session, stage) or {})["tables"]
    before = _before(session, stage)
    order: Sequence[Mapping[str, Any]] = figures["order"]
    moved = moves(before, order) if before else {}
    shown = [t for t in figures["each"] if t["places"]]
    number, rounds = round_number(session, stage)
    source = round_before(session, stage)
    pages = max(1, ceil(len(order) / IDEAS_A_PAGE))
    page = min(page, pages)
    first = (page - 1) * IDEAS_A_PAGE
    words = {idea.id: idea for idea in stage.ideas}

    def row(at: Mapping[str, Any]) -> TableRow:
        id = at["idea"]
        places = tuple((t["places"][id]["place"], t["places"][id]["level"]) for t in shown)
        spread = [place for place, _ in places]
        return TableRow(
            id, label_of(words[id], NAME), words[id].text, at["place"], at["level"], at["total"],
            places if len(shown) <= MOST_COLUMNS else (), (min(spread), max(spread)) if spread else None,
            moved.get(id), figures["reasons"].get(id, ""),
        )  # fmt: skip

    return Tables(
        rows=tuple(row(at) for at in order[first : first + IDEAS_A_PAGE]),
        finding=_finding(order, moved, bool(before), shown, figures["counted"], stage),
        round=number,
        rounds=rounds,
        since=round_number(session, source)[0] if source is not None and before else None,
        tables=tuple(t["table"] for t in shown) if len(shown) <= MOST_COLUMNS else (),
        counted=figures["counted"],
        all=figures["tables"],
        reasons=any(figures["reasons"].get(at["idea"]) for at in order),
        total=len(order),
        first=first + 1,
        page=page,
        pages=pages,
    )


def _before(session: Session, stage: Stage) -> Sequence[Mapping[str, Any]]:
    """The totals of the round before, where everybody has seen them."""
    source = round_before(session, stage)
    figures = public_figures(session, source) if source is not None else None
    return figures["tables"]["order"] if figures else ()


def _finding(
    order: Sequence[Mapping[str, Any]], moved: Mapping[str, int], again: bool, shown: Sequence[Mapping[str, Any]],
    counted: int, stage: Stage,
) -> Finding:  # fmt: skip
    """The largest move up; in a first round what came first at every table, else what comes first."""
    if not order:
        return Finding("none")
    names = {idea.id: label_of(idea, TITLE) for idea in stage.ideas}
    most = max(moved.values(), default=0)
    if most > 0:
        return Finding("moved", tuple(names[row["idea"]] for row in order if moved.get(row["idea"]) == most), most)
    if again and not any(moved.values()):
        return Finding("still")
    firsts = tuple(names[row["idea"]] for row in order if row["place"] == 1)
    if len(firsts) > 1:
        return Finding("level", firsts)
    everywhere = len(shown) == counted > 1 and all(t["places"][order[0]["idea"]]["place"] == 1 for t in shown)
    return Finding("all" if everywhere else "first", firsts, counted)
