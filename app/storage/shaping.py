"""Questions of the workbench: what people said, page by page, and how much of it is in an idea.

Hidden and withdrawn contributions are in none of the answers. Every question is answered by the database, so that
20,000 contributions are never loaded to show 50.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, exists, func, select
from sqlmodel import Session as Db
from sqlmodel import col

from .contributions import ALLOWED, WAITING
from .tables import Contribution, ContributionTag, Idea, IdeaMerge, KeptApart, Quote

LISTED = (ALLOWED, WAITING)
PAGE = 50
NONE = "-"
"""Stands for "no question", "no community" or "no theme" in a filter."""

c, q, t = Contribution, Quote, ContributionTag


@dataclass(frozen=True, slots=True)
class Filters:
    """Which contributions are looked for; empty is any. `left`: only those that are in no idea yet."""

    words: str = ""
    question: str = ""
    community: str = ""
    theme: str = ""
    tag: str = ""
    flagged: bool = False
    left: bool = True

    @property
    def narrow(self) -> bool:
        """Whether it leaves any out, but for those in an idea."""
        return bool(self.words or self.question or self.community or self.theme or self.tag or self.flagged)


def counts(db: Db, programme: str, filters: Filters) -> tuple[int, int]:
    """(in no idea yet, all) of what these filters leave."""
    asked = select(func.count(), func.sum(case((_in_an_idea(), 0), else_=1))).where(*_where(programme, filters))
    all, left = db.execute(asked).one()
    return int(left or 0), int(all)


def page_of(db: Db, programme: str, filters: Filters, page: int) -> list[Contribution]:
    """Fifty of them, the oldest first; pages are counted from 1."""
    where = [*_where(programme, filters), *([~_in_an_idea()] if filters.left else [])]
    asked = select(c).where(*where).order_by(col(c.number)).limit(PAGE).offset(PAGE * (page - 1))
    return list(db.scalars(asked))


def listed_contribution(db: Db, programme: str, id: str) -> Contribution | None:
    found = db.get(Contribution, id)
    return found if found is not None and found.programme == programme and found.state in LISTED else None


@dataclass(frozen=True, slots=True)
class Part:
    """So many contributions of one question, community and theme, and how many of them are in an idea."""

    question: str | None
    community: str | None
    theme: str | None
    all: int
    placed: int


def progress(db: Db, programme: str) -> list[Part]:
    """How many contributions are in an idea, for every question, community and theme together."""
    about = (col(c.question), col(c.community), col(c.theme))
    rows = db.execute(
        select(*about, func.count(), func.sum(case((_in_an_idea(), 1), else_=0)))
        .where(col(c.programme) == programme, col(c.state).in_(LISTED))
        .group_by(*about)
    )
    return [
        Part(question, community, theme, int(n), int(placed or 0)) for question, community, theme, n, placed in rows
    ]


def tags_of(db: Db, contributions: Sequence[str]) -> dict[str, list[str]]:
    """{contribution: its tags, A to Z}"""
    found: dict[str, list[str]] = {}
    for id, tag in db.execute(
        select(col(t.contribution), col(t.tag)).where(col(t.contribution).in_(contributions)).order_by(col(t.tag))
    ):
        found.setdefault(id, []).append(tag)
    return found


def tags_used(db: Db, programme: str) -> list[str]:
    """Every tag that a listed contribution of this programme has, A to Z."""
    asked = (
        select(col(t.tag))
        .distinct()
        .join(c, col(c.id) == col(t.contribution))
        .where(col(c.programme) == programme, col(c.state).in_(LISTED))
        .order_by(col(t.tag))
    )
    return list(db.scalars(asked))


def ideas_with(db: Db, contributions: Sequence[str]) -> dict[str, list[Idea]]:
    """{contribution: the ideas it is quoted in}"""
    found: dict[str, list[Idea]] = {}
    rows = db.execute(
        select(col(q.contribution), Idea)
        .join(Idea, col(Idea.id) == col(q.idea))
        .where(col(q.contribution).in_(contributions), col(q.removed_at).is_(None))
        .order_by(col(q.at), col(q.id))
    )
    for id, idea in rows:
        ideas = found.setdefault(id, [])
        if idea not in ideas:
            ideas.append(idea)
    return found


def quote_counts(db: Db, programme: str, ideas: Sequence[str] | None = None) -> dict[str, int]:
    """{idea: how many passages it rests on}, of all ideas or of these; the same passage twice is one."""
    asked = (
        select(col(q.idea), col(q.contribution), col(q.starts), col(q.ends))
        .join(c, col(c.id) == col(q.contribution))
        .where(col(c.programme) == programme, col(c.state).in_(LISTED), col(q.removed_at).is_(None))
    )
    passages = (asked if ideas is None else asked.where(col(q.idea).in_(ideas))).distinct().subquery()
    rows = db.execute(select(passages.c.idea, func.count()).group_by(passages.c.idea))
    return {idea: int(n) for idea, n in rows}


def ideas_quoting(db: Db, programme: str, words: Iterable[str]) -> set[str]:
    """The ideas that have one quote with all these words in it."""
    said = func.substr(col(c.text), col(q.starts) + 1, col(q.ends) - col(q.starts))
    asked = (
        select(col(q.idea))
        .distinct()
        .join(c, col(c.id) == col(q.contribution))
        .where(col(c.programme) == programme, col(c.state).in_(LISTED), col(q.removed_at).is_(None))
        .where(*(said.icontains(word, autoescape=True) for word in words))
    )
    return set(db.scalars(asked))


def kept_apart(db: Db, programme: str) -> set[tuple[str, str]]:
    """Pairs of ideas that somebody said are not one, the smaller id first."""
    k = KeptApart
    rows = db.execute(
        select(col(k.one), col(k.other)).join(Idea, col(Idea.id) == col(k.one)).where(col(Idea.programme) == programme)
    )
    return {(one, other) for one, other in rows}


Mark = tuple[int, tuple[object, ...]]
"""(how many texts there are to compare, what else changes with them)"""


def mark_of(db: Db, programme: str) -> Mark:
    """What changes when contributions come or go, or ideas are worded anew or merged: look-alikes are sought again."""
    states = db.execute(
        select(col(c.state), func.count()).where(col(c.programme) == programme).group_by(col(c.state))
    ).all()
    i = Idea
    numbers = (func.count(), func.sum(col(i.version)), func.count(col(i.parked_at)), func.count(col(i.merged_into)))
    ideas = db.execute(select(*numbers).where(col(Idea.programme) == programme)).one()
    merges = db.scalar(select(func.count()).select_from(IdeaMerge).where(col(IdeaMerge.programme) == programme))
    texts = sum(int(n) for _, n in states) + int(ideas[0])
    return texts, (tuple(sorted((state, int(n)) for state, n in states)), *(int(n or 0) for n in ideas), merges)


def texts_listed(db: Db, programme: str) -> list[tuple[str, str]]:
    """[(id, text)] of all that is listed."""
    rows = db.execute(
        select(col(c.id), col(c.text))
        .where(col(c.programme) == programme, col(c.state).in_(LISTED))
        .order_by(col(c.number))
    )
    return [(id, text) for id, text in rows]


def quoted_by(db: Db, programme: str) -> list[tuple[str, str]]:
    """[(idea, contribution)] of every quote that stands."""
    rows = db.execute(
        select(col(q.idea), col(q.contribution))
        .join(c, col(c.id) == col(q.contribution))
        .where(col(c.programme) == programme, col(q.removed_at).is_(None))
    )
    return [(idea, contribution) for idea, contribution in rows]


def _where(programme: str, filters: Filters) -> list[ColumnElement[bool]]:
    where = [col(c.programme) == programme, col(c.state).in_(LISTED)]
    for column, wanted in ((c.question, filters.question), (c.community, filters.community), (c.theme, filters.theme)):
        if wanted:
            where.append(col(column).is_(None) if wanted == NONE else col(column) == wanted)
    if filters.flagged:
        where.append(col(c.flagged).is_(True))
    if filters.tag:
        where.append(exists().where(and_(col(t.contribution) == col(c.id), col(t.tag) == filters.tag)))
    if filters.words.isascii() and filters.words.isdigit() and len(filters.words) <= 9:
        return [*where, col(c.number) == int(filters.words)]
    return [*where, *(col(c.text).icontains(word, autoescape=True) for word in filters.words.split())]


def _in_an_idea() -> ColumnElement[bool]:
    return exists().where(and_(col(q.contribution) == col(c.id), col(q.removed_at).is_(None)))
