"""Revealed dots on the board: how many people gave an idea one, each community for itself, the highest Shared first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from app.domain.communities import AHP, CITIZEN
from app.domain.percentages import FULL_PERCENT_FROM, printed_share, printed_shared
from app.domain.session import Session
from app.domain.shared_order import exact_shares, in_order_of_shared
from app.domain.small_numbers import is_open
from app.domain.stages import Stage

from .figures import public_figures
from .labels import label_of

DOTS_A_PAGE, BIGGER_A_PAGE = 8, 6
MOST_MARKS = 60
"""With more people than this in a community its strip of marks becomes a bar."""


@dataclass(frozen=True, slots=True)
class Strip:
    """One community's people on an idea, in words too, and its share of the dots which that community placed."""

    people: int
    of: int
    words: str
    of_dots: str

    @property
    def marks(self) -> bool:
        return self.of <= MOST_MARKS


@dataclass(frozen=True, slots=True)
class DotsRow:
    """One idea; a side is None where too few of that community took part."""

    id: str
    text: str
    name: str
    citizen: Strip | None
    ahp: Strip | None
    shared: str | None


@dataclass(frozen=True, slots=True)
class Dots:
    rows: tuple[DotsRow, ...]
    most_shared: tuple[str, ...]
    """The names of the ideas in first place: several where they are level, none where nothing is shared."""
    budget: int
    unused: dict[str, int | None]
    small: bool
    """Whether either community is so small that the board says "small group"."""
    few: str | None
    """The one community that is too few to compare, or "both"."""
    strips: str
    """What the rows are drawn with: "marks", "bars" or "mixed"."""
    total: int
    first: int
    page: int
    pages: int


def dots_of(session: Session, stage: Stage, page: int, translate: Callable[[str], str]) -> Dots:
    """One page (from 1; past the end is the last)."""
    figures = public_figures(session, stage) or {"ideas": [], "ballots": {}}
    ideas, each = in_order_of_shared(figures, "dots"), dots_a_page(session)
    pages = max(1, ceil(len(ideas) / each))
    page = min(page, pages)
    first = (page - 1) * each
    ballots = {c: figures["ballots"].get(c) for c in (CITIZEN, AHP)}
    return Dots(
        rows=tuple(_row(figures, stage, idea, translate) for idea in ideas[first : first + each]),
        most_shared=_first_place(figures, stage, ideas),
        budget=stage.settings.budget,
        unused=dict(figures.get("unused", {})),
        small=any(n is not None and n < FULL_PERCENT_FROM for n in ballots.values()),
        few=_few(ballots),
        strips=_strips(ballots),
        total=len(ideas),
        first=first + 1,
        page=page,
        pages=pages,
    )


def dots_a_page(session: Session) -> int:
    """Eight, or six where the host has asked for bigger text."""
    return BIGGER_A_PAGE if session.board.bigger else DOTS_A_PAGE


def _row(figures: Mapping[str, Any], stage: Stage, idea: Mapping[str, Any], translate: Callable[[str], str]) -> DotsRow:
    words = next(known for known in stage.ideas if known.id == idea["idea"])
    cells = idea["communities"]
    whole = {c: {"people": cells[c]["people"], "ballots": figures["ballots"][c]} for c in (CITIZEN, AHP)}
    citizen, ahp = (strip_of(figures, idea, c, translate) for c in (CITIZEN, AHP))
    shared = printed_shared(whole, "people", "ballots", translate) if idea["shared"] is not None else None
    return DotsRow(words.id, words.text, label_of(words), citizen, ahp, shared)


def strip_of(
    figures: Mapping[str, Any], idea: Mapping[str, Any], community: str, translate: Callable[[str], str]
) -> Strip | None:
    """A public cell as it is drawn; None where it is closed. Under ten people the words are counts."""
    cell, ballots = idea["communities"][community], figures["ballots"][community]
    if cell["people"] is None or not ballots:
        return None
    words = printed_share(cell["people"], ballots, translate) or ""
    return Strip(
        cell["people"], ballots, words, _of_dots(cell["dots"], figures["placed"][community], ballots, translate)
    )


def _of_dots(dots: int, placed: int, ballots: int, translate: Callable[[str], str]) -> str:
    """The share of the dots placed: the nearest whole per cent, halves up, or counts in a small group."""
    if not placed:
        return "–"
    if ballots < FULL_PERCENT_FROM:
        _ = translate
        return _("%(part)d of %(whole)d") % {"part": dots, "whole": placed}
    return f"{(200 * dots + placed) // (2 * placed)}%"


def _first_place(figures: Mapping[str, Any], stage: Stage, ideas: list[dict[str, Any]]) -> tuple[str, ...]:
    names = {idea.id: label_of(idea) for idea in stage.ideas}
    lows = [(names[idea["idea"]], shares[0]) for idea in ideas if (shares := exact_shares(figures, "dots", idea))]
    return tuple(name for name, low in lows if low == lows[0][1] > 0)


def _few(ballots: Mapping[str, int | None]) -> str | None:
    closed = [c for c, n in ballots.items() if not is_open(n)]
    return "both" if len(closed) > 1 else closed[0] if closed else None


def _strips(ballots: Mapping[str, int | None]) -> str:
    bars = {n > MOST_MARKS for n in ballots.values() if n is not None}
    return "mixed" if len(bars) > 1 else "bars" if True in bars else "marks"
