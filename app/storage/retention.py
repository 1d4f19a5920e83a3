"""Erasing what people said once a programme has kept it as long as it promised: rows, words, and what leads to anyone.

What stays are ideas, statements and decisions, the journals' lines without content, and outcomes with their figures.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import CursorResult, Executable, delete, func, or_, select, update
from sqlmodel import Session as Db
from sqlmodel import col

from app.domain.session import ENDED, RUNNING

from . import tables as t
from .contributions import WITHDRAWN
from .outcomes import empty_older, last_revision, publication
from .sessions import lock_session

A_DAY = 86_400.0
ERASED = "What people said was erased, as the programme had promised."
"""The reason of an outcome's last revision: it can no longer be worked out anew."""


@dataclass(frozen=True, slots=True)
class Erased:
    """How much was erased: people, answers, comments and suggestions, contributions, answers about equality."""

    people: int = 0
    answers: int = 0
    comments: int = 0
    suggestions: int = 0
    contributions: int = 0
    equality: int = 0

    def __add__(self, other: Erased) -> Erased:
        return Erased(*(getattr(self, name) + getattr(other, name) for name in Erased.__slots__))

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in Erased.__slots__)

    def __str__(self) -> str:
        return ", ".join(f"{name} {getattr(self, name)}" for name in Erased.__slots__)


def due(db: Db, now: float) -> list[str]:
    """The programmes whose days are over since their last workshop or contribution, with something left to erase."""
    p = t.Programme
    limited = db.execute(select(col(p.id), col(p.keep_days)).where(col(p.keep_days).is_not(None))).all()
    return [id for id, days in limited if _is_over(db, id, now - days * A_DAY) and has_something(db, id)]


def _is_over(db: Db, programme: str, before: float) -> bool:
    s, c, p = t.WorkshopSession, t.Contribution, t.Programme
    last = func.coalesce(col(s.ended_at), col(s.started_at), col(s.starts_at), col(s.created_at))
    of = col(s.programme) == programme
    if db.scalar(select(func.count()).select_from(s).where(of, col(s.phase) == RUNNING)):
        return False
    times = [
        db.scalar(select(func.max(last)).where(of)),
        db.scalar(select(func.max(col(c.at))).where(col(c.programme) == programme)),
        db.scalar(select(col(p.created_at)).where(col(p.id) == programme)),
    ]
    return max(time for time in times if time is not None) < before


def has_something(db: Db, programme: str) -> bool:
    """Whether anybody's answers or words are left."""
    j, c, e = t.JournalContent, t.Contribution, t.EqualityAnswer
    said = or_(col(c.text) != "", col(c.receipt).is_not(None))
    questions = (
        select(col(t.Participant.id)).where(col(t.Participant.session).in_(sessions_in(programme))),
        select(col(j.session)).where(col(j.session).in_(sessions_in(programme)), col(j.content).is_not(None)),
        select(col(c.id)).where(col(c.programme) == programme, said),
        select(col(e.id)).where(col(e.programme) == programme),
    )
    return any(db.execute(question.limit(1)).first() is not None for question in questions)


def sessions_in(programme: str) -> Any:
    """A question for the ids of a programme's sessions."""
    return select(col(t.WorkshopSession.id)).where(col(t.WorkshopSession.programme) == programme)


def erase_session(db: Db, session: str, now: float) -> Erased:
    """Everything that somebody said or that leads to them in one session; its figures stay in the outcome."""
    if lock_session(db, session) is None:
        return Erased()
    stages = select(col(t.StageRow.id)).where(col(t.StageRow.session) == session)
    comments = select(col(t.CommentRow.id)).where(col(t.CommentRow.session) == session)
    _run(db, delete(t.SupportRow).where(col(t.SupportRow.comment).in_(comments)))
    erased = Erased(
        people=_run(db, delete(t.Participant).where(col(t.Participant.session) == session)),
        answers=_run(db, delete(t.Answer).where(col(t.Answer.stage).in_(stages))),
        comments=_run(db, delete(t.CommentRow).where(col(t.CommentRow.session) == session)),
        suggestions=_run(db, delete(t.SuggestionRow).where(col(t.SuggestionRow.session) == session)),
    )
    _run(db, delete(t.StageTableRow).where(col(t.StageTableRow.stage).in_(stages)))
    _run(db, delete(t.Ticket).where(col(t.Ticket.session) == session))
    _run(db, update(t.SessionPass).where(col(t.SessionPass.session) == session).values(name=""))
    if publication(db, session) is None:
        _run(db, update(t.StageRow).where(col(t.StageRow.session) == session).values(reasons={}))
    _run(
        db,
        update(t.JournalContent)
        .where(col(t.JournalContent.session) == session)
        .values(content=None, salt=None, participant=None),
    )
    _erase_words_of_outcome(db, session, now)
    return erased


def _erase_words_of_outcome(db: Db, session: str, now: float) -> None:
    """The next revision holds the figures alone. What a published report shows stays in it."""
    before = last_revision(db, session)
    row = db.get(t.OutcomeRow, (session, before)) if before else None
    if row is None or row.body is None or row.reason == ERASED:
        return
    body = without_words(msgspec.json.decode(row.body), publication(db, session) is not None)
    body |= {"revision": before + 1}
    words = msgspec.json.encode(body)
    db.add(
        t.OutcomeRow(
            session=session, revision=before + 1, at=now, reason=ERASED, hash=hashlib.sha256(words).hexdigest(),
            body=words,
        )
    )  # fmt: skip
    db.flush()
    empty_older(db, session, before + 1)


def was_erased(db: Db, session: str, revision: int) -> bool:
    row = db.get(t.OutcomeRow, (session, revision))
    return row is not None and row.reason == ERASED


def without_words(outcome: dict[str, Any], published: bool) -> dict[str, Any]:
    """An outcome without comments and what tables wrote. A host's notes why ideas moved stay in a published one."""
    for stage in outcome["stages"]:
        for known in _figures(stage):
            for idea in known.get("ideas", ()):
                if "comments" in idea:
                    idea["comments"] = []
            tables = known.get("tables")
            if tables is not None:
                tables["reasons"] = tables["reasons"] if published else {}
                for each in tables["each"]:
                    each["reasons"] = {}
    return outcome


def _figures(stage: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield stage
    if "last_shown" in stage:
        yield stage["last_shown"]


def erase_told(db: Db, programme: str) -> Erased:
    """The words of a programme's contributions, all that was said of oneself, and what leads to anyone.

    Each keeps its number and its day, and its place in no list.
    """
    c, q = t.Contribution, t.Quote
    ours = select(col(c.id)).where(col(c.programme) == programme)
    _run(db, delete(t.ContributionTag).where(col(t.ContributionTag.contribution).in_(ours)))
    _run(db, update(q).where(col(q.contribution).in_(ours)).values(starts=0, ends=0))
    nothing = dict.fromkeys(
        ("community", "role", "profession", "area", "theme", "session", "suggestion", "receipt", "source_name", "key")
    )
    counted = db.scalar(
        select(func.count()).select_from(c).where(col(c.programme) == programme, col(c.state) != WITHDRAWN)
    )
    empty = {"text": "", "reason": "", "state": WITHDRAWN, "may_quote": False, "flagged": False} | nothing
    _run(db, update(c).where(col(c.programme) == programme).values(**empty))
    answered = _run(db, delete(t.EqualityAnswer).where(col(t.EqualityAnswer.programme) == programme))
    return Erased(contributions=int(counted or 0), equality=answered)


def ended_sessions(db: Db, programme: str) -> list[str]:
    """All that were held; a planned one holds nobody's words."""
    s = t.WorkshopSession
    return list(db.scalars(select(col(s.id)).where(col(s.programme) == programme, col(s.phase) == ENDED)))


def _run(db: Db, statement: Executable) -> int:
    done = db.execute(statement)
    return done.rowcount if isinstance(done, CursorResult) else 0
