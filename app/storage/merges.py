"""Questions about merges: what an idea became part of, and what came into it."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import Session as Db
from sqlmodel import col

from .tables import Idea, IdeaMerge

m = IdeaMerge


def merge_of(db: Db, programme: str, id: str) -> IdeaMerge | None:
    found = db.get(IdeaMerge, id)
    return found if found is not None and found.programme == programme else None


def merges_into(db: Db, idea: str) -> list[tuple[IdeaMerge, Idea]]:
    """What became part of this idea and still is, the newest first, each with the idea that is gone."""
    rows = db.execute(
        select(m, Idea)
        .join(Idea, col(Idea.id) == col(m.gone))
        .where(col(m.kept) == idea, col(m.undone_at).is_(None))
        .order_by(col(m.at).desc(), col(m.id))
    )
    return [(merge, gone) for merge, gone in rows]


def merge_away(db: Db, idea: str) -> IdeaMerge | None:
    """How this idea became part of another, if it is."""
    return db.scalars(select(m).where(col(m.gone) == idea, col(m.undone_at).is_(None))).first()


def standing_merges(db: Db, programme: str) -> list[IdeaMerge]:
    """All that were not undone, the oldest first."""
    asked = select(m).where(col(m.programme) == programme, col(m.undone_at).is_(None))
    return list(db.scalars(asked.order_by(col(m.at), col(m.id))))


def end_of(db: Db, idea: Idea) -> Idea:
    """The idea that this one is part of by now, over however many merges; itself where it is part of none."""
    while idea.merged_into is not None:
        further = db.get(Idea, idea.merged_into)
        if further is None:
            break
        idea = further
    return idea
