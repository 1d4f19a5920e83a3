"""Questions about rehearsals, the twins on which sessions are tried out, and wiping one: every row of it."""

from __future__ import annotations

from sqlalchemy import func, select, text
from sqlmodel import Session as Db
from sqlmodel import col

from . import tables as t
from .erasing import delete_session
from .presence import FRESH
from .sessions import lock_session

A_DAY = 86_400.0


def twin_of(db: Db, session: str) -> t.WorkshopSession | None:
    """The rehearsal of a session that is under way."""
    s = t.WorkshopSession
    return db.scalars(select(s).where(col(s.rehearsal_of) == session)).first()


def rehearsal_row(db: Db, twin: str) -> t.WorkshopSession | None:
    """That session's row, if it is a rehearsal."""
    row = db.get(t.WorkshopSession, twin)
    return row if row is not None and row.rehearsal_of is not None else None


def left_over(db: Db, now: float, alone: bool) -> list[str]:
    """The rehearsals that nobody holds any more. A server that is alone finds its own of before. Where several share
    a database (PostgreSQL): those made before the oldest process that still lives, or more than a day ago."""
    s = t.WorkshopSession
    before = now if alone else max(_oldest_start(db, now), now - A_DAY)
    return list(db.scalars(select(col(s.id)).where(col(s.rehearsal_of).is_not(None), col(s.created_at) < before)))


def _oldest_start(db: Db, now: float) -> float:
    living = text(
        "SELECT min(started) FROM process_presence "
        f"WHERE session = '' AND seen_at > extract(epoch from clock_timestamp()) - {FRESH}"
    )
    started = db.scalar(living)
    return now if started is None else float(started)


def wipe(db: Db, twin: str) -> bool:
    """Deletes a rehearsal with all that was said and done in it → whether it was there. No other session can be
    wiped. Turns of its room wait for it, and then find nothing."""
    if lock_session(db, twin) is None or rehearsal_row(db, twin) is None:
        return False
    return delete_session(db, twin)


def count_rehearsals(db: Db) -> int:
    s = t.WorkshopSession
    return int(db.scalar(select(func.count()).select_from(s).where(col(s.rehearsal_of).is_not(None))) or 0)
