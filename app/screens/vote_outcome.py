"""A vote as outcome pages and reports show it: every idea with both shares, and the map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from app.domain.communities import COMMUNITIES, COMPARED
from app.domain.percentages import FULL_PERCENT_FROM, printed_percentage
from app.domain.readings import ENOUGH
from app.domain.shared_order import in_order_of_shared
from app.domain.wording import label_of

from .map_layout import HEIGHT, TOP, WIDTH, Label, Line, Point, lowest_of, place_labels

DESK_WIDTH, DESK_HEIGHT = 552.0, 476.0
"""The plot of the desk's map, in units of its picture."""
MARK_SIZE = 0.56
"""The desk's marks beside the board's."""
ROOM_BESIDE = 3.0
LOWEST = 40
"""The scale starts no higher, so that the names of the corners have room side by side."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one community said: `part` of `whole`. None for all where it may not be shown; whole 0 where none answered.

    `percent`, `low` and `high` (the likely range) are whole numbers, or None.
    """

    part: int | None
    whole: int | None
    percent: int | None = None
    low: int | None = None
    high: int | None = None
    unsure: int | None = None
    disagree: int | None = None

    @property
    def in_percent(self) -> bool:
        """Whether a percentage is honest: from ten answers; below, the counts themselves are printed."""
        return self.whole is not None and self.whole >= FULL_PERCENT_FROM


@dataclass(frozen=True, slots=True)
class VoteRow:
    idea: str
    ref: str | None
    text: str
    label: str
    shares: Mapping[str, Share]
    shared: Share | None
    reading: str
    close: bool
    small: bool
    few: str | None
    """The one compared community that is too few, where there is just one."""


@dataclass(frozen=True, slots=True)
class Oval:
    """The likely ranges of both communities at once, in shares from 0 to 100: its middle, and how far it reaches."""

    x: float
    y: float
    rx: float
    ry: float


@dataclass(frozen=True, slots=True)
class Mark:
    key: str
    name: str
    citizen: float
    ahp: float
    reading: str
    close: bool
    x: float
    y: float
    anchor: str
    number: int | None
    oval: Oval | None = None
    lead: Line | None = None
    """From the mark to its label, where they stand apart."""


@dataclass(frozen=True, slots=True)
class VoteOutcome:
    rows: tuple[VoteRow, ...]
    readings: Mapping[str, int]
    close: Mapping[str, int]
    marks: tuple[Mark, ...]
    low: int
    small: bool
    others: bool
    picked: Mark | None = None
    """The idea whose likely range is drawn."""


def vote_outcome(stage: Mapping[str, Any], picked: str | None = None) -> VoteOutcome:
    """Shows a vote stage of an outcome, exact or protected alike: what is None in it stays out. `picked` is an idea."""
    ideas = in_order_of_shared(stage, "vote")
    rows = tuple(_row(idea) for idea in ideas)
    marks, low = _map(rows)
    names = {row.reading for row in rows}
    return VoteOutcome(
        rows,
        {name: sum(row.reading == name for row in rows) for name in names},
        {name: sum(row.reading == name and row.close for row in rows) for name in names},
        marks, low,
        any(row.small and row.reading != "too_few" for row in rows),
        any(row.shares["other"].whole for row in rows),
        next((mark for mark in marks if mark.key == picked), None),
    )  # fmt: skip


def share_of(part: int | None, whole: int | None, likely_range: Sequence[float] | None = None) -> Share:
    """A part of a whole with its printed percentage; the likely range in whole numbers, halves up."""
    if part is None or whole is None or not whole:
        return Share(part, whole)
    low, high = (int(end * 100 + 0.5) for end in likely_range) if likely_range else (None, None)
    return Share(part, whole, printed_percentage(part, whole), low, high)


def lower_share(shares: Mapping[str, Share]) -> Share | None:
    """The lower of the two compared shares; of two equal ones that with fewer answers, so that "6 of 8" stays so."""
    known = [(Fraction(s.part or 0, s.whole), s.whole, s) for s in (shares[c] for c in COMPARED) if s.whole]
    return min(known, key=lambda share: share[:2])[2] if len(known) == len(COMPARED) else None


def _row(idea: Mapping[str, Any]) -> VoteRow:
    shares = {}
    for c in COMMUNITIES:
        cell = idea["communities"][c]
        share = share_of(cell["agree"], cell["answered"], cell["likely_range"])
        shares[c] = replace(share, unsure=cell["unsure"], disagree=cell["disagree"])
    few = [c for c in COMPARED if (shares[c].whole or 0) < ENOUGH]
    shared = None if idea["shared"] is None else lower_share(shares)
    return VoteRow(
        idea["idea"], idea["ref"], idea["text"], label_of(idea), shares, shared, idea["reading"],
        idea["close_call"], idea["small_group"], few[0] if len(few) == 1 else None,
    )  # fmt: skip


def _map(rows: Sequence[VoteRow]) -> tuple[tuple[Mark, ...], int]:
    """The marks of all ideas with a reading, their names placed for the desk."""
    shown = [row for row in rows if row.reading != "too_few"]
    points = tuple(Point(r.idea, r.label, _exact(r, "citizen"), _exact(r, "ahp")) for r in shown)
    low = min(LOWEST, lowest_of([(p.citizen, p.ahp) for p in points]))
    marks = []
    for row, point, label in zip(shown, points, place_labels(points, low), strict=True):
        x, y = _on_the_desk(point, label, low)
        marks.append(
            Mark(row.idea, row.label, point.citizen, point.ahp, row.reading, row.close, round(x, 1),
                 round(y, 1), label.anchor, label.number, _oval(row), _lead_on_the_desk(point, label, low))
        )  # fmt: skip
    return tuple(marks), low


def _on_the_desk(point: Point, label: Label, low: int) -> tuple[float, float]:
    """A place found on the board's map carried to the desk's, which is higher: names keep close to their marks."""
    across, up = DESK_WIDTH / WIDTH, DESK_HEIGHT / HEIGHT
    mark = HEIGHT - (point.ahp - low) / (TOP - low) * HEIGHT
    beside = {"start": ROOM_BESIDE, "end": -ROOM_BESIDE}.get(label.anchor, 0.0)
    return label.x * across + beside, mark * up + (label.y - mark) * MARK_SIZE


def _lead_on_the_desk(point: Point, label: Label, low: int) -> Line | None:
    if label.lead is None:
        return None
    across, up = DESK_WIDTH / WIDTH, DESK_HEIGHT / HEIGHT
    mark = HEIGHT - (point.ahp - low) / (TOP - low) * HEIGHT
    x1, y1, x2, y2 = label.lead
    first, last = ((x * across, mark * up + (y - mark) * MARK_SIZE) for x, y in ((x1, y1), (x2, y2)))
    return round(first[0], 1), round(first[1], 1), round(last[0], 1), round(last[1], 1)


def _exact(row: VoteRow, community: str) -> float:
    """A share from 0 to 100 for the map, not rounded: no mark crosses the line by rounding."""
    share = row.shares[community]
    return 100 * (share.part or 0) / (share.whole or 1)


def _oval(row: VoteRow) -> Oval | None:
    """None where a range may not be shown."""
    ranges = [(row.shares[c].low, row.shares[c].high) for c in COMPARED]
    (left, right), (below, above) = ranges
    if left is None or right is None or below is None or above is None:
        return None
    return Oval((left + right) / 2, (below + above) / 2, (right - left) / 2, (above - below) / 2)
