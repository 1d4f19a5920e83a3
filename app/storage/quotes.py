"""Questions about quotes: which passages an idea grew from, and which ideas a contribution is in."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlmodel import Session as Db
from sqlmodel import col

from .contributions import WITHDRAWN
from .tables import Contribution, Idea, Quote


def quotes_of(db: Db, idea: str) -> list[tuple[Quote, Contribution]]:
    """An idea's quotes that stand, each with its contribution, in the order they were attached.

    A passage that came twice, as it can where two ideas were merged, is there once.
    """
    once: dict[tuple[str, int, int], tuple[Quote, Contribution]] = {}
    for quote, told in _standing(db, col(Quote.idea) == idea):
        once.setdefault((told.id, quote.starts, quote.ends), (quote, told))
    return list(once.values())


def loosened_from(db: Db, idea: str) -> list[tuple[Quote, Contribution]]:
    """Quotes that were taken off an idea and could be put back, the last one first."""
    rows = db.execute(
        select(Quote, Contribution)
        .join(Contribution, col(Contribution.id) == col(Quote.contribution))
        .where(
            col(Quote.idea) == idea, col(Quote.removed_at).is_not(None), col(Contribution.state) != WITHDRAWN,
            col(Quote.ends) > 0,
        )
        .order_by(col(Quote.removed_at).desc(), col(Quote.id))
    )  # fmt: skip
    return [(quote, told) for quote, told in rows]


def all_quotes_of(db: Db, idea: str) -> list[Quote]:
    """Every quote that hangs on this idea, those that were taken off and those withdrawn among them."""
    return list(db.scalars(select(Quote).where(col(Quote.idea) == idea).order_by(col(Quote.at), col(Quote.id))))


def quotes_from(db: Db, contribution: str) -> list[tuple[Quote, Idea]]:
    """Where a contribution is quoted, each with its idea."""
    rows = db.execute(
        select(Quote, Idea)
        .join(Idea, col(Idea.id) == col(Quote.idea))
        .where(col(Quote.contribution) == contribution, col(Quote.removed_at).is_(None))
        .order_by(col(Quote.at), col(Quote.id))
    )
    return [(quote, idea) for quote, idea in rows]


def words_of(quote: Quote, contribution: Contribution) -> str:
    """The passage itself."""
    return contribution.text[quote.starts : quote.ends]


def _standing(db: Db, where: ColumnElement[bool]) -> list[tuple[Quote, Contribution]]:
    rows = db.execute(
        select(Quote, Contribution)
        .join(Contribution, col(Contribution.id) == col(Quote.contribution))
        .where(where, col(Quote.removed_at).is_(None), col(Contribution.state) != WITHDRAWN)
        .order_by(col(Quote.at), col(Contribution.number), col(Quote.starts), col(Quote.id))
    )
    return [(quote, contribution) for quote, contribution in rows]
