"""Questions that follow a thread: the quotes an idea rests on with all that it took in, and where a quote leads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select
from sqlmodel import Session as Db
from sqlmodel import col

from .contributions import ALLOWED, HIDDEN, WITHDRAWN
from .tables import Contribution, Idea, Quote


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """A quote that stands, with what is known of what was said. `words` are empty where it was withdrawn or hidden."""

    id: str
    idea: str
    words: str
    contribution: str
    number: int
    state: str
    may_quote: bool
    role: str | None
    community: str | None
    source_name: str | None

    @property
    def withdrawn(self) -> bool:
        return self.state == WITHDRAWN

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it: its person agreed, and an organiser has allowed it."""
        return self.state == ALLOWED and self.may_quote


def quotes_of_ideas(db: Db, ideas: Iterable[str]) -> list[QuoteLine]:
    """The quotes of these ideas in the order they were attached; the same passage twice is one."""
    return _lines(db, col(Quote.idea).in_(list(ideas)))


def quotes_of_programme(db: Db, programme: str) -> list[QuoteLine]:
    """Every quote of a programme's ideas, the same passage of one idea once."""
    return _lines(db, col(Idea.programme) == programme)


def _lines(db: Db, where: ColumnElement[bool]) -> list[QuoteLine]:
    """Columns, not rows of tables: a public page may hold thousands."""
    c, q = Contribution, Quote
    passage = func.substr(col(c.text), col(q.starts) + 1, col(q.ends) - col(q.starts))
    words = case((col(c.state).in_((HIDDEN, WITHDRAWN)), ""), else_=passage)
    rows = db.execute(
        select(
            col(q.id), col(q.idea), words, col(c.id), col(c.number), col(c.state), col(c.may_quote), col(c.role),
            col(c.community), col(c.source_name), col(q.starts), col(q.ends),
        )
        .join(c, col(c.id) == col(q.contribution))
        .join(Idea, col(Idea.id) == col(q.idea))
        .where(where, col(q.removed_at).is_(None))
        .order_by(col(q.at), col(c.number), col(q.starts), col(q.id))
    )  # fmt: skip
    once: dict[tuple[str, str, int, int], QuoteLine] = {}
    for *known, starts, ends in rows:
        line = QuoteLine(*known)
        once.setdefault((line.idea, line.contribution, starts, ends), line)
    return list(once.values())
