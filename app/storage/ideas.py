"""Questions about programmes and their ideas for change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select
from sqlmodel import Session as Db
from sqlmodel import col

from app.domain.stages import StageIdea

from .tables import Idea, Programme
from .translations import offered_idea


def programmes(db: Db) -> list[Programme]:
    return list(
        db.scalars(select(Programme).where(col(Programme.archived_at).is_(None)).order_by(col(Programme.created_at)))
    )


def programme(db: Db, id: str) -> Programme | None:
    return db.get(Programme, id)


def ideas_of(db: Db, programme: str, statements: bool = False) -> list[Idea]:
    """All ideas of a programme that are neither parked nor merged into another, in their order.

    With `statements` also what stands for a statement of the strategy draft, so that a session can weigh it.
    """
    listed = select(Idea).where(
        col(Idea.programme) == programme, col(Idea.parked_at).is_(None), col(Idea.merged_into).is_(None)
    )
    if not statements:
        listed = listed.where(col(Idea.statement).is_(None))
    return list(db.scalars(listed.order_by(col(Idea.position), col(Idea.id))))


def refs_taken(db: Db, programme: str, refs: Iterable[str]) -> set[str]:
    """Which of these keys the programme uses already."""
    wanted = list(refs)
    return set(db.scalars(select(col(Idea.ref)).where(col(Idea.programme) == programme, col(Idea.ref).in_(wanted))))


def refs_put_by(db: Db, programme: str) -> set[str]:
    """The keys of ideas that were parked or merged into another."""
    mine, gone = col(Idea.programme) == programme, col(Idea.parked_at).is_not(None) | col(Idea.merged_into).is_not(None)
    return {ref for ref in db.scalars(select(col(Idea.ref)).where(mine, gone)) if ref}


def next_position(db: Db, programme: str) -> int:
    last = db.scalar(select(func.max(col(Idea.position))).where(col(Idea.programme) == programme))
    return 0 if last is None else last + 1


def wording_of(db: Db, programme: str, ids: Sequence[str] | None) -> tuple[StageIdea, ...]:
    """The ideas as they are worded now: all of the programme, or those named, in that order.

    One that became part of another since it was named is there as that other one, once.
    """
    found = {idea.id: idea for idea in ideas_of(db, programme, statements=ids is not None)}
    named = found if ids is None else dict.fromkeys(_after_merges(db, programme, ids))
    chosen = [found[id] for id in named if id in found]
    return tuple(offered_idea(idea) for idea in chosen)


def _after_merges(db: Db, programme: str, ids: Sequence[str]) -> list[str]:
    rows = db.execute(
        select(col(Idea.id), col(Idea.merged_into)).where(
            col(Idea.programme) == programme, col(Idea.merged_into).is_not(None)
        )
    )
    into = {row.id: row.merged_into for row in rows}
    ends = []
    for id in ids:
        while id in into:
            id = into[id]
        ends.append(id)
    return ends


def weighable(db: Db, programme: str, named: Iterable[str]) -> tuple[StageIdea, ...]:
    """The programme's ideas as they are worded now, and of those `named` also what stands for a statement."""
    wanted, found = set(named), ideas_of(db, programme, statements=True)
    listed = [idea for idea in found if idea.statement is None or idea.id in wanted]
    return tuple(offered_idea(idea) for idea in listed)
