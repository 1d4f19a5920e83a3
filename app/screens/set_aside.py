"""What the figures are without those whom a host has set aside, and what they would be with them. Exact."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.communities import COMMUNITIES
from app.domain.selecting import stage_figures
from app.domain.session import Session
from app.domain.setting_aside import gave_something
from app.domain.stages import Stage
from app.domain.wording import label_of

Cell = tuple[float | None, int | None]
"""How many of how many; without the second, a place or a mean."""
Figures = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BothRow:
    """One idea, or one scale of it. `cells`: community → (without them, with them)."""

    label: str
    cells: Mapping[str, tuple[Cell, Cell]]


@dataclass(frozen=True, slots=True)
class Both:
    """One step in which somebody who is set aside gave anything."""

    title: str
    kind: str
    groups: tuple[str, ...]
    ballots: Mapping[str, tuple[int, int]]
    rows: tuple[BothRow, ...]


@dataclass(frozen=True, slots=True)
class SetAside:
    people: int
    reasons: tuple[tuple[str, int], ...]
    steps: tuple[Both, ...]


def set_aside_in(outcome: Figures) -> SetAside | None:
    """Of an outcome; None where it sets nobody aside."""
    known = outcome.get("set_aside") or {"people": 0}
    if not known["people"]:
        return None
    steps = [_both(stage, stage["with_set_aside"]) for stage in outcome["stages"] if "with_set_aside" in stage]
    return SetAside(known["people"], tuple(known["reasons"].items()), tuple(steps))


def set_aside_from(session: Session, stage: Stage) -> Both | None:
    """Of one step as it stands now; None where it would be the same with everybody."""
    if not gave_something(stage, session.aside):
        return None
    words = {idea.id: {"text": idea.text, "name": idea.name} for idea in stage.ideas}
    without = stage_figures(session, stage)
    ideas = [{**row, **words[row["idea"]]} for row in without["ideas"]]
    named = {"title": stage.title, "kind": stage.kind, "ideas": ideas}
    return _both({**without, **named}, stage_figures(session, stage, aside_too=True))


def _both(stage: Figures, with_them: Figures) -> Both:
    groups = tuple(c for c in COMMUNITIES if c != "other" or with_them["ballots"][c])
    ballots = {c: (stage["ballots"][c], with_them["ballots"][c]) for c in groups}
    if "tables" in stage:
        return Both(stage["title"], "tables", ("all",), ballots, _rows(stage, _totals(stage), _totals(with_them)))
    cells = _CELLS[stage["kind"]]
    rows = _rows(stage, cells(stage, groups), cells(with_them, groups))
    return Both(stage["title"], stage["kind"], groups, ballots, rows)


Counted = Mapping[tuple[str, str], Mapping[str, Cell]]
"""(idea, scale) → community → cell."""


def _rows(stage: Figures, without: Counted, with_them: Counted) -> tuple[BothRow, ...]:
    labels = {idea["idea"]: label_of(idea) for idea in stage["ideas"]}
    rows = []
    for key, cells in without.items():
        idea, scale = key
        label = f"{labels[idea]} · {scale}" if scale else labels[idea]
        rows.append(BothRow(label, {group: (cell, with_them[key][group]) for group, cell in cells.items()}))
    return tuple(rows)


def _votes(figures: Figures, groups: Sequence[str]) -> Counted:
    return {
        (idea["idea"], ""): {c: (cell["agree"], cell["answered"]) for c, cell in _of(idea, groups)}
        for idea in figures["ideas"]
    }


def _dots(figures: Figures, groups: Sequence[str]) -> Counted:
    ballots = figures["ballots"]
    return {
        (idea["idea"], ""): {c: (cell["people"], ballots[c]) for c, cell in _of(idea, groups)}
        for idea in figures["ideas"]
    }


def _scores(figures: Figures, groups: Sequence[str]) -> Counted:
    found: dict[tuple[str, str], dict[str, Cell]] = {}
    for idea in figures["ideas"]:
        for community, scales in _of(idea, groups):
            for scale, cell in scales.items():
                found.setdefault((idea["idea"], scale), {})[community] = (cell["mean"], None)
    return found


def _places(figures: Figures, groups: Sequence[str]) -> Counted:
    listed = {c: {row["idea"]: row["place"] for row in figures["standings"]["communities"][c] or ()} for c in groups}
    return {(idea["idea"], ""): {c: (listed[c].get(idea["idea"]), None) for c in groups} for idea in figures["ideas"]}


def _totals(figures: Figures) -> Counted:
    places = {row["idea"]: row["place"] for row in figures["tables"]["order"] or ()}
    return {(idea["idea"], ""): {"all": (places.get(idea["idea"]), None)} for idea in figures["ideas"]}


def _of(idea: Figures, groups: Sequence[str]) -> list[tuple[str, Figures]]:
    return [(community, idea["communities"][community]) for community in groups]


_CELLS: dict[str, Callable[[Figures, Sequence[str]], Counted]] = {
    "vote": _votes, "dots": _dots, "rate": _scores, "rank": _places,
}  # fmt: skip
