"""Printed ballots: how the ideas of a step fall on sheets of A4, so that no idea is cut and none is too small to read.

Nothing is measured here, only reckoned from the number of letters: a sheet that is a little too full then ends on a
page more, whole. Lengths are CSS pixels, 96 to the inch.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from app.domain.session import Session
from app.domain.stages import READY, Settings, Stage, StageIdea

SEVEN = 7
"""Ideas on a side, as long as they are of usual length."""
MOST_AT_ONCE = 500
LINES_FOR_COMMENTS = 140


@dataclass(frozen=True, slots=True)
class Look:
    """A size of print: up to so many letters, named so in the style sheet; letters on a line, and a line's height."""

    up_to: float
    name: str
    letters: int
    line: int


USUAL = (
    Look(120, "", 36, 27),
    Look(260, "long", 42, 24),
    Look(640, "longer", 49, 20),
    Look(math.inf, "longest", 54, 17),
)
LARGE = (
    Look(120, "", 43, 40), Look(420, "long", 48, 35), Look(900, "longer", 53, 30), Look(1300, "longest", 60, 25),
    Look(math.inf, "whole", 64, 23),
)  # fmt: skip
WIDE = 1.4
"""So much more fits on a line where one box stands beside the words instead of three."""


@dataclass(frozen=True, slots=True)
class PrintedIdea:
    number: int
    text: str
    look: str


@dataclass(frozen=True, slots=True)
class Side:
    """One side of paper; `following` are the numbers of the first and last idea on the next one."""

    page: int
    ideas: tuple[PrintedIdea, ...]
    following: tuple[int, int] | None
    with_lines: bool
    """Whether there is room for a few words in one's own writing."""


@dataclass(frozen=True, slots=True)
class BallotPrint:
    """Ballots `numbers` of one stage, all alike but for the number. `frozen`: the wording will not change any more."""

    session: str
    name: str
    stage: str
    kind: str
    title: str
    settings: Settings
    sides: tuple[Side, ...]
    numbers: range
    large: bool
    frozen: bool

    @property
    def blank_back(self) -> bool:
        """Three sides need a fourth: else the next ballot would begin on the back of this one."""
        return len(self.sides) > 1 and len(self.sides) % 2 == 1


def ballot_print(
    session: Session, stage: Stage, ideas: Sequence[StageIdea], first: int, count: int, large: bool = False
) -> BallotPrint:
    """`ideas` are the stage's own once it was opened, before that those of its plan as they are worded now."""
    return BallotPrint(
        session.id, session.name, stage.id, stage.kind, stage.title, stage.settings, sides_of(stage, ideas, large),
        range(first, first + count), large, stage.state != READY or stage.opened_at is not None,
    )  # fmt: skip


def sides_of(stage: Stage, ideas: Sequence[StageIdea], large: bool = False) -> tuple[Side, ...]:
    """The ideas in order, at most seven a side and never more than a side holds."""
    groups: list[list[PrintedIdea]] = [[]] if ideas else []
    used, room = 0, _room(0, large) - _ends(stage, large)
    for number, idea in enumerate(ideas, start=1):
        height = _height(stage, idea.text, large)
        if groups[-1] and (used + height > room or len(groups[-1]) == SEVEN):
            groups.append([])
            used, room = 0, _room(len(groups) - 1, large)
        groups[-1].append(PrintedIdea(number, idea.text, _look(idea.text, large).name))
        used += height
    lines = stage.settings.comments and used + LINES_FOR_COMMENTS <= room
    return tuple(_side(n, groups, lines) for n in range(len(groups)))


def _side(n: int, groups: list[list[PrintedIdea]], lines: bool) -> Side:
    last = n == len(groups) - 1
    following = None if last else (groups[n + 1][0].number, groups[n + 1][-1].number)
    return Side(n + 1, tuple(groups[n]), following, last and lines)


def _room(side: int, large: bool) -> int:
    """What is left for ideas beside the head and the foot; the first side's head is the taller one."""
    if large:
        return 630 if side == 0 else 835
    return 690 if side == 0 else 835


def _ends(stage: Stage, large: bool) -> int:
    """What the words at the ends of scales take below the head, where the host gave any: a line or two a scale."""
    named = sum(bool(s.low or s.high) for s in stage.settings.scales) if stage.kind == "rate" else 0
    return named * (80 if large else 54)


def _height(stage: Stage, text: str, large: bool) -> int:
    look, rates = _look(text, large), stage.kind == "rate"
    letters = look.letters if large or stage.kind == "vote" else look.letters * (0.74 if rates else WIDE)
    lines = sum(math.ceil(max(_width(part), 1) / letters) for part in text.split("\n")) * look.line
    scales = 46 * len(stage.settings.scales) if rates else 0
    if large:
        return lines + max(72, scales * 54 // 46) + 32
    return max(96, lines + 11, scales + 3)


def _look(text: str, large: bool) -> Look:
    return next(look for look in (LARGE if large else USUAL) if len(text) <= look.up_to)


def _width(text: str) -> float:
    """In letters of usual width: capitals are wider, and the signs of East Asian scripts as wide as two."""
    return sum(2.0 if east_asian_width(sign) in "WF" else 1.6 if sign.isupper() else 1.0 for sign in text)
