"""A picture of ideas in rows: on one scale the citizens' round mark and the AHPs' square one, each with its band."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .canvas import LINE_HEIGHT, Canvas, wrapped
from .marks import AHP_RANGE, CITIZEN_RANGE, INK, LINE, RULE, SECOND, ahps, citizens, legend

WIDTH = 1800
LEFT, RIGHT = 600.0, 1420.0
"""Of the scale; names stand before it, what is printed of each row behind it."""
HEAD, FOOT = 120.0, 24.0
MOST = 28
"""Rows in one picture: a page holds no more at its full width."""
_NAME = 560.0
_HIGH = 84.0

Band = tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Row:
    """`citizen` and `ahp` lie on the scale, or are None where there is nothing to show; `printed` stands at the end."""

    name: str
    citizen: float | None
    ahp: float | None
    citizen_band: Band = None
    ahp_band: Band = None
    printed: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """From its left end to its right end, which may be the lower figure; `ticks` are (figure, what is printed)."""

    left: float
    right: float
    ticks: tuple[tuple[float, str], ...]
    line: float | None = None
    bands: str = ""
    heading: str = ""

    def x(self, figure: float) -> float:
        part = (figure - self.left) / ((self.right - self.left) or 1.0)
        return LEFT + min(max(part, 0.0), 1.0) * (RIGHT - LEFT)


def drawn_rows(rows: Sequence[Row], scale: Scale) -> bytes | None:
    """The picture as PNG; None without rows."""
    if not rows:
        return None
    shown = rows[:MOST]
    canvas = Canvas(WIDTH, int(HEAD + _HIGH * len(shown) + FOOT))
    legend(canvas, WIDTH - 20, 28, scale.bands)
    bottom = HEAD + _HIGH * len(shown)
    for figure, name in scale.ticks:
        x = scale.x(figure)
        canvas.words(x, HEAD - 34, name, SECOND, anchor="middle")
        canvas.down(x, HEAD, bottom, 2, LINE)
    canvas.words(WIDTH - 20, HEAD - 34, scale.heading, INK, anchor="end", weight="bold")
    canvas.across(10, WIDTH - 10, HEAD, 3, RULE)
    if scale.line is not None:
        canvas.down(scale.x(scale.line), HEAD, bottom, 3, SECOND, dash=7)
    for n, row in enumerate(shown):
        _row(canvas, row, scale, HEAD + n * _HIGH)
    return canvas.png()


def _row(canvas: Canvas, row: Row, scale: Scale, top: float) -> None:
    middle = top + _HIGH / 2
    lines = wrapped(row.name, _NAME, 2)
    for n, line in enumerate(lines):
        canvas.words(14, middle + (n - (len(lines) - 1) / 2) * (LINE_HEIGHT - 8), line, INK)
    for band, up, ink in ((row.citizen_band, -17, CITIZEN_RANGE), (row.ahp_band, 17, AHP_RANGE)):
        if band is not None:
            left, right = sorted((scale.x(band[0]), scale.x(band[1])))
            canvas.box(left, middle + up - 8, right, middle + up + 8, ink)
    if row.citizen is not None:
        citizens(canvas, scale.x(row.citizen), middle - 17)
    if row.ahp is not None:
        ahps(canvas, scale.x(row.ahp), middle + 17)
    canvas.words(WIDTH - 20, middle, row.printed, INK, anchor="end", weight="bold")
    canvas.across(10, WIDTH - 10, top + _HIGH, 2, LINE)
