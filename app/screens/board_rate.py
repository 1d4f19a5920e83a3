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
from app.domain.two_scales import count_corner, has_both, is_small, seen_alike, seen_apart

from .board_rate_layout import HEIGHT, WIDTH, Layout, Line, Spot, lay_out
from .board_results import Counted
from .figures import public_figures
from .labels import label_of

RATED_A_PAGE = 8
INSET = 20.0
"""Marks of the lowest and the highest score stand so many units inside the edges of the plot."""
CORNERS = {("high", "high"): "first", ("high", "low"): "plan", ("low", "high"): "time", ("low", "low"): "leave"}
"""(side on the first scale, on the second) → the corner's name: up is the first scale, across the second."""
KNOWN = (("importance", "importance"), ("ease", "ease"))
"""Keys and labels of the usual two scales."""


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
class Mark:
    """Where one community's two means meet on the picture, and both as words, the first scale first."""

    x: float
    y: float
    words: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Pair:
    """One idea on the picture. `corner` only if both communities' marks lie in it; `close` is a dashed line."""

    id: str
    name: str
    text: str
    citizen: Mark | None
    ahp: Mark | None
    corner: str | None
    close: bool
    small: bool
    spot: Spot | None


@dataclass(frozen=True, slots=True)
class Apart:
    """An idea on two sides of a middle line: on which scale (0 or 1), and who scores it high there."""

    name: str
    scale: int
    high: str


@dataclass(frozen=True, slots=True)
class Picture:
    pairs: tuple[Pair, ...]
    corners: Mapping[str, Spot]
    both: Counted
    """Ideas that both communities score high on both scales."""
    compared: int
    too_few: int
    alike: tuple[str, str] | None
    """(name, corner) of the idea on which the two agree most."""
    apart: Apart | None
    known: bool
    """Whether the scales are importance and ease, for which the corners have names of their own."""


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


def scales_known(stage: Stage) -> bool:
    """Whether these are the usual two scales, importance and ease, by their usual names."""
    return tuple((scale.key, scale.label.lower()) for scale in stage.settings.scales) == KNOWN


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
    names = {idea.id: label_of(idea) for idea in stage.ideas}
    compared = [idea for idea in ideas if has_both(idea["picture"])]
    alike, apart = seen_alike(ideas), seen_apart(ideas, stage.settings.steps)
    pairs, layout = _pairs(stage, listed)
    return Picture(
        pairs=pairs,
        corners=layout.corners,
        both=Counted(**count_corner(ideas)),
        compared=len(compared),
        too_few=len(ideas) - len(compared),
        alike=(names[alike["idea"]], CORNERS[_corner_of(alike)]) if alike else None,
        apart=Apart(names[apart[0]["idea"]], apart[1], apart[2]) if apart else None,
        known=scales_known(stage),
    )


def _pairs(stage: Stage, listed: Sequence[Mapping[str, Any]]) -> tuple[tuple[Pair, ...], Layout]:
    words, steps = {idea.id: idea for idea in stage.ideas}, stage.settings.steps
    marks = {
        i["idea"]: tuple(_mark(i["picture"]["communities"][c]["point"], steps) for c in (CITIZEN, AHP)) for i in listed
    }
    lines = tuple(
        Line(id, label_of(words[id]), tuple((mark.x, mark.y) for mark in pair if mark)) for id, pair in marks.items()
    )
    layout = lay_out(tuple(line for line in lines if line.ends))
    pairs = (_pair(i, words[i["idea"]], marks[i["idea"]], layout.names.get(i["idea"])) for i in listed)
    return tuple(pairs), layout


def _pair(idea: Mapping[str, Any], words: Any, marks: tuple[Mark | None, ...], spot: Spot | None) -> Pair:
    picture = idea["picture"]
    corner = CORNERS[_corner_of(idea)] if picture["quadrant"] else None
    small = has_both(picture) and is_small(picture)
    return Pair(words.id, label_of(words), words.text, marks[0], marks[1], corner, bool(picture["dashed"]), small, spot)


def _corner_of(idea: Mapping[str, Any]) -> tuple[str, str]:
    up, across = idea["picture"]["quadrant"]
    return up, across


def _mark(point: Sequence[float] | None, steps: int) -> Mark | None:
    if point is None:
        return None
    up, across = ((mean - 1) / (steps - 1) for mean in point)
    x, y = INSET + across * (WIDTH - 2 * INSET), HEIGHT - INSET - up * (HEIGHT - 2 * INSET)
    return Mark(round(x, 1), round(y, 1), (f"{point[0]:.1f}", f"{point[1]:.1f}"))
