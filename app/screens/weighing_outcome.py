"""Dots and ratings as outcome pages and reports show them: a table each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.communities import COMMUNITIES
from app.domain.shared_order import in_order_of_shared
from app.domain.stages import Scale
from app.domain.wording import label_of

from .labels import short
from .scale_picture import Picture, picture_of, scales_known
from .vote_outcome import Share, lower_share, share_of

IN_A_PICTURE, IN_PICTURES = 8, 24
"""Ideas: more names have no room beside each other, and of very many ideas the tables say all."""


@dataclass(frozen=True, slots=True)
class DotsRow:
    """`people` who put a dot on it, of all ballots; `dots` on it, of all dots that the community placed."""

    idea: str
    text: str
    label: str
    people: Mapping[str, Share]
    dots: Mapping[str, Share]
    shared: Share | None


@dataclass(frozen=True, slots=True)
class DotsOutcome:
    rows: tuple[DotsRow, ...]
    unused: Mapping[str, int | None]
    """Dots that those with a ballot kept; None where that may not be shown."""
    others: bool


@dataclass(frozen=True, slots=True)
class Score:
    """What one community scored on one scale. `low` and `high` are the quartiles: half of all scores lie between."""

    median: float
    low: float
    high: float
    dissent: float
    answered: int


@dataclass(frozen=True, slots=True)
class RateRow:
    """`scores` holds, per scale and community, a score or None where it may not be shown or nobody answered."""

    idea: str
    text: str
    label: str
    scores: Mapping[str, Mapping[str, Score | None]]


@dataclass(frozen=True, slots=True)
class RateOutcome:
    scales: tuple[tuple[str, str], ...]
    rows: tuple[RateRow, ...]
    steps: int
    others: bool
    pictures: tuple[Picture, ...] = ()
    """Of two scales: so many ideas each, in the order of the step."""


def dots_outcome(stage: Mapping[str, Any]) -> DotsOutcome:
    ballots, placed = stage["ballots"], stage["placed"]
    rows = []
    for idea in in_order_of_shared(stage, "dots"):
        cells = idea["communities"]
        people = {c: share_of(cells[c]["people"], ballots[c]) for c in COMMUNITIES}
        dots = {c: share_of(cells[c]["dots"], placed[c]) for c in COMMUNITIES}
        shared = None if idea["shared"] is None else lower_share(people)
        rows.append(DotsRow(idea["idea"], idea["text"], label_of(idea), people, dots, shared))
    return DotsOutcome(tuple(rows), stage["unused"], bool(ballots["other"]))


def rate_outcome(stage: Mapping[str, Any]) -> RateOutcome:
    scales = tuple((scale["key"], scale["label"]) for scale in stage["settings"]["scales"])
    rows = tuple(
        RateRow(
            idea["idea"], idea["text"], label_of(idea),
            {key: {c: _score(idea["communities"][c][key]) for c in COMMUNITIES} for key, _ in scales},
        )
        for idea in stage["ideas"]
    )  # fmt: skip
    others = any(row.scores[key]["other"] for row in rows for key, _ in scales)
    return RateOutcome(scales, rows, stage["settings"]["steps"], others, _pictures(stage))


def _pictures(stage: Mapping[str, Any]) -> tuple[Picture, ...]:
    ideas, settings = [idea for idea in stage["ideas"] if "picture" in idea], stage["settings"]
    words = {idea["idea"]: (short(label_of(idea)), str(idea["text"])) for idea in ideas}
    known = scales_known([Scale(**scale) for scale in settings["scales"]])
    starts = range(0, min(len(ideas), IN_PICTURES), IN_A_PICTURE)
    return tuple(picture_of(ideas, ideas[n : n + IN_A_PICTURE], words, settings["steps"], known) for n in starts)


def _score(cell: Mapping[str, Any]) -> Score | None:
    if cell["median"] is None:
        return None
    low, high = cell["quartiles"]
    return Score(cell["median"], low, high, cell["dissent"], cell["answered"])
