"""The signs that pictures share with the screens: colours, and the two circles that say how both communities stand.

Each sign differs by form as well as by colour, so that it can be told in black and white.
"""

from __future__ import annotations

from .canvas import Canvas, width_of

INK, SECOND, LINE, RULE, PAPER = "#0B1B2B", "#3B4C59", "#D5DDE2", "#768692", "#FFFFFF"
CITIZEN, CITIZEN_RANGE, CITIZEN_TEXT = "#D06D00", "#EDC79E", "#7A3E00"
AHP, AHP_RANGE, AHP_TEXT = "#005EB8", "#9FC2E6", "#004A93"
SHARED, SHARED_TEXT = "#00877D", "#00564F"
TINTS = {"ahp_keener": "#ECF4FB", "common_ground": "#DDF2EF", "not_there_yet": "#F3F6F7", "citizen_keener": "#FDF3E7"}
TEXTS = {
    "ahp_keener": AHP_TEXT, "common_ground": SHARED_TEXT, "not_there_yet": SECOND, "citizen_keener": CITIZEN_TEXT,
}  # fmt: skip

RADIUS, APART = 15.0, 9.0
"""Of the two circles: their size, and how far each lies from the middle."""
_DASHES = 9


def circles(canvas: Canvas, x: float, y: float, reading: str, close: bool) -> None:
    """Two circles: the left one filled where citizens are keener, the right one for AHPs, the middle for common
    ground, none where neither is there yet; dashed where it is too close to call."""
    for side in (-APART, APART):
        canvas.disc(x + side, y, RADIUS + 5, PAPER)
    for side in (-APART, APART):
        canvas.disc(x + side, y, RADIUS, PAPER)
    if reading == "citizen_keener":
        canvas.disc(x - APART, y, RADIUS, CITIZEN)
    elif reading == "ahp_keener":
        canvas.disc(x + APART, y, RADIUS, AHP)
    elif reading == "common_ground":
        canvas.disc(x - APART, y, RADIUS, SHARED, within=(x + APART, y))
    for side in (-APART, APART):
        canvas.ring(x + side, y, RADIUS, 3, INK, _DASHES if close else 0)


def citizens(canvas: Canvas, x: float, y: float) -> None:
    canvas.disc(x, y, 13, PAPER)
    canvas.disc(x, y, 10.5, CITIZEN)


def ahps(canvas: Canvas, x: float, y: float) -> None:
    canvas.box(x - 12, y - 12, x + 12, y + 12, PAPER)
    canvas.box(x - 9.5, y - 9.5, x + 9.5, y + 9.5, AHP)


def legend(canvas: Canvas, right: float, y: float, bands: str) -> None:
    """● Citizens ■ AHPs, and what a band is where there are any, ending at `right`."""
    if bands:
        canvas.words(right, y, bands, SECOND, anchor="end")
        right -= width_of(bands) + 12
        canvas.box(right - 40, y - 7, right, y + 7, "#B6C3CC")
        right -= 64
    for name, text, mark in (("AHPs", AHP_TEXT, ahps), ("Citizens", CITIZEN_TEXT, citizens)):
        canvas.words(right, y, name, text, anchor="end", weight="bold")
        right -= width_of(name, "bold") + 18
        mark(canvas, right, y)
        right -= 40
