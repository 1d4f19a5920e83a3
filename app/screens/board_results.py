"""A revealed vote on the board: both communities beside each other, the highest Shared first, seven ideas a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from app.domain.communities import AHP, CITIZEN
from app.domain.percentages import FULL_PERCENT_FROM, printed_percentage, printed_share, printed_shared
from app.domain.readings import count_readings
from app.domain.session import Session
from app.domain.shared_order import in_order_of_shared
from app.domain.small_numbers import is_open
from app.domain.stages import Stage

from .figures import public_figures

IDEAS_A_PAGE, BIGGER_A_PAGE = 7, 5
LEAST_LEFT, LEAST_LEFT_MARKS = 50, 4
"""What the side of disagreement has room for at least: per cent, or marks in a small room."""
MOST_MARKS = 16
"""Marks that fit in one row, both sides of the line together."""
MARK, MARKS_ROOM = 33.0, 439.0
"""Units from one mark to the next, and what all marks of a row have together."""


@dataclass(frozen=True, slots=True)
class Side:
    """One community's answers to one idea: whole per cent, or people where `counts` marks are drawn."""

    agree: int
    unsure: int
    disagree: int
    answered: int
    agree_words: str
    unsure_words: str
    disagree_words: str


@dataclass(frozen=True, slots=True)
class ResultRow:
    id: str
    text: str
    citizen: Side | None
    ahp: Side | None
    shared: str | None
    reading: str
    close: bool
    small: bool
    few: str | None
    """The one community that is too few, where it is one."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many ideas have one reading, and how many of those are close or rest on a small group."""

    ideas: int
    close: int
    small_group: int


@dataclass(frozen=True, slots=True)
class Results:
    rows: tuple[ResultRow, ...]
    shared: Counted
    """Common ground, counted."""
    compared: int
    """Ideas that have a reading at all."""
    total: int
    first: int
    page: int
    pages: int
    left: int
    marks: bool
    pitch: float


def results_of(session: Session, stage: Stage, page: int, translate: Callable[[str], str]) -> Results:
    """One page (from 1; past the end is the last). The zero line is the same on every page."""
    figures = public_figures(session, stage) or {"ideas": []}
    ideas = in_order_of_shared(figures, "vote")
    each = ideas_a_page(session)
    pages = max(1, ceil(len(ideas) / each))
    page = min(page, pages)
    first = (page - 1) * each
    scale = _scale(ideas)
    words = {idea.id: idea.text for idea in stage.ideas}
    listed = ideas[first : first + each]
    return Results(
        rows=tuple(_row(idea, words[idea["idea"]], scale[0], translate) for idea in listed),
        shared=Counted(**count_readings(ideas)["common_ground"]),
        compared=sum(idea["reading"] != "too_few" for idea in ideas),
        total=len(ideas),
        first=first + 1,
        page=page,
        pages=pages,
        marks=scale[0],
        left=scale[1],
        pitch=scale[2],
    )


def ideas_a_page(session: Session) -> int:
    """Seven, or five where the host has asked for bigger text."""
    return BIGGER_A_PAGE if session.board.bigger else IDEAS_A_PAGE


def _row(idea: Mapping[str, Any], text: str, marks: bool, translate: Callable[[str], str]) -> ResultRow:
    cells = idea["communities"]
    closed = [c for c in (CITIZEN, AHP) if not is_open(cells[c]["answered"])]
    return ResultRow(
        id=idea["idea"],
        text=text,
        citizen=side_of(cells[CITIZEN], marks, translate),
        ahp=side_of(cells[AHP], marks, translate),
        shared=printed_shared(cells, translate=translate) if idea["reading"] != "too_few" else None,
        reading=idea["reading"],
        close=idea["close_call"],
        small=idea["small_group"],
        few=closed[0] if len(closed) == 1 else None,
    )


def side_of(cell: Mapping[str, Any], marks: bool, translate: Callable[[str], str]) -> Side | None:
    """A public cell as it is drawn; None where it is closed. Under ten answers the words are counts."""
    answered = cell["answered"]
    if answered is None:
        return None
    parts = {part: int(cell[part]) for part in ("agree", "unsure", "disagree")}
    percents = {part: printed_percentage(count, answered) for part, count in parts.items()}
    few = marks or answered < FULL_PERCENT_FROM
    drawn = parts if marks else percents
    return Side(
        agree=drawn["agree"],
        unsure=drawn["unsure"],
        disagree=drawn["disagree"],
        answered=answered,
        agree_words=printed_share(parts["agree"], answered, translate) or "",
        unsure_words=str(parts["unsure"]) if few else f"{percents['unsure']}%",
        disagree_words=str(parts["disagree"]) if few else f"{percents['disagree']}%",
    )


def _scale(ideas: list[dict[str, Any]]) -> tuple[bool, int, float]:
    """(marks?, room to the left, units a mark): marks where a community is under ten and all of them fit."""
    cells = [cell for i in ideas for c in (CITIZEN, AHP) if (cell := i["communities"][c])["answered"] is not None]
    right = max((cell["agree"] for cell in cells), default=0)
    left = max([LEAST_LEFT_MARKS, *(cell["disagree"] for cell in cells)])
    small = any(cell["answered"] < FULL_PERCENT_FROM for cell in cells)
    if small and right + left <= MOST_MARKS:
        return True, left, round(min(MARK, MARKS_ROOM / (left + right)), 1)
    against = [printed_percentage(cell["disagree"], cell["answered"]) for cell in cells]
    return False, max([LEAST_LEFT, *against]), MARK
