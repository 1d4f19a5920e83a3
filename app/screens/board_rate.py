"""Revealed ratings on the board: two scales as a picture, any other number as lines; each community's mean apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

from app.domain.communities import AHP, CITIZEN
from app.domain.percentages import FULL_PERCENT_FROM
from app.domain.session import Session
from app.domain.stages import Stage

from .figures import public_figures
from .labels import label_of
from .scale_picture import Picture, picture_of, scales_known

RATED_A_PAGE = 8


@dataclass(frozen=True, slots=True)
class Mean:
    """One community's mean on one scale, as words and as per cent of the way along it; `small` under ten answers."""

    words: str
    along: float
    small: bool


@dataclass(frozen=True, slots=True)
class RateRow:
    """One idea; `scores` has a pair of citizens' and AHPs' mean for each scale, None where too few scored."""

    id: str
    text: str
    scores: tuple[tuple[Mean | None, Mean | None], ...]


@dataclass(frozen=True, slots=True)
class Ratings:
    picture: Picture | None
    rows: tuple[RateRow, ...]
    scales: tuple[str, ...]
    steps: int
    highest: str | None
    """With one scale: the idea with the highest lower mean of the two, where it is one."""
    total: int
    first: int
    page: int
    pages: int


def ratings_of(session: Session, stage: Stage, page: int) -> Ratings:
    """One page (from 1; past the end is the last), in the stage's order."""
    figures = public_figures(session, stage) or {"ideas": []}
    ideas = figures["ideas"]
    pages = max(1, ceil(len(ideas) / RATED_A_PAGE))
    page = min(page, pages)
    first = (page - 1) * RATED_A_PAGE
    listed = ideas[first : first + RATED_A_PAGE]
    settings = stage.settings
    return Ratings(
        picture=_picture(stage, ideas, listed) if len(settings.scales) == 2 else None,
        rows=tuple(_row(stage, idea) for idea in listed),
        scales=tuple(scale.label for scale in settings.scales),
        steps=settings.steps,
        highest=_highest(stage, ideas) if len(settings.scales) == 1 else None,
        total=len(ideas),
        first=first + 1,
        page=page,
        pages=pages,
    )


def mean_of(cell: Mapping[str, Any], steps: int) -> Mean | None:
    """A public cell's mean, or None where it is closed."""
    if cell["mean"] is None:
        return None
    along = 100 * (cell["mean"] - 1) / (steps - 1)
    return Mean(f"{cell['mean']:.1f}", round(along, 2), cell["answered"] < FULL_PERCENT_FROM)


def _row(stage: Stage, idea: Mapping[str, Any]) -> RateRow:
    cells, steps = idea["communities"], stage.settings.steps
    scores = tuple(
        (mean_of(cells[CITIZEN][s.key], steps), mean_of(cells[AHP][s.key], steps)) for s in stage.settings.scales
    )
    return RateRow(idea["idea"], next(known.text for known in stage.ideas if known.id == idea["idea"]), scores)


def _highest(stage: Stage, ideas: Sequence[Mapping[str, Any]]) -> str | None:
    """By exact means from the counts of each score, so that level is level."""
    key = stage.settings.scales[0].key
    lower: dict[str, Fraction] = {}
    for idea in ideas:
        cells = [idea["communities"][c][key] for c in (CITIZEN, AHP)]
        if all(cell["mean"] is not None for cell in cells):
            lower[idea["idea"]] = min(_exact_mean(cell["counts"]) for cell in cells)
    best = [idea for idea, mean in lower.items() if mean == max(lower.values())]
    return next(label_of(known) for known in stage.ideas if known.id == best[0]) if len(best) == 1 else None


def _exact_mean(counts: Sequence[int]) -> Fraction:
    return Fraction(sum(score * n for score, n in enumerate(counts, start=1)), sum(counts))


def _picture(stage: Stage, ideas: Sequence[Mapping[str, Any]], listed: Sequence[Mapping[str, Any]]) -> Picture:
    words = {idea.id: (label_of(idea), idea.text) for idea in stage.ideas}
    return picture_of(ideas, listed, words, stage.settings.steps, scales_known(stage.settings.scales))
