"""Cutting what somebody took back out of everything that organisers wrote with it: ideas, statements, what they told.

Only what is that person's own is cut: what was written after they said it, and that nobody else had said by then who
stands by it. So whoever repeats the words of an idea, and takes them back, changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session as Db
from sqlmodel import SQLModel, col

from app.domain.drafts import Content, content_from, rewritten
from app.domain.passages import CUT, excerpts, is_excerpt, without
from app.domain.stages import UNSAID

from . import tables as t
from .contributions import WITHDRAWN
from .rewording import want_rewording
from .unsaying import unsay_in_sessions
from .wordings import TAKEN_BACK, next_wording

WHY = "Words were taken back."
_BESIDE = ("name", "detail", "easy_read")
_IDEA = ("text", *_BESIDE)
_STATEMENT = ("text", "with_whom", "works_if", "still_open", "next_review")
_NEVER = float("inf")
_LATEST = 1e18
"""Seconds since 1970: long after anything that was said."""

Cut = Callable[[str], str]
"""What is left of a text; nothing where it says no more."""


def cut_out(db: Db, contribution: t.Contribution, who: str, now: float) -> None:
    """Just before a contribution's words are taken away, takes them out of what was written with them."""
    said = _Said(db, contribution)
    if said.passages:
        _ideas(db, said, who, now)
        _statements(db, said, who, now)
        _notes(db, said)
        db.flush()


class _Said:
    """What one contribution says, and what of it was quoted. An excerpt of it is its words too, marked or not."""

    def __init__(self, db: Db, contribution: t.Contribution) -> None:
        self._db, self._id, self._at = db, contribution.id, contribution.at
        self.programme = contribution.programme
        quotes = db.scalars(select(t.Quote).where(col(t.Quote.contribution) == contribution.id))
        text = contribution.text
        self._text = text
        self.passages = {one for one in (text, *(text[q.starts : q.ends] for q in quotes)) if one.strip()}
        self._others: dict[str, float] = {}

    def is_in(self, texts: Iterable[str | None]) -> bool:
        return any(text and self._found_in(text) for text in texts)

    def own_before(self, written: float) -> Cut:
        """Cuts what was this person's own when something was first written, at `written`."""

        def is_own(words: str) -> bool:
            return self._at <= written < self._said_by_others(words)

        return lambda text: without(text, filter(is_own, self._found_in(text)))

    def _found_in(self, text: str) -> list[str]:
        """The passages that a text says: quoted ones, all of it, or so many words in a row that it is no chance."""
        quoted = [one for one in self.passages if without(text, [one]) != text]
        return [*quoted, *([text] if is_excerpt(text, self._text) else excerpts(text, self._text))]

    def _said_by_others(self, passage: str) -> float:
        """When somebody else first said it too, who stands by it; never, where nobody did."""
        if passage not in self._others:
            c = t.Contribution
            first = select(func.min(col(c.at))).where(
                col(c.programme) == self.programme, col(c.id) != self._id, col(c.state) != WITHDRAWN,
                col(c.text).icontains(passage, autoescape=True),
            )  # fmt: skip
            found = self._db.scalar(first)
            self._others[passage] = _NEVER if found is None else float(found)
        return self._others[passage]


def _cut_from(row: SQLModel, columns: Iterable[str], cut: Cut, nothing: str | None = CUT) -> bool:
    """Cuts these columns of a row → whether that changed it. What says nothing else says `nothing` then."""
    before = [getattr(row, name) for name in columns]
    for name, text in zip(columns, before, strict=True):
        if text and (left := cut(text)) != text:
            setattr(row, name, left or nothing)
    return before != [getattr(row, name) for name in columns]


def _ideas(db: Db, said: _Said, who: str, now: float) -> None:
    """Every wording that says it loses it, and the steps that opened with one."""
    i, w = t.Idea, t.IdeaWording
    found: dict[str, tuple[t.Idea, list[t.IdeaWording]]] = {}
    asked = select(i, w).join(w, col(w.idea) == col(i.id)).where(col(i.programme) == said.programme)
    for idea, wording in db.execute(_all(asked)).all():
        if said.is_in(getattr(wording, name) for name in (*_IDEA, "why")):
            found.setdefault(idea.id, (idea, []))[1].append(wording)
        elif said.is_in(_translated(idea)):
            found.setdefault(idea.id, (idea, []))
    for idea, wordings in found.values():
        cut = said.own_before(min((wording.at for wording in wordings), default=_LATEST))
        for wording in wordings:
            _cut_from(wording, ("text", "why"), cut, "")
            _cut_from(wording, _BESIDE, cut, None)
        _idea(db, idea, cut, who, now)
        unsay_in_sessions(db, said.programme, idea.id, cut, who, now)


def _idea(db: Db, idea: t.Idea, cut: Cut, who: str, now: float) -> None:
    """What is left is a wording of its own, for organisers to word anew. An idea that says no more is put aside."""
    before = [*_translated(idea)]
    text, beside = _cut_from(idea, ("text",), cut, UNSAID), _cut_from(idea, _BESIDE, cut, None)
    if text or beside or before != [words and cut(words) for words in before]:
        idea.translations = {}
    if not (text or beside):
        return
    next_wording(db, idea, who, "", now, TAKEN_BACK)
    if idea.statement is None:
        idea.parked_at = idea.parked_at or (now if idea.text == UNSAID else None)
        want_rewording(db, idea, who, now)


def _translated(idea: t.Idea) -> Iterator[str | None]:
    """What it says in other languages."""
    return (words.get(name) for words in idea.translations.values() for name in ("text", "name", "easy_read"))


def _statements(db: Db, said: _Said, who: str, now: float) -> None:
    """The same with every version of a statement; one that was agreed is back in review."""
    s, v = t.Statement, t.StatementVersion
    found: dict[str, tuple[t.Statement, list[t.StatementVersion]]] = {}
    asked = select(s, v).join(v, col(v.statement) == col(s.id)).where(col(s.programme) == said.programme)
    for statement, version in db.execute(_all(asked)).all():
        if said.is_in((*(version.content.get(name) for name in _STATEMENT), version.why)):
            found.setdefault(statement.id, (statement, []))[1].append(version)
    for statement, versions in found.values():
        cut = said.own_before(min(version.at for version in versions))
        for version in versions:
            before = content_from(version.content)
            _cut_from(version, ("why",), cut, "")
            left = {name: cut(text) or CUT for name in _STATEMENT if (text := version.content.get(name))}
            if version.content != version.content | left:
                version.content = version.content | left
                if version.version == statement.version:
                    _next_version(db, statement, rewritten(before, content_from(version.content)), who, now)


def _next_version(db: Db, statement: t.Statement, content: Content, who: str, now: float) -> None:
    """What is left is a version of its own: whoever was about to save the old words hears that it changed."""
    plain = content.as_plain()
    for name in (*_STATEMENT, "state"):
        setattr(statement, name, plain[name])
    statement.version += 1
    kept = t.StatementVersion(
        statement=statement.id, version=statement.version, content=plain, why=WHY, who=who, at=now
    )  # fmt: skip
    db.add(kept)
    db.flush()


def _notes(db: Db, said: _Said) -> None:
    """What organisers told and noted beside; of a section nobody knows since when it says so."""
    ideas = select(col(t.Idea.id)).where(col(t.Idea.programme) == said.programme)
    statements = select(col(t.Statement.id)).where(col(t.Statement.programme) == said.programme)
    sessions = select(col(t.WorkshopSession.id)).where(col(t.WorkshopSession.programme) == said.programme)
    notes: Sequence[tuple[type[SQLModel], Any, tuple[str, ...]]] = (
        (t.Story, col(t.Story.idea).in_(ideas), ("text",)),
        (t.StatementComment, col(t.StatementComment.statement).in_(statements), ("text",)),
        (t.DecisionRow, col(t.DecisionRow.session).in_(sessions), ("reason",)),
        (t.Section, col(t.Section.programme) == said.programme, ("title", "intro")),
    )
    for model, of, columns in notes:
        for row in db.scalars(_all(select(model).where(of))):
            if said.is_in(getattr(row, name) for name in columns):
                _cut_from(row, columns, said.own_before(getattr(row, "at", _LATEST)))


def _all(asked: Any) -> Any:
    """As they are by now, also where this transaction has read them before."""
    return asked.execution_options(populate_existing=True)
