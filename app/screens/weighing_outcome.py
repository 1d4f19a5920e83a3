"""Dots and ratings as outcome pages and reports show them: a table each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.communities import COMMUNITIES
from app.domain.shared_order import in_order_of_shared

from .vote_outcome import Share, label_of, share_of


@dataclass(frozen=True, slots=True)
class DotsRow:
    text: str
    label: str
    people: Mapping[str, Share]
    dots: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class RateRow:
    """`scores` holds, per scale and community, (median, answered) or None where it may not be shown."""

    text: str
    label: str
    scores: Mapping[str, Mapping[str, tuple[float, int] | None]]


@dataclass(frozen=True, slots=True)
class RateOutcome:
    scales: tuple[tuple[str, str], ...]
    rows: tuple[RateRow, ...]


def dots_outcome(stage: Mapping[str, Any]) -> tuple[DotsRow, ...]:
    ballots = stage["ballots"]
    return tuple(
        DotsRow(
            idea["text"], label_of(idea),
            {c: share_of(idea["communities"][c]["people"], ballots[c]) for c in COMMUNITIES},
            {c: idea["communities"][c]["dots"] for c in COMMUNITIES},
        )
        for idea in in_order_of_shared(stage, "dots")
    )  # fmt: skip


def rate_outcome(stage: Mapping[str, Any]) -> RateOutcome:
    scales = tuple((scale["key"], scale["label"]) for scale in stage["settings"]["scales"])
    rows = tuple(
        RateRow(
            idea["text"], label_of(idea),
            {key: {c: _score(idea["communities"][c][key]) for c in COMMUNITIES} for key, _ in scales},
        )
        for idea in stage["ideas"]
    )  # fmt: skip
    return RateOutcome(scales, rows)


def _score(cell: Mapping[str, Any]) -> tuple[float, int] | None:
    return None if cell["median"] is None else (cell["median"], cell["answered"])
