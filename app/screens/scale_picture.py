"""The picture of two scales: each community's means on both meet in a mark, and a line joins the two marks.

One file for the board and for the pages after a workshop, so that both show the same. Never one mean of both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.communities import AHP, CITIZEN
from app.domain.stages import Scale
from app.domain.two_scales import count_corner, has_both, is_small, seen_alike, seen_apart

from .board_rate_layout import HEIGHT, WIDTH, Layout, Line, Spot, lay_out
from .board_results import Counted

INSET = 20.0
"""Marks of the lowest and the highest score stand so many units inside the edges of the plot."""
CORNERS = {("high", "high"): "first", ("high", "low"): "plan", ("low", "high"): "time", ("low", "low"): "leave"}
"""(side on the first scale, on the second) → the corner's name: up is the first scale, across the second."""
KNOWN = (("importance", "importance"), ("ease", "ease"))
"""Keys and labels of the usual two scales."""


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


Ideas = Sequence[Mapping[str, Any]]
Words = Mapping[str, tuple[str, str]]
"""{idea: (its short name, its words)}"""


def scales_known(scales: Sequence[Scale]) -> bool:
    """Whether these are the usual two scales, importance and ease, by their usual names."""
    return tuple((scale.key, scale.label.lower()) for scale in scales) == KNOWN


def picture_of(ideas: Ideas, listed: Ideas, words: Words, steps: int, known: bool) -> Picture:
    """The picture of the listed ideas, with what it says of all. `known` is what `scales_known` says."""
    compared = [idea for idea in ideas if has_both(idea["picture"])]
    alike, apart = seen_alike(ideas), seen_apart(ideas, steps)
    pairs, layout = _pairs(listed, words, steps)
    return Picture(
        pairs=pairs,
        corners=layout.corners,
        both=Counted(**count_corner(ideas)),
        compared=len(compared),
        too_few=len(ideas) - len(compared),
        alike=(words[alike["idea"]][0], CORNERS[_corner_of(alike)]) if alike else None,
        apart=Apart(words[apart[0]["idea"]][0], apart[1], apart[2]) if apart else None,
        known=known,
    )


def _pairs(listed: Ideas, words: Words, steps: int) -> tuple[tuple[Pair, ...], Layout]:
    marks = {
        i["idea"]: tuple(_mark(i["picture"]["communities"][c]["point"], steps) for c in (CITIZEN, AHP)) for i in listed
    }
    lines = tuple(
        Line(id, words[id][0], tuple((mark.x, mark.y) for mark in pair if mark)) for id, pair in marks.items()
    )
    layout = lay_out(tuple(line for line in lines if line.ends))
    pairs = (_pair(i, *words[i["idea"]], marks[i["idea"]], layout.names.get(i["idea"])) for i in listed)
    return tuple(pairs), layout


def _pair(
    idea: Mapping[str, Any], name: str, text: str, marks: tuple[Mark | None, ...], spot: Spot | None
) -> Pair:  # fmt: skip
    picture = idea["picture"]
    corner = CORNERS[_corner_of(idea)] if picture["quadrant"] else None
    small = has_both(picture) and is_small(picture)
    return Pair(idea["idea"], name, text, marks[0], marks[1], corner, bool(picture["dashed"]), small, spot)


def _corner_of(idea: Mapping[str, Any]) -> tuple[str, str]:
    up, across = idea["picture"]["quadrant"]
    return up, across


def _mark(point: Sequence[float] | None, steps: int) -> Mark | None:
    if point is None:
        return None
    up, across = ((mean - 1) / (steps - 1) for mean in point)
    x, y = INSET + across * (WIDTH - 2 * INSET), HEIGHT - INSET - up * (HEIGHT - 2 * INSET)
    return Mark(round(x, 1), round(y, 1), (f"{point[0]:.1f}", f"{point[1]:.1f}"))
