"""Questions about who came to a programme's sessions. Simulated people do not count."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlmodel import Session as Db
from sqlmodel import col

from .tables import Participant, WorkshopSession


def who_came(db: Db, programme: str) -> list[tuple[str, str, str | None, int]]:
    """[(session, community, profession, people)] over all sessions of a programme, exact: for organisers only."""
    p = Participant
    rows = db.execute(
        select(col(p.session), col(p.community), col(p.profession), func.count())
        .join(WorkshopSession, col(WorkshopSession.id) == col(p.session))
        .where(col(WorkshopSession.programme) == programme, col(p.simulated).is_(False))
        .group_by(col(p.session), col(p.community), col(p.profession))
    )
    return [(session, community, profession, int(people)) for session, community, profession, people in rows]
