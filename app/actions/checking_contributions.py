"""Checking many contributions at once: those without a sign of personal details. Single ones are in `contributing`."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import insert, select, update
from sqlmodel import Session as Db
from sqlmodel import col

from app.domain.flags import flags_of
from app.storage.audit import record
from app.storage.contributions import ALLOWED, WAITING
from app.storage.secrets import new_id
from app.storage.store import Store
from app.storage.tables import Contribution, ProgrammeDeed

from .planning import must_exist

AT_ONCE = 100
"""Looked at in one write, so that rooms never wait long for their turn."""


async def allow_unmarked(
    store: Store, programme: str, who: str, now: float, ids: Collection[str] | None = None, up_to: int | None = None
) -> int:
    """Lets through what waits and carries no mark → how many. Where it is cut short, the same again does the rest.

    Of these `ids`, or of all up to number `up_to`: what came after somebody looked waits for the next look.
    """
    allowed, after = 0, 0
    while True:
        some, last = await store.write(_allow_some, programme, who, now, ids, after, up_to)
        allowed += some
        if last is None:
            return allowed
        after = last


def _allow_some(
    db: Db, programme: str, who: str, now: float, ids: Collection[str] | None, after: int, up_to: int | None
) -> tuple[int, int | None]:
    """(how many, the number that was looked at last; None where nothing was left to look at)"""
    must_exist(db, programme)
    c = Contribution
    waiting = select(col(c.id), col(c.text), col(c.number)).where(
        col(c.programme) == programme, col(c.state) == WAITING, col(c.number) > after
    )
    if up_to is not None:
        waiting = waiting.where(col(c.number) <= up_to)
    looked_at = db.execute(waiting.order_by(col(c.number)).limit(AT_ONCE)).all()
    if not looked_at:
        return 0, None
    free = [id for id, text, _ in looked_at if (ids is None or id in ids) and not flags_of(text)]
    if free:
        db.execute(update(c).where(col(c.id).in_(free)).values(state=ALLOWED, reason=""))
        deed = {"programme": programme, "at": now, "who": who, "what": f"{ALLOWED} contribution"}
        db.execute(insert(ProgrammeDeed), [deed | {"id": new_id(), "about": id} for id in free])
        record(db, who, f"{ALLOWED} contributions", now, programme)
    return len(free), looked_at[-1].number
