"""What organisers see of contributions: those that wait to be checked, and all of them, fifty at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session as Db

from app.domain.flags import details_in, flags_of
from app.storage.contributions import (
    STATES,
    WAITING,
    Which,
    count_of,
    counts_of,
    last_number,
    questions_of,
    some_of,
    source_names_of,
)
from app.storage.ideas import programme
from app.storage.tables import Contribution, Programme, Question

A_PAGE = 50

Part = tuple[str, bool]
"""Some words of a text, and whether they look like a personal detail."""


@dataclass(frozen=True, slots=True)
class Card:
    """A contribution with what in it may be personal, and its words in parts so that this can be marked."""

    told: Contribution
    question: str
    flags: tuple[str, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class ContributionsScreen:
    """One page of a programme's contributions. `found` counts all that were chosen, `waiting` all that wait."""

    programme: Programme
    which: Which
    cards: tuple[Card, ...]
    found: int
    page: int
    pages: int
    states: Mapping[str, int]
    questions: tuple[Question, ...]
    last_number: int
    """The highest number that there was when the page was drawn."""

    @property
    def unmarked(self) -> tuple[str, ...]:
        """Those on this page that wait and carry no mark."""
        return tuple(card.told.id for card in self.cards if card.told.state == WAITING and not card.flags)


@dataclass(frozen=True, slots=True)
class EntryScreen:
    """What the form for typing up offers."""

    programme: Programme
    questions: tuple[Question, ...]
    source_names: tuple[str, ...]


def contributions_screen(db: Db, id: str, which: Which, page: int = 1) -> ContributionsScreen | None:
    """What waits comes oldest first, everything else newest first."""
    known = programme(db, id)
    if known is None:
        return None
    found = count_of(db, id, which)
    pages = max(1, -(-found // A_PAGE))
    page = min(max(page, 1), pages)
    rows = some_of(db, id, which, A_PAGE, (page - 1) * A_PAGE, newest_first=which.state != WAITING)
    questions = questions_of(db, id)
    words = {question.id: question.text for question in questions}
    states: Counter[str] = Counter()
    for state, _, _, _, n in counts_of(db, id):
        states[state] += n
    return ContributionsScreen(
        known, which, tuple(_card(row, words) for row in rows), found, page, pages,
        {state: states[state] for state in STATES}, tuple(questions), last_number(db, id),
    )  # fmt: skip


def entry_screen(db: Db, id: str) -> EntryScreen | None:
    known = programme(db, id)
    return None if known is None else EntryScreen(known, tuple(questions_of(db, id)), tuple(source_names_of(db, id)))


def parts_of(text: str) -> tuple[Part, ...]:
    """A text cut at what looks like personal details."""
    parts: list[Part] = []
    at = 0
    for start, end in details_in(text):
        parts += [(text[at:start], False), (text[start:end], True)]
        at = end
    return tuple(part for part in (*parts, (text[at:], False)) if part[0])


def contribution_json(told: Contribution) -> dict[str, object]:
    """One contribution as a program reads it; `flags` are signs of personal details."""
    return {
        "id": told.id, "number": told.number, "question": told.question, "text": told.text, "state": told.state,
        "community": told.community, "role": told.role, "profession": told.profession, "area": told.area,
        "theme": told.theme, "may_quote": told.may_quote, "source": told.source, "source_name": told.source_name,
        "reason": told.reason, "flags": list(flags_of(told.text)), "at": told.at,
    }  # fmt: skip


def _card(told: Contribution, questions: Mapping[str, str]) -> Card:
    flags = flags_of(told.text)
    parts = parts_of(told.text) if flags else ((told.text, False),)
    return Card(told, questions.get(told.question or "", ""), flags, parts)
