"""Questions about programmes and their ideas for change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select
from sqlmodel import Session as Db
from sqlmodel import col

from app.domain.stages import StageIdea

from .tables import Idea, Programme


def programmes(db: Db) -> list[Programme]:
    return list(
        db.scalars(select(Programme).where(col(Programme.archived_at).is_(None)).order_by(col(Programme.created_at)))
    )


def programme(db: Db, id: str) -> Programme | None:
    return db.get(Programme, id)


def ideas_of(db: Db, programme: str) -> list[Idea]:
    """All ideas of a programme that are not parked, in their order."""
    return list(
        db.scalars(
            select(Idea)
            .where(col(Idea.programme) == programme, col(Idea.parked_at).is_(None))
            .order_by(col(Idea.position), col(Idea.id))
        )
    )


def refs_taken(db: Db, programme: str, refs: Iterable[str]) -> set[str]:
    """Which of these keys the programme uses already."""
    wanted = list(refs)
    return set(db.scalars(select(col(Idea.ref)).where(col(Idea.programme) == programme, col(Idea.ref).in_(wanted))))


def next_position(db: Db, programme: str) -> int:
    last = db.scalar(select(func.max(col(Idea.position))).where(col(Idea.programme) == programme))
    return 0 if last is None else last + 1


def wording_of(db: Db, programme: str, ids: Sequence[str] | None) -> tuple[StageIdea, ...]:
    """The ideas as they are worded now: all of the programme, or those named, in that order."""
    found = {idea.id: idea for idea in ideas_of(db, programme)}
    chosen = found.values() if ids is None else [found[id] for id in ids if id in found]
    return tuple(StageIdea(i.id, i.text, i.ref, i.name, i.theme) for i in chosen)
