"""The same ideas over a programme's workshops, as organisers see them: a row of readings each, one idea in detail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session as Db

from app.domain.across import across_of
from app.domain.communities import COMMUNITIES, COMPARED
from app.domain.readings import ENOUGH
from app.domain.wording import label_of
from app.storage.contributions import areas_of
from app.storage.facts import professions
from app.storage.finished import finished_outcomes
from app.storage.ideas import programme
from app.storage.statements import stand_ins
from app.storage.tables import Programme

from .moments import seconds_of
from .vote_outcome import Share, share_of


@dataclass(frozen=True, slots=True)
class Column:
    """One workshop. `dated` where another one has the same name."""

    session: str
    name: str
    at: float | None
    dated: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """What one workshop said to one idea. `few` names the one community that is too few, where it is just one."""

    column: Column
    shares: Mapping[str, Share]
    reading: str
    close: bool
    small: bool
    few: str | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One idea. A cell is None where the workshop did not vote on it."""

    idea: str
    label: str
    cells: tuple[Cell | None, ...]
    shared_in: int
    read_in: int
    too_few_in: int
    of_a_draft: bool = False
    """Whether it stands for a statement of the strategy draft."""


@dataclass(frozen=True, slots=True)
class Wording:
    text: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Detail:
    """The picked idea: what each workshop said, the pool or why there is none, and whether the workshops differ.

    `pattern` is `across.pattern_of`, its exception naming a Column. `differ` and `rough` are by community.
    """

    row: Row
    text: str
    cells: tuple[Cell, ...]
    wordings: tuple[Wording, ...]
    pattern: Mapping[str, Any]
    exception: Column | None
    pool: Cell | None
    why_no_pool: str | None
    differ: Mapping[str, bool | None]
    rough: bool


@dataclass(frozen=True, slots=True)
class Heard:
    profession: str
    sessions: int
    people: int


@dataclass(frozen=True, slots=True)
class AcrossScreen:
    programme: Programme
    workshops: int
    """How many have finished, those that held no vote too."""
    people: Mapping[str, int]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    picked: Detail | None
    heard: tuple[Heard, ...]
    names: tuple[str, ...]
    """Of all finished workshops, newest first: people who come to one are not asked where they live."""
    areas: tuple[tuple[str, int], ...]
    """Where contributions came from, as people named it, and how many: most first."""


def across_figures(db: Db, id: str) -> dict[str, Any] | None:
    """{"programme", "name", …} with `across.across_of`, exact, or None where there is no such programme. An idea that
    stands for a statement of the strategy draft names it."""
    known = programme(db, id)
    if known is None:
        return None
    figures = across_of(finished_outcomes(db, id), professions())
    standing_for = {idea.id: statement for statement, idea in stand_ins(db, id).items()}
    rows = [row | {"statement": standing_for.get(row["idea"])} for row in figures["ideas"]]
    return {"programme": id, "name": known.name, **figures, "ideas": sorted(rows, key=_is_of_a_draft)}


def _is_of_a_draft(row: Mapping[str, Any]) -> bool:
    """Statements that were put to workshops come after the ideas, and are told apart."""
    return row.get("statement") is not None


def across_screen(db: Db, id: str, idea: str = "") -> AcrossScreen | None:
    """The page, with this idea picked, or else the first."""
    known, figures = programme(db, id), across_figures(db, id)
    if known is None or figures is None:
        return None
    return screen_of(known, figures, areas_of(db, id), idea)


def screen_of(
    known: Programme, figures: Mapping[str, Any], areas: Sequence[tuple[str, int]], idea: str = ""
) -> AcrossScreen:
    voted = [session for session in figures["sessions"] if session["voted"]]
    columns = {column.session: column for column in _columns(voted)}
    rows = tuple(_row(row, columns) for row in figures["ideas"])
    at = next((n for n, row in enumerate(rows) if row.idea == idea), 0)
    return AcrossScreen(
        known, len(figures["sessions"]), figures["participants"], tuple(columns.values()), rows,
        _detail(figures["ideas"][at], rows[at], columns) if rows else None,
        tuple(Heard(**row) for row in figures["professions"]),
        tuple(session["name"] for session in figures["sessions"]), tuple(areas),
    )  # fmt: skip


def _columns(sessions: Sequence[Mapping[str, Any]]) -> list[Column]:
    names = [session["name"] for session in sessions]
    return [
        Column(s["session"], s["name"], seconds_of(s["started_at"] or s["ended_at"]), names.count(s["name"]) > 1)
        for s in sessions
    ]


def _row(row: Mapping[str, Any], columns: Mapping[str, Column]) -> Row:
    said = {figures["session"]: _cell(figures, columns[figures["session"]]) for figures in row["sessions"]}
    return Row(
        row["idea"], label_of(row), tuple(said.get(session) for session in columns),
        row["shared_in"], row["read_in"], row["too_few_in"], _is_of_a_draft(row),
    )  # fmt: skip


def _cell(figures: Mapping[str, Any], column: Column) -> Cell:
    shares = _shares(figures)
    few = [c for c in COMPARED if (shares[c].whole or 0) < ENOUGH]
    return Cell(
        column, shares, figures["reading"], figures["close_call"], figures["small_group"],
        few[0] if len(few) == 1 else None, figures["text"],
    )  # fmt: skip


def _shares(figures: Mapping[str, Any]) -> dict[str, Share]:
    cells = figures["communities"]
    return {c: share_of(cells[c]["agree"], cells[c]["answered"], cells[c]["likely_range"]) for c in COMMUNITIES}


def _detail(row: Mapping[str, Any], shown: Row, columns: Mapping[str, Column]) -> Detail:
    pool, pattern = row["pool"], row["pattern"]
    odd = pattern.get("exception")
    return Detail(
        shown, row["text"], tuple(cell for cell in shown.cells if cell is not None),
        tuple(Wording(w["text"], tuple(columns[s] for s in w["sessions"])) for w in row["wordings"]),
        pattern, columns[odd["session"]] if odd else None,
        _pool(pool) if pool else None, row["why_no_pool"], row["differ"], any(row["rough"].values()),
    )  # fmt: skip


def _pool(pool: Mapping[str, Any]) -> Cell:
    return Cell(Column("", "", None, False), _shares(pool), pool["reading"], pool["close_call"], False, None)
