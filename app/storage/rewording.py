"""Ideas out of which somebody's own words were cut: organisers are told to word them anew, until they did."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlmodel import Session as Db
from sqlmodel import col

from .programme_deeds import record_deed
from .tables import Idea, ProgrammeDeed

WANTED, SETTLED = "reword wanted", "reword settled"

d = ProgrammeDeed


def want_rewording(db: Db, idea: Idea, who: str, now: float) -> None:
    """Until it is worded anew, or its organisers say that what is left may stay, it is on no public page."""
    record_deed(db, idea.programme, who, WANTED, now, idea.id)


def settle_rewording(db: Db, idea: Idea, who: str, now: float) -> None:
    """Where other words were wanted: it has them now, or an organiser says that what is left may stay."""
    if is_wanted(db, idea):
        record_deed(db, idea.programme, who, SETTLED, now, idea.id)


def ideas_to_reword(db: Db, programme: str) -> list[Idea]:
    """In their order, those that became part of another among them."""
    asked = (
        select(col(d.about), col(d.what), func.max(col(d.at)))
        .where(col(d.programme) == programme, col(d.what).in_((WANTED, SETTLED)))
        .group_by(col(d.about), col(d.what))
    )
    times: dict[str, dict[str, float]] = {}
    for idea, what, at in db.execute(asked):
        times.setdefault(idea, {})[what] = at
    wanted = [idea for idea, at in times.items() if WANTED in at and at[WANTED] > at.get(SETTLED, float("-inf"))]
    if not wanted:
        return []
    found = db.scalars(select(Idea).where(col(Idea.id).in_(wanted)).order_by(col(Idea.position), col(Idea.id)))
    return list(found)


def is_wanted(db: Db, idea: Idea) -> bool:
    return any(one.id == idea.id for one in ideas_to_reword(db, idea.programme))
