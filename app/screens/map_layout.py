"""Where the names stand on the common ground map: beside their marks, in their own corner, and never on each other.

Each name may stand in eight spots round its mark, at three distances. The cheapest set is sought by letting one name
after the other take its best spot, from several beginnings; it is the same each time. A name for which no room is left
becomes a number, which may stand further out, and the board lists those beside the map. Whatever does not touch its own
mark, or could be taken for a neighbour's, is led to it by a thin line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 1186.0, 728.0
"""The plot of the board's map, in units of its picture."""
TOP = 100.6
"""The share at the upper and right edge: a little over 100, so that a mark there keeps its edge."""
LINE = 200 / 3
TEXT = 29.0
RISE, FALL = 22.0, 7.0
"""How far letters reach above and below their baseline."""
MARK_ACROSS, MARK_UP = 25.0, 17.0
"""Half the width and half the height of a mark with its halo."""
DISTANCES = (0.0, 16.0, 34.0, 58.0, 84.0, 112.0)
FOR_NAMES = 3
"""How many of the distances a name may stand at; the others are for numbers."""

_CLASH, _NEAR, _OTHERS, _OUT_OF_CORNER, _OUT_OF_PLOT = 100.0, 3.0, 14.0, 24.0, 1000.0
_ON_A_LABEL = 300.0
_READ_ALONG = 1.7
_A_UNIT_OUT = 0.4
_SWEEPS = 12
_TOUCHES, _AMBIGUOUS = 12.0, 1.6
"""Units between a mark and its name up to which it needs no line; how many times further off the next mark must be."""
MOST_NAMED = 60
"""With more ideas than this the map is too crowded for names, and each has a number."""

_HUNDREDTHS = {
    " ijl": 25, "I’": 29, "!',.:;": 32, "t": 36, "()/[]f": 38, "r": 40, "1": 42, "-_": 46, "“”–": 50, "*?s": 54,
    "Lkxz": 56, "7FJacvy": 58, "Eeo": 60, "25bdghnpqu": 61, "3689#P": 64, "04$&BRSTZ": 66, "+<=>K": 69, "ADVXY": 72,
    "CGHU": 74, "NOQ": 77, "w": 84, "m": 90, "M": 92, "…%@W": 100,
}  # fmt: skip
_WIDTHS = {letter: width for letters, width in _HUNDREDTHS.items() for letter in letters}

Boxes = NDArray[np.float64]
"""Shape (n, 4): left, top, right, bottom."""


@dataclass(frozen=True, slots=True)
class Point:
    """A mark on the map: shares from 0 to 100, and the name it carries."""

    key: str
    name: str
    citizen: float
    ahp: float


Line = tuple[float, float, float, float]
"""x1, y1, x2, y2"""


@dataclass(frozen=True, slots=True)
class Label:
    """Where a mark's name stands (y is the baseline), or the number that stands there instead. `lead` is the line from
    its mark, where it needs one."""

    key: str
    x: float
    y: float
    anchor: str
    number: int | None
    lead: Line | None = None


def lowest_of(shares: Sequence[tuple[float, float]]) -> int:
    """Where the scale starts, for (citizen, ahp) shares: about 4 points below the lowest value, always below the line,
    and low enough that no mark stands on the name of a corner."""
    start = max(0, min(50, int(min((s for pair in shares for s in pair), default=26)) - 4))
    tried = range(start, max(0, start - 24) - 1, -2)
    return next((low for low in tried if not _on_a_name(shares, low)), start)


def _on_a_name(shares: Sequence[tuple[float, float]], low: int) -> bool:
    marks = np.array([_mark(*_place(*pair, low)) for pair in shares])
    return bool(_overlap(marks, _corner_names()).any())


@lru_cache(maxsize=64)
def place_labels(points: tuple[Point, ...], low: int) -> tuple[Label, ...]:
    """A label for each point, in the order given; none overlaps another label, a mark or the name of a corner."""
    crowded = len(points) > MOST_NAMED
    numbered = frozenset(p.key for p in points) if crowded else frozenset()
    while True:
        layout = _Layout(points, low, numbered)
        chosen = layout.cheapest()
        spare = layout.in_the_way(chosen)
        if not spare:
            return layout.labels(chosen)
        numbered |= spare


class _Layout:
    """Every spot of every label, and what it costs alone."""

    def __init__(self, points: tuple[Point, ...], low: int, numbered: frozenset[str]) -> None:
        self.points, self.numbered = points, numbered
        self.numbers = {p.key: n for n, p in enumerate((p for p in points if p.key in numbered), start=1)}
        self.at = at = [_place(p.citizen, p.ahp, low) for p in points]
        words = [str(self.numbers[p.key]) if p.key in numbered else p.name for p in points]
        self.spots = [_spots(x, y) for x, y in at]
        self.per = len(self.spots[0]) if points else 0
        widths = [width_of(word) for word in words]
        self.boxes = np.array([_box(s, w) for spots, w in zip(self.spots, widths, strict=True) for s in spots])
        self.marks = np.array([_mark(x, y) for x, y in at])
        self.alone = self._alone(at, low) if points else np.zeros(0)

    def _alone(self, at: Sequence[tuple[float, float]], low: int) -> NDArray[np.float64]:
        owner = np.repeat(np.arange(len(at)), self.per)
        own = np.tile(np.array([cost for *_, cost in self.spots[0]]), len(at))
        others = _overlap(self.boxes, self.marks)
        near = _overlap(self.boxes + np.array([-9, -5, 9, 5]), self.marks)
        near[np.arange(len(owner)), owner] = others[np.arange(len(owner)), owner] = 0
        names = _overlap(self.boxes, _corner_names()).any(axis=1)
        left, top, right, bottom = self.boxes.T
        outside = (left < 0) | (top < 2) | (right > WIDTH - 2) | (bottom > HEIGHT - 2)
        x, y = np.array(at)[owner].T
        line_x, line_y = _along(LINE, low) * WIDTH, HEIGHT - _along(LINE, low) * HEIGHT
        across = np.where(x >= line_x, line_x - left, right - line_x)
        beyond = np.where(y <= line_y, bottom - line_y, line_y - top)
        over = np.maximum(0, across) + np.maximum(0, beyond)
        cost: NDArray[np.float64] = own + others.sum(axis=1) * _CLASH + near.sum(axis=1) * _NEAR
        cost += _nearer_to_another(self.boxes, np.array(at), owner) * _OTHERS
        cost += names * _CLASH + outside * _OUT_OF_PLOT + np.minimum(over * _A_UNIT_OUT, _OUT_OF_CORNER)
        named = np.array([p.key not in self.numbered for p in self.points])[owner]
        too_far = np.tile(np.arange(self.per) >= 8 * FOR_NAMES, len(at))
        cost += (named & too_far) * _CLASH
        return cost

    def cheapest(self) -> NDArray[np.intp]:
        """The spot of each label in the cheapest set found."""
        count = len(self.points)
        orders = [list(range(count)), list(range(count))[::-1], sorted(range(count), key=lambda n: self.marks[n, 1])]
        found = [self._settle(order) for order in orders] if count else []
        return min(found, key=self._cost, default=np.zeros(0, dtype=np.intp))

    def _settle(self, order: Sequence[int]) -> NDArray[np.intp]:
        alone = self.alone.reshape(len(self.points), self.per)
        chosen: NDArray[np.intp] = alone.argmin(axis=1)
        for _ in range(_SWEEPS):
            moved = False
            for n in order:
                clashes = _overlap(self.boxes[n * self.per : (n + 1) * self.per], self.boxes[self._taken(chosen)])
                clashes[:, n] = 0
                best = int((alone[n] + clashes.sum(axis=1) * _ON_A_LABEL).argmin())
                moved, chosen[n] = moved or best != chosen[n], best
            if not moved:
                break
        return chosen

    def _taken(self, chosen: NDArray[np.intp]) -> NDArray[np.intp]:
        taken: NDArray[np.intp] = np.arange(len(chosen)) * self.per + chosen
        return taken

    def _cost(self, chosen: NDArray[np.intp]) -> float:
        return float(self.alone[self._taken(chosen)].sum() + self._pairs(chosen).sum() * _ON_A_LABEL / 2)

    def _pairs(self, chosen: NDArray[np.intp]) -> NDArray[np.float64]:
        """Shape (labels, labels): 1 where two of them overlap."""
        boxes = self.boxes[self._taken(chosen)]
        pairs = _overlap(boxes, boxes)
        np.fill_diagonal(pairs, 0)
        return pairs

    def in_the_way(self, chosen: NDArray[np.intp]) -> frozenset[str]:
        """The labels that have to become numbers: the worst of every clash. Numbers stay, however tight."""
        taken = self._taken(chosen)
        pairs = self._pairs(chosen)
        bad = self.alone[taken] >= _CLASH
        spare: set[str] = set()
        names = [n for n, p in enumerate(self.points) if p.key not in self.numbered]
        for n in sorted(names, key=lambda n: (-pairs[n].sum(), -n)):
            rest = [m for m in range(len(self.points)) if self.points[m].key not in spare]
            if bad[n] or pairs[n, rest].any():
                spare.add(self.points[n].key)
        return frozenset(spare)

    def labels(self, chosen: NDArray[np.intp]) -> tuple[Label, ...]:
        if not self.points:
            return ()
        boxes = self.boxes[self._taken(chosen)]
        at = [self.spots[n][spot][:3] for n, spot in enumerate(chosen)]
        for n in np.flatnonzero(self._pairs(chosen).any(axis=1)):
            if _overlap(boxes[n : n + 1], np.delete(boxes, n, axis=0)).any():
                boxes[n] = self._free(int(n), boxes)
                at[n] = float(boxes[n, :3:2].mean()), float(boxes[n, 3]) - FALL, "middle"
        return tuple(
            Label(point.key, round(x, 1), round(y, 1), anchor, self.numbers.get(point.key), self._lead(n, boxes[n]))
            for n, (point, (x, y, anchor)) in enumerate(zip(self.points, at, strict=True))
        )

    def _free(self, n: int, boxes: Boxes) -> NDArray[np.float64]:
        """Where many marks stand on one spot: the nearest place for a number, anywhere on the plot, that is free."""
        width, height = boxes[n, 2] - boxes[n, 0], RISE + FALL
        across, up = np.meshgrid(np.arange(4, WIDTH - width - 4, 8), np.arange(4, HEIGHT - height - 4, 8))
        left, top = across.ravel(), up.ravel()
        tried = np.column_stack([left, top, left + width, top + height])
        x, y = self.at[n]
        cost = np.hypot(left + width / 2 - x, top + height / 2 - y) + _overlap(tried, self.marks).sum(axis=1) * _CLASH
        taken = np.vstack([np.delete(boxes, n, axis=0), _corner_names()])
        cost += _overlap(tried, taken).any(axis=1) * _OUT_OF_PLOT
        free: NDArray[np.float64] = tried[int(cost.argmin())]
        return free

    def _lead(self, n: int, box: NDArray[np.float64]) -> Line | None:
        """From the mark's edge to the nearest place of its label, unless it is plain whose label that is."""
        between = np.maximum(0, np.maximum(self.marks[:, :2] - box[2:], box[:2] - self.marks[:, 2:]))
        away = np.hypot(between[:, 0], between[:, 1])
        others = np.delete(away, n).min(initial=np.inf)
        if away[n] <= _TOUCHES and others > _AMBIGUOUS * away[n] + 4:
            return None
        x, y = self.at[n]
        to_x, to_y = float(np.clip(x, box[0], box[2])), float(np.clip(y, box[1], box[3]))
        length = float(np.hypot(to_x - x, to_y - y))
        if length <= MARK_UP:
            return None
        part = MARK_UP / length
        return round(x + (to_x - x) * part, 1), round(y + (to_y - y) * part, 1), round(to_x, 1), round(to_y, 1)


def width_of(words: str) -> float:
    """About how wide these words are, set in the board's semi-bold letters of 29 units."""
    return sum(_WIDTHS.get(letter, 72 if letter.isupper() else 62) for letter in words) / 100 * TEXT


def _along(share: float, low: int) -> float:
    return (share - low) / (TOP - low)


def _place(citizen: float, ahp: float, low: int) -> tuple[float, float]:
    """Where two shares meet, in units of the plot from its upper left corner."""
    return _along(citizen, low) * WIDTH, HEIGHT - _along(ahp, low) * HEIGHT


def _mark(x: float, y: float) -> list[float]:
    return [x - MARK_ACROSS, y - MARK_UP, x + MARK_ACROSS, y + MARK_UP]


def _spots(x: float, y: float) -> list[tuple[float, float, str, float]]:
    """(x, y, anchor, cost) of the eight spots at each distance round a mark, the best-liked first.

    A name close above or below begins or ends where its mark does, so that it does not float towards a neighbour's.
    """
    spots = []
    for far, gap in enumerate(DISTANCES):
        side, up, down = 27 + gap, y - 26 - gap, y + 44 + gap
        aside = 12 + gap if far else -MARK_ACROSS
        spots += [
            (x + side, y + 10, "start", 5 * far + 0.0),
            (x - side, y + 10, "end", 5 * far + 0.1),
            (x, up, "middle", 5 * far + 1.0),
            (x, down, "middle", 5 * far + 1.1),
            (x + aside, up, "start", 5 * far + 1.6),
            (x - aside, up, "end", 5 * far + 1.7),
            (x + aside, down, "start", 5 * far + 1.8),
            (x - aside, down, "end", 5 * far + 1.9),
        ]
    return spots


def _box(spot: tuple[float, float, str, float], width: float) -> list[float]:
    x, y, anchor, _ = spot
    left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
    return [left, y - RISE, left + width, y + FALL]


def _corner_names() -> Boxes:
    """The two names that stand inside the plot, at its lower corners."""
    return np.array([[0, HEIGHT - 52, 250, HEIGHT], [WIDTH - 276, HEIGHT - 52, WIDTH, HEIGHT]])


def _nearer_to_another(boxes: Boxes, at: NDArray[np.float64], owner: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Whether a name would stand closer to another mark than to its own, and be taken for that one's."""
    across = np.maximum(0, np.maximum(boxes[:, :1] - at[:, 0], at[:, 0] - boxes[:, 2:3]))
    up = np.maximum(0, np.maximum(boxes[:, 1:2] - at[:, 1], at[:, 1] - boxes[:, 3:]))
    far = np.hypot(across, up * _READ_ALONG)
    own = far[np.arange(len(owner)), owner].copy()
    far[np.arange(len(owner)), owner] = np.inf
    nearer: NDArray[np.bool_] = far.min(axis=1) < own
    return nearer


def _overlap(boxes: Boxes, others: Boxes) -> NDArray[np.float64]:
    """Shape (boxes, others): 1 where two boxes overlap."""
    if not len(boxes) or not len(others):
        return np.zeros((len(boxes), len(others)))
    a, b = boxes[:, None, :], others[None, :, :]
    apart = (a[..., 2] <= b[..., 0]) | (b[..., 2] <= a[..., 0]) | (a[..., 3] <= b[..., 1]) | (b[..., 3] <= a[..., 1])
    return (~apart).astype(np.float64)
