"""Revealed dots and ratings on the board: each community's figures beside each other, never added together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from app.domain.communities import AHP, CITIZEN
from app.domain.percentages import FULL_PERCENT_FROM, printed_share, printed_shared
from app.domain.session import Session
from app.domain.shared_order import in_order_of_shared
from app.domain.stages import Stage

from .figures import public_figures
from .labels import label_of

SUMS_A_PAGE = 8


@dataclass(frozen=True, slots=True)
class Share:
    """One community's figure for an idea: people of those who took part, as words, and a second figure beside it."""

    people: int
    of: int
    words: str
    second: str


@dataclass(frozen=True, slots=True)
class SumRow:
    id: str
    text: str
    name: str
    shared: str | None
    sides: dict[str, Share | None]
    scores: dict[str, tuple[str | None, ...]]
    """community → its mean on each scale as words, None where too few scored."""


@dataclass(frozen=True, slots=True)
class Sums:
    rows: tuple[SumRow, ...]
    scales: tuple[str, ...]
    steps: int
    budget: int
    unused: dict[str, int | None]
    most_shared: str | None
    total: int
    first: int
    page: int
    pages: int


def sums_of(session: Session, stage: Stage, page: int, translate: Callable[[str], str]) -> Sums:
    """One page (from 1; past the end is the last): dots by Shared, ratings in the stage's order."""
    figures = public_figures(session, stage) or {"ideas": [], "ballots": {}}
    ideas = in_order_of_shared(figures, "dots") if stage.kind == "dots" else figures["ideas"]
    pages = max(1, ceil(len(ideas) / SUMS_A_PAGE))
    page = min(page, pages)
    first = (page - 1) * SUMS_A_PAGE
    words = {idea.id: idea for idea in stage.ideas}
    best = ideas[0] if ideas and ideas[0].get("shared") else None
    return Sums(
        rows=tuple(_row(figures, stage, words[i["idea"]], i, translate) for i in ideas[first : first + SUMS_A_PAGE]),
        scales=tuple(scale.label for scale in stage.settings.scales),
        steps=stage.settings.steps,
        budget=stage.settings.budget,
        unused=dict(figures.get("unused", {})),
        most_shared=label_of(words[best["idea"]]) if best else None,
        total=len(ideas),
        first=first + 1,
        page=page,
        pages=pages,
    )


def _row(
    figures: Mapping[str, Any], stage: Stage, words: Any, idea: Mapping[str, Any], translate: Callable[[str], str]
) -> SumRow:
    cells = idea["communities"]
    if stage.kind == "dots":
        whole = {c: {"people": cells[c]["people"], "ballots": figures["ballots"][c]} for c in (CITIZEN, AHP)}
        shared = printed_shared(whole, "people", "ballots", translate) if idea["shared"] is not None else None
        sides = {c: _share(cells[c], figures["ballots"][c], translate) for c in (CITIZEN, AHP)}
        return SumRow(words.id, words.text, label_of(words), shared, sides, {})
    scores = {c: tuple(_mean(cells[c][s.key]) for s in stage.settings.scales) for c in (CITIZEN, AHP)}
    return SumRow(words.id, words.text, label_of(words), None, {}, scores)


def _share(cell: Mapping[str, Any], ballots: int | None, translate: Callable[[str], str]) -> Share | None:
    if cell["people"] is None or not ballots:
        return None
    dots = cell["share_of_dots"]
    of_dots = "" if dots is None else f"{round(100 * dots)}%" if ballots >= FULL_PERCENT_FROM else str(cell["dots"])
    return Share(cell["people"], ballots, printed_share(cell["people"], ballots, translate) or "", of_dots)


def _mean(cell: Mapping[str, Any]) -> str | None:
    return None if cell["mean"] is None else f"{cell['mean']:.1f}"
