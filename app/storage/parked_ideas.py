"""Questions about single ideas, and about those that were put aside."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import Session as Db
from sqlmodel import col

from .tables import Idea


def idea_of(db: Db, programme: str, id: str) -> Idea | None:
    """An idea of this programme, parked or not."""
    idea = db.get(Idea, id)
    return idea if idea is not None and idea.programme == programme else None


def parked_ideas(db: Db, programme: str) -> list[Idea]:
    """Ideas put aside, the last one first."""
    return list(
        db.scalars(
            select(Idea)
            .where(col(Idea.programme) == programme, col(Idea.parked_at).is_not(None), col(Idea.statement).is_(None))
            .order_by(col(Idea.parked_at).desc(), col(Idea.id))
        )
    )
