"""The page where people say what matters to them, and what its organisers see of it. Counts are exact: theirs alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session as Db

from app.domain.communities import COMMUNITIES
from app.storage.contributions import SOURCES, STATES, WITHDRAWN, counts_of, questions_of, times_of
from app.storage.facts import EqualityQuestion, equality_questions
from app.storage.ideas import programme
from app.storage.listening import (
    answered_questions,
    asked_questions,
    equality_counts,
    listening_at,
    listening_of,
    takes_words,
)
from app.storage.notices import Notice, version_of
from app.storage.tables import Listening, Programme, Question

FEW = 5
"""Answers about oneself are told as a number from here on, also to organisers: they are nobody's to work out."""
DAYS_SHOWN = 14


@dataclass(frozen=True, slots=True)
class ListenScreen:
    """What the public page asks. `open` is whether it takes words now."""

    programme: Programme
    page: Listening
    questions: tuple[Question, ...]
    equality: tuple[EqualityQuestion, ...]
    open: bool
    notice: Notice


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question with how much was said to it. `fixed` once somebody has: its words stay."""

    question: Question
    said: int
    fixed: bool


@dataclass(frozen=True, slots=True)
class ListeningDesk:
    """A listening page from its organisers' side; `page` is None before it is made."""

    programme: Programme
    page: Listening | None
    open: bool
    asked: tuple[AskedQuestion, ...]
    not_asked: tuple[AskedQuestion, ...]
    said: int
    states: Mapping[str, int]
    communities: Mapping[str, int]
    """By community; "" for who did not say."""
    sources: Mapping[str, int]
    no_question: int
    days: tuple[tuple[date, int], ...]
    earlier: int
    known_equality: tuple[EqualityQuestion, ...]
    equality: Mapping[str, Mapping[str, int]]


def listen_screen(db: Db, code: str, now: float) -> ListenScreen | None:
    """The public page of this code; None where there is none."""
    page = listening_at(db, code)
    return None if page is None else _screen(db, page, now)


def look_at_listening(db: Db, programme_id: str, now: float) -> ListenScreen | None:
    """The same for an organiser who wants to see it before it opens."""
    page = listening_of(db, programme_id)
    return None if page is None else _screen(db, page, now)


def _screen(db: Db, page: Listening, now: float) -> ListenScreen | None:
    known = programme(db, page.programme)
    if known is None or known.archived_at is not None:
        return None
    chosen = tuple(one for one in equality_questions() if one.key in page.equality)
    notice = Notice(known.id, known.name, known.notice, version_of(known.notice))
    return ListenScreen(known, page, tuple(asked_questions(db, known.id)), chosen, takes_words(page, now), notice)


def listening_desk(db: Db, id: str, now: float) -> ListeningDesk | None:
    """What organisers see; None where there is no such programme."""
    known, page = programme(db, id), listening_of(db, id)
    if known is None:
        return None
    states, questions, communities, sources = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for state, question, community, source, n in counts_of(db, id):
        states[state] += n
        if state != WITHDRAWN:
            questions[question or ""] += n
            communities[community or ""] += n
            sources[source] += n
    answered = answered_questions(db, id)
    rows = [AskedQuestion(q, questions[q.id], q.id in answered) for q in questions_of(db, id)]
    days, earlier = _by_day(times_of(db, id))
    return ListeningDesk(
        known, page, page is not None and takes_words(page, now),
        tuple(row for row in rows if row.question.asked), tuple(row for row in rows if not row.question.asked),
        sum(questions.values()), {state: states[state] for state in STATES},
        {community: communities[community] for community in (*COMMUNITIES, "")},
        {source: sources[source] for source in SOURCES}, questions[""], days, earlier,
        equality_questions(), equality_counts(db, id),
    )  # fmt: skip


def _by_day(times: list[float]) -> tuple[tuple[tuple[date, int], ...], int]:
    """The newest days on which something was said, the newest first, and how much was said before them."""
    counted = Counter(datetime.fromtimestamp(at).date() for at in times)
    newest = sorted(counted.items(), reverse=True)
    return tuple(newest[:DAYS_SHOWN]), sum(n for _, n in newest[DAYS_SHOWN:])
