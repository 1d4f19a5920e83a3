"""A vote as outcome pages and reports show it: every idea with both shares, the map, and three findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from app.domain.communities import COMMUNITIES, COMPARED
from app.domain.percentages import FULL_PERCENT_FROM, printed_percentage
from app.domain.readings import ENOUGH
from app.domain.shared_order import exact_shares, in_order_of_shared, is_enough

from .map_layout import HEIGHT, TOP, WIDTH, Label, Point, lowest_of, place_labels

DESK_WIDTH, DESK_HEIGHT = 552.0, 476.0
"""The plot of the desk's map, in units of its picture."""
MARK_SIZE = 0.56
"""The desk's marks beside the board's."""
ROOM_BESIDE = 3.0
LOWEST = 40
"""The scale starts no higher, so that the names of the corners have room side by side."""
LONGEST_LABEL = 34


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


@dataclass(frozen=True, slots=True)
class Finding:
    """What one glance should take away, as data: kind, the ideas it is about (or how many), and a reading's colour."""

    kind: str
    row: VoteRow | None = None
    count: int = 0
    of: int = 0
    reading: str = ""


@dataclass(frozen=True, slots=True)
class VoteOutcome:
    rows: tuple[VoteRow, ...]
    readings: Mapping[str, int]
    close: Mapping[str, int]
    marks: tuple[Mark, ...]
    low: int
    findings: tuple[Finding, ...]
    small: bool
    others: bool


def vote_outcome(stage: Mapping[str, Any]) -> VoteOutcome:
    """Shows a vote stage of an outcome, exact or protected alike: what is None in it stays out."""
    ideas = in_order_of_shared(stage, "vote")
    rows = tuple(_row(idea) for idea in ideas)
    marks, low = _map(rows)
    found = (_most_shared(stage, ideas, rows), _widest_gap(stage, ideas, rows), _uncertain(rows))
    names = {row.reading for row in rows}
    return VoteOutcome(
        rows,
        {name: sum(row.reading == name for row in rows) for name in names},
        {name: sum(row.reading == name and row.close for row in rows) for name in names},
        marks, low, tuple(f for f in found if f is not None),
        any(row.small and row.reading != "too_few" for row in rows),
        any(row.shares["other"].whole for row in rows),
    )  # fmt: skip


def label_of(idea: Mapping[str, Any]) -> str:
    """The short name, else the first words of the idea."""
    name = str(idea.get("name") or idea["text"])
    if len(name) <= LONGEST_LABEL or idea.get("name"):
        return name
    return name[:LONGEST_LABEL].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"


def share_of(part: int | None, whole: int | None, likely_range: Sequence[float] | None = None) -> Share:
    """A part of a whole with its printed percentage; the likely range in whole numbers, halves up."""
    if part is None or whole is None or not whole:
        return Share(part, whole)
    low, high = (int(end * 100 + 0.5) for end in likely_range) if likely_range else (None, None)
    return Share(part, whole, printed_percentage(part, whole), low, high)


def _row(idea: Mapping[str, Any]) -> VoteRow:
    shares = {}
    for c in COMMUNITIES:
        cell = idea["communities"][c]
        share = share_of(cell["agree"], cell["answered"], cell["likely_range"])
        shares[c] = replace(share, unsure=cell["unsure"], disagree=cell["disagree"])
    few = [c for c in COMPARED if (shares[c].whole or 0) < ENOUGH]
    return VoteRow(
        idea["idea"], idea["ref"], idea["text"], label_of(idea), shares, _lower(idea, shares), idea["reading"],
        idea["close_call"], idea["small_group"], few[0] if len(few) == 1 else None,
    )  # fmt: skip


def _lower(idea: Mapping[str, Any], shares: Mapping[str, Share]) -> Share | None:
    """The lower of the two compared shares; of two equal ones that with fewer answers, so that "6 of 8" stays so."""
    if idea["shared"] is None:
        return None
    known = [(Fraction(s.part or 0, s.whole), s.whole, s) for s in (shares[c] for c in COMPARED) if s.whole]
    return min(known, key=lambda share: share[:2])[2]


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
                 round(y, 1), label.anchor, label.number)
        )  # fmt: skip
    return tuple(marks), low


def _on_the_desk(point: Point, label: Label, low: int) -> tuple[float, float]:
    """A place found on the board's map carried to the desk's, which is higher: names keep close to their marks."""
    across, up = DESK_WIDTH / WIDTH, DESK_HEIGHT / HEIGHT
    mark = HEIGHT - (point.ahp - low) / (TOP - low) * HEIGHT
    beside = {"start": ROOM_BESIDE, "end": -ROOM_BESIDE}.get(label.anchor, 0.0)
    return label.x * across + beside, mark * up + (label.y - mark) * MARK_SIZE


def _exact(row: VoteRow, community: str) -> float:
    """A share from 0 to 100 for the map, not rounded: no mark crosses the line by rounding."""
    share = row.shares[community]
    return 100 * (share.part or 0) / (share.whole or 1)


def _most_shared(
    stage: Mapping[str, Any], ideas: Sequence[Mapping[str, Any]], rows: Sequence[VoteRow]
) -> Finding | None:
    if not any(row.shares[c].whole for row in rows for c in COMMUNITIES):
        return Finding("no_answers")
    known = [n for n, idea in enumerate(ideas) if is_enough(stage, "vote", idea)]
    if not known:
        return _too_few(rows)
    tops = {n: exact_shares(stage, "vote", ideas[n]) for n in known}
    best = max(shares[0] for shares in tops.values() if shares)
    first = [n for n, shares in tops.items() if shares and shares[0] == best]
    if best == 0:
        return Finding("nothing_shared")
    row = rows[first[0]]
    if len(first) > 1:
        return Finding("level_shared", row, len(first), len(rows), row.reading)
    return Finding("most_shared", row, 1, len(rows), row.reading)


def _too_few(rows: Sequence[VoteRow]) -> Finding:
    """Nothing can be compared: which community is missing, where it is just one."""
    absent = [c for c in COMPARED if not any((row.shares[c].whole or 0) >= ENOUGH for row in rows)]
    return Finding(f"few_{absent[0]}" if len(absent) == 1 else "few")


def _widest_gap(
    stage: Mapping[str, Any], ideas: Sequence[Mapping[str, Any]], rows: Sequence[VoteRow]
) -> Finding | None:
    gaps = {}
    for n, idea in enumerate(ideas):
        shares = exact_shares(stage, "vote", idea) if is_enough(stage, "vote", idea) else None
        if shares is not None:
            gaps[n] = shares[1] - shares[0]
    if not gaps:
        return None
    widest = max(gaps.values())
    at = [n for n, gap in gaps.items() if gap == widest]
    if not widest:
        return Finding("no_gap")
    row = rows[at[0]]
    keener = "citizen_keener" if _exact(row, "citizen") > _exact(row, "ahp") else "ahp_keener"
    return Finding("widest_gap" if len(at) == 1 else "level_gap", row, len(at), len(rows), keener)


def _uncertain(rows: Sequence[VoteRow]) -> Finding | None:
    read = [row for row in rows if row.reading != "too_few"]
    if not read:
        return None
    close = sum(row.close for row in read)
    return Finding("close" if close else "none_close", None, close, len(rows))
