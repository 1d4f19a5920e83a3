"""When people came in: a bar a minute, or a few minutes where there would be too many bars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

MOST_BARS = 30
BEFORE = 1800.0
"""Seconds before the start that belong to it: people come in and find a chair. Who joined earlier tried it out."""
WIDTHS = (1, 2, 5, 10, 15, 20, 30, 60, 120, 240, 480, 1440)
"""Minutes that a bar may stand for."""


@dataclass(frozen=True, slots=True)
class Bar:
    """`at`: when it begins, in seconds since 1970."""

    at: float
    people: int


@dataclass(frozen=True, slots=True)
class Arrivals:
    """`minutes`: how many a bar stands for. `quiet`: whole minutes since the last one came; None if nobody has.
    `earlier`: people who joined before the first bar."""

    minutes: int
    bars: tuple[Bar, ...]
    most: int
    quiet: int | None
    earlier: int


def arrivals_of(joined_at: Sequence[float], started_at: float | None, until: float, now: float) -> Arrivals:
    """Bars from the first who came for the start up to `until`. Times in seconds since 1970, the earliest first."""
    since = (started_at if started_at is not None else now) - BEFORE
    came = [at for at in joined_at if at >= since]
    quiet = int(max(0.0, now - joined_at[-1]) // 60) if joined_at else None
    if not came:
        return Arrivals(1, (), 0, quiet, len(joined_at))
    width = _width(came[0], max(until, came[-1]))
    counts = Counter(int(at // (width * 60)) for at in came)
    first, last = min(counts), max(int(until // (width * 60)), max(counts))
    bars = tuple(Bar(n * width * 60.0, counts[n]) for n in range(first, last + 1))
    return Arrivals(width, bars, max(counts.values()), quiet, len(joined_at) - len(came))


def _width(first: float, last: float) -> int:
    """The fewest minutes a bar for which there are at most 30 bars."""
    return next((w for w in WIDTHS if last // (w * 60) - first // (w * 60) < MOST_BARS), WIDTHS[-1])
