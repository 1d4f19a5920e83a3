"""Questions about outcomes: the newest revision, and the record of who looked early."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import func, select, update
from sqlmodel import Session as Db
from sqlmodel import col

from .audit import record
from .secrets import new_id
from .tables import Look, OutcomeRow, Publication


def last_revision(db: Db, session: str) -> int:
    """0 where nothing was concluded yet."""
    return int(db.scalar(select(func.max(col(OutcomeRow.revision))).where(col(OutcomeRow.session) == session)) or 0)


def saved_outcome(db: Db, session: str) -> dict[str, Any] | None:
    """The newest revision's outcome with its hash."""
    row = db.scalars(
        select(OutcomeRow).where(col(OutcomeRow.session) == session).order_by(col(OutcomeRow.revision).desc()).limit(1)
    ).first()
    if row is None or row.body is None:
        return None
    body: dict[str, Any] = msgspec.json.decode(row.body)
    return body | {"hash": row.hash}


def empty_older(db: Db, session: str, newest: int) -> None:
    """Older revisions keep only number, time, reason and hash."""
    db.execute(
        update(OutcomeRow)
        .where(col(OutcomeRow.session) == session, col(OutcomeRow.revision) < newest)
        .values(body=None)
    )


def record_look(db: Db, session: str, who: str, what: str, at: float) -> None:
    """Somebody saw figures, or took them away: that is kept."""
    db.add(Look(id=new_id(), session=session, at=at, who=who, what=what))
    record(db, who.removeprefix("host:"), what, at, session=session)
    db.flush()


def publication(db: Db, session: str) -> Publication | None:
    return db.get(Publication, session)
