"""Where the names stand on the picture of two scales: by their own line, and on no mark, line or other name.

A name may stand round either mark of its idea or along its line. The cheapest set is sought by letting one name after
the other take its best spot; it is the same each time. A name for which no room is left becomes a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import hypot

from .map_layout import FALL, RISE, width_of

WIDTH, HEIGHT = 1190.0, 746.0
MARK = 20.0
"""Half the side of a mark with its halo."""
CORNER_ACROSS, CORNER_UP = 330.0, 56.0
"""Room for the name of a corner."""

_CLASH, _ON_A_LINE, _NEARER_TO_ANOTHER, _ACROSS_THE_MIDDLE, _OUT = 100.0, 30.0, 12.0, 2.5, 1000.0
_GAPS = (0.0, 16.0)
_SWEEPS = 12

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""
Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """An idea's one or two marks, in units of the plot from its upper left corner, and the name it carries."""

    key: str
    name: str
    ends: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a name stands (y is the baseline), or the number that stands there instead."""

    x: float
    y: float
    anchor: str
    number: int | None


@dataclass(frozen=True, slots=True)
class Layout:
    """A spot for each line's name, and for each corner's. Not to be changed by the caller."""

    names: dict[str, Spot]
    corners: dict[str, Spot]


@lru_cache(maxsize=64)
def lay_out(lines: tuple[Line, ...]) -> Layout:
    """The names of the corners first, where no mark is; then those of the lines."""
    corners = {corner: _corner(left, top, lines) for corner, (left, top) in _CORNERS.items()}
    names = _names(lines, tuple(box for _, box in corners.values()))
    return Layout(names, {corner: spot for corner, (spot, _) in corners.items()})


_CORNERS = {"plan": (True, True), "first": (False, True), "leave": (True, False), "time": (False, False)}
"""corner → (left?, top?)."""


def _corner(left: bool, top: bool, lines: Sequence[Line]) -> tuple[Spot, Box]:
    """The outermost place in this quarter of the plot that is free of marks and lines."""
    near, far = (0.0, WIDTH / 2) if left else (WIDTH / 2, WIDTH)
    outer, inner = (near, far - CORNER_ACROSS) if left else (far - CORNER_ACROSS, near)
    rows = (0.0, HEIGHT / 2 - CORNER_UP) if top else (HEIGHT - CORNER_UP, HEIGHT / 2)
    tried = [(at, row) for row in rows for at in (outer, (outer + inner) / 2, inner)]
    boxes = [(at, row, at + CORNER_ACROSS, row + CORNER_UP) for at, row in tried]
    costs = [sum(_covers(box, line) for line in lines) for box in boxes]
    box = boxes[costs.index(min(costs))]
    return Spot(
        box[0] + 20 if left else box[2] - 20, box[1] + (46 if top else 34), "start" if left else "end", None
    ), box


def _covers(box: Box, line: Line) -> int:
    return 10 * sum(_overlap(box, _mark(end)) for end in line.ends) + _touches(box, line)


def _names(lines: Sequence[Line], taken: tuple[Box, ...]) -> dict[str, Spot]:
    numbered: tuple[str, ...] = ()
    while True:
        words = {line.key: line.name for line in lines} | {key: str(n) for n, key in enumerate(numbered, start=1)}
        tried = {line.key: _spots(line, words[line.key], lines, taken) for line in lines}
        chosen = _settled(tried)
        spare = _worst(tried, chosen, numbered)
        if spare is None:
            number = {key: n for n, key in enumerate(numbered, start=1)}
            return {key: Spot(*tried[key][n][:3], number.get(key)) for key, n in chosen.items()}
        numbered = tuple(line.key for line in lines if line.key in numbered or line.key == spare)


Tried = tuple[float, float, str, Box, float]
"""x, baseline, anchor, what it covers, what it costs alone."""


def _spots(line: Line, name: str, lines: Sequence[Line], taken: tuple[Box, ...]) -> list[Tried]:
    width = width_of(name)
    found = []
    for x, y, anchor, liked in _round(line):
        left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
        box = (left, y - RISE, left + width, y + FALL)
        found.append((round(x, 1), round(y, 1), anchor, box, liked + _alone(box, line, lines, taken)))
    return found


def _round(line: Line) -> list[tuple[float, float, str, float]]:
    """(x, baseline, anchor, cost) of every spot, the best-liked first: beside, under and over each mark and the middle
    of the line."""
    xs, ys = [x for x, _ in line.ends], [y for _, y in line.ends]
    middle = (sum(xs) / len(xs), sum(ys) / len(ys))
    spots = []
    for far, gap in enumerate(_GAPS):
        for x, y in line.ends:
            spots += [(x + 27 + gap, y + 10, "start", 5.0 * far), (x - 27 - gap, y + 10, "end", 5.0 * far + 0.1)]
        for x, y in (middle, *line.ends):
            under, over = max(ys if x == middle[0] else [y]) + 46 + gap, min(ys if x == middle[0] else [y]) - 26 - gap
            spots += [(x, under, "middle", 5.0 * far + 0.6), (x, over, "middle", 5.0 * far + 0.8)]
            spots += [(x - 16, y + 46 + gap, "start", 5.0 * far + 1.2), (x + 16, y - 26 - gap, "end", 5.0 * far + 1.4)]
            spots += [(x + 16, y + 46 + gap, "end", 5.0 * far + 1.3), (x - 16, y - 26 - gap, "start", 5.0 * far + 1.5)]
    return spots


def _alone(box: Box, line: Line, lines: Sequence[Line], taken: tuple[Box, ...]) -> float:
    """What a spot costs whatever the other names do."""
    cost = 0.0
    for other in lines:
        cost += _CLASH * sum(_overlap(box, _mark(end)) for end in other.ends)
        cost += _ON_A_LINE * (len(other.ends) == 2 and _touches(box, other))
    own, others = _away(box, line), min((_away(box, other) for other in lines if other is not line), default=1e9)
    cost += _NEARER_TO_ANOTHER * (others <= own)
    cost += _CLASH * sum(_overlap(box, name) for name in taken)
    cost += _ACROSS_THE_MIDDLE * ((box[0] < WIDTH / 2 < box[2]) + (box[1] < HEIGHT / 2 < box[3]))
    inside = box[0] >= 4 and box[1] >= 4 and box[2] <= WIDTH - 4 and box[3] <= HEIGHT - 4
    return cost + _OUT * (not inside)


def _settled(tried: dict[str, list[Tried]]) -> dict[str, int]:
    """The number of the spot that each name takes: the cheapest set that is reached from three beginnings."""
    keys = list(tried)
    highest_first = sorted(keys, key=lambda key: tried[key][0][1])
    return min(
        (_settled_in(order, tried) for order in (keys, keys[::-1], highest_first)), key=lambda n: _cost(tried, n)
    )


def _settled_in(order: Sequence[str], tried: dict[str, list[Tried]]) -> dict[str, int]:
    chosen = {key: min(range(len(spots)), key=lambda n: spots[n][4]) for key, spots in tried.items()}
    for _ in range(_SWEEPS):
        before = dict(chosen)
        for key in order:
            taken = [tried[other][n][3] for other, n in chosen.items() if other != key]
            costs = [spot[4] + _CLASH * sum(_overlap(spot[3], box) for box in taken) for spot in tried[key]]
            chosen[key] = costs.index(min(costs))
        if chosen == before:
            break
    return chosen


def _cost(tried: dict[str, list[Tried]], chosen: dict[str, int]) -> float:
    boxes = [tried[key][n][3] for key, n in chosen.items()]
    clashes = sum(_overlap(a, b) for n, a in enumerate(boxes) for b in boxes[n + 1 :])
    return sum(tried[key][n][4] for key, n in chosen.items()) + _CLASH * clashes


def _worst(tried: dict[str, list[Tried]], chosen: dict[str, int], numbered: Sequence[str]) -> str | None:
    """The longest name that stands on something, and so has to become a number; None where all is well."""
    boxes = {key: tried[key][n][3] for key, n in chosen.items()}
    bad = [
        key for key, n in chosen.items() if key not in numbered
        and (tried[key][n][4] >= _CLASH or any(_overlap(boxes[key], box) for k, box in boxes.items() if k != key))
    ]  # fmt: skip
    return max(bad, key=lambda key: boxes[key][2] - boxes[key][0], default=None)


def _mark(end: Place) -> Box:
    x, y = end
    return x - MARK, y - MARK, x + MARK, y + MARK


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _along(line: Line) -> list[Place]:
    """Points of the line, about ten units apart."""
    if len(line.ends) == 1:
        return [line.ends[0]]
    (ax, ay), (bx, by) = line.ends
    parts = max(1, int(hypot(bx - ax, by - ay) / 10))
    return [(ax + (bx - ax) * n / parts, ay + (by - ay) * n / parts) for n in range(parts + 1)]


def _touches(box: Box, line: Line) -> bool:
    return any(box[0] - 4 < x < box[2] + 4 and box[1] - 4 < y < box[3] + 4 for x, y in _along(line))


def _away(box: Box, line: Line) -> float:
    """How far a name stands from a line or its marks."""
    return min(hypot(max(box[0] - x, 0, x - box[2]), 1.7 * max(box[1] - y, 0, y - box[3])) for x, y in _along(line))
