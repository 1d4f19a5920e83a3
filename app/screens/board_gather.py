"""What people suggest, on the board: the question large, and beside it only what everyone may read, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from app.domain.communities import AHP, by_community
from app.domain.session import ALLOWED, WAITING, Session, Suggestion
from app.domain.stages import Stage

from .board_talk import professions_named

SUGGESTIONS_A_PAGE = 8
NEW_FOR = 60.0
"""Seconds that a suggestion is marked as new."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """`new_for` is how many seconds longer it is new; 0 when it is not."""

    id: str
    text: str
    community: str
    profession: str | None
    new_for: float


@dataclass(frozen=True, slots=True)
class Gathering:
    """Only suggestions that everyone may read, and how many wait for a host."""

    question: str
    suggestions: tuple[Suggested, ...]
    counts: dict[str, int]
    total: int
    waiting: int
    checked: bool
    """Whether a host reads each suggestion before it appears."""
    page: int
    pages: int


def gathering_of(session: Session, stage: Stage, page: int, now: float) -> Gathering:
    """One page (from 1; past the end is the last) as it is at `now` (seconds)."""
    here = [s for s in session.suggestions.values() if s.stage == stage.id and session.is_heard(s.participant)]
    allowed = [s for s in here if s.state == ALLOWED]
    newest = sorted(allowed, key=_came, reverse=True)
    pages = max(1, ceil(len(newest) / SUGGESTIONS_A_PAGE))
    page = min(page, pages)
    listed = newest[(page - 1) * SUGGESTIONS_A_PAGE : page * SUGGESTIONS_A_PAGE]
    named = professions_named(session)
    return Gathering(
        question=stage.settings.question or stage.title,
        suggestions=tuple(_suggested(session, s, named, now) for s in listed),
        counts=by_community(session.communities_among(s.participant for s in allowed)),
        total=len(allowed),
        waiting=sum(s.state == WAITING for s in here),
        checked=stage.settings.check_first,
        page=page,
        pages=pages,
    )


def _suggested(session: Session, said: Suggestion, named: frozenset[str], now: float) -> Suggested:
    author = session.people[said.participant]
    profession = author.profession if author.community == AHP and author.profession in named else None
    return Suggested(said.id, said.text, author.community, profession, max(0.0, _came(said) + NEW_FOR - now))


def _came(said: Suggestion) -> float:
    """When everyone could read it first (seconds)."""
    return said.at
