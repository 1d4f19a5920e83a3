"""The common ground map as a picture: citizens' share across, AHPs' share up, the line of two thirds both ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.communities import COMPARED
from app.domain.shared_order import in_order_of_shared

from .canvas import Canvas, shortened, width_of
from .lettering import Weight
from .marks import AHP_TEXT, CITIZEN_TEXT, INK, PAPER, RULE, SECOND, TEXTS, TINTS, circles

WIDTH, HEIGHT = 1800, 1500
LEFT, TOP, RIGHT, BOTTOM = 150.0, 70.0, 1770.0, 1370.0
THIRDS = 2 / 3
MOST_NAMED = 30
"""With more ideas than this there is room for numbers only; the table below the picture names them all."""
_NAME, _SHORT = 580.0, 400.0
_HIGH = 34.0
_MARK = (30.0, 21.0)

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def drawn_map(stage: Mapping[str, Any]) -> bytes | None:
    """The map of a vote as PNG, its ideas numbered in the order of Shared; None where nothing can be compared."""
    ordered = list(enumerate(in_order_of_shared(stage, "vote"), start=1))
    placed = [(n, idea) for n, idea in ordered if idea["reading"] != "too_few" and idea["shared"] is not None]
    if not placed:
        return None
    low = _lowest([idea["communities"][c]["share"] for _, idea in placed for c in COMPARED])
    canvas = Canvas(WIDTH, HEIGHT)
    _ground(canvas, low)
    at = {n: (_x(idea["communities"]["citizen"]["share"], low), _y(idea["communities"]["ahp"]["share"], low))
          for n, idea in placed}  # fmt: skip
    for n, idea in reversed(placed):
        circles(canvas, *at[n], idea["reading"], idea["close_call"])
    _labels(canvas, placed, at)
    return canvas.png()


def _lowest(shares: Sequence[float]) -> float:
    """Where the scale starts: a whole tenth, some way below the lowest share and below the line."""
    return max(0.0, min(5, int(min(shares) * 10 - 0.5)) / 10)


def _x(share: float, low: float) -> float:
    return LEFT + (share - low) / (1.0 - low) * (RIGHT - LEFT - 40)


def _y(share: float, low: float) -> float:
    return BOTTOM - (share - low) / (1.0 - low) * (BOTTOM - TOP - 30)


def _ground(canvas: Canvas, low: float) -> None:
    x, y = _x(THIRDS, low), _y(THIRDS, low)
    corners = {
        "ahp_keener": (LEFT, TOP, x - 4, y - 4), "common_ground": (x + 4, TOP, RIGHT, y - 4),
        "not_there_yet": (LEFT, y + 4, x - 4, BOTTOM), "citizen_keener": (x + 4, y + 4, RIGHT, BOTTOM),
    }  # fmt: skip
    for reading, box in corners.items():
        canvas.box(*box, TINTS[reading])
    canvas.down(LEFT, TOP, BOTTOM, 3, RULE)
    canvas.across(LEFT, RIGHT, BOTTOM, 3, RULE)
    for share, name in ((low, f"{low:.0%}"), (THIRDS, "67%"), (1.0, "100%")):
        ink = INK if share == THIRDS else SECOND
        weight: Weight = "bold" if share == THIRDS else "regular"
        canvas.words(_x(share, low), BOTTOM + 32, name, ink, anchor="middle", weight=weight)
        canvas.words(LEFT - 14, _y(share, low), name, ink, anchor="end", weight=weight)
    for text, ink, across, up, anchor in _corner_names(x):
        canvas.words(across, up, text, ink, anchor=anchor, weight="bold")
    canvas.words((LEFT + RIGHT) / 2, HEIGHT - 36, "Citizens who agree", CITIZEN_TEXT, anchor="middle", weight="bold")
    canvas.words(32, (TOP + BOTTOM) / 2, "AHPs who agree", AHP_TEXT, weight="bold", turned=True)


def _corner_names(x: float) -> list[tuple[str, str, float, float, str]]:
    return [
        ("AHPs keener", TEXTS["ahp_keener"], LEFT, TOP - 34, "start"),
        ("Common ground", TEXTS["common_ground"], x + 8, TOP - 34, "start"),
        ("Not there yet", TEXTS["not_there_yet"], LEFT + 18, BOTTOM - 30, "start"),
        ("Citizens keener", TEXTS["citizen_keener"], RIGHT - 18, BOTTOM - 30, "end"),
    ]


def _labels(
    canvas: Canvas, placed: Sequence[tuple[int, Mapping[str, Any]]], at: Mapping[int, tuple[float, float]]
) -> None:  # fmt: skip
    """Each number, with the idea's name where there is room for it, in the first free spot beside its mark."""
    marks = {n: (x - _MARK[0], y - _MARK[1], x + _MARK[0], y + _MARK[1]) for n, (x, y) in at.items()}
    taken = list(marks.values()) + [(LEFT, BOTTOM - 52, LEFT + 260, BOTTOM), (RIGHT - 280, BOTTOM - 52, RIGHT, BOTTOM)]
    for n, idea in placed:
        name = f"{n} {idea.get('name') or idea['text']}"
        tried = [shortened(name, _NAME), shortened(name, _SHORT), str(n)] if len(placed) <= MOST_NAMED else [str(n)]
        spots = [(text, box) for text in tried for box in _spots(*at[n], width_of(text))]
        text, box = next(((text, box) for text, box in spots if _is_free(box, taken)), (str(n), spots[-1][1]))
        taken.append(box)
        canvas.box(box[0] - 2, box[1] + 4, box[2] + 2, box[3] - 4, PAPER, 0.55)
        canvas.words(box[0], (box[1] + box[3]) / 2, text, INK)


def _spots(x: float, y: float, wide: float) -> list[Box]:
    across, up = _MARK
    lefts = (x + across + 6, x - across - 6 - wide, x - wide / 2, x - wide / 2, x + 8, x - 8 - wide)
    middles = (y, y, y - up - 22, y + up + 22, y - up - 22, y + up + 22)
    return [
        (left, middle - _HIGH / 2, left + wide, middle + _HIGH / 2) for left, middle in zip(lefts, middles, strict=True)
    ]


def _is_free(box: Box, taken: Sequence[Box]) -> bool:
    left, top, right, bottom = box
    inside = left > LEFT + 6 and right < RIGHT - 2 and top > TOP and bottom < BOTTOM - 4
    return inside and all(right <= b[0] or left >= b[2] or bottom <= b[1] or top >= b[3] for b in taken)
