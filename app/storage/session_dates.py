"""When a session is planned to begin: a note for people, which no rule depends on."""

from __future__ import annotations

from sqlalchemy import update
from sqlmodel import Session as Db
from sqlmodel import col

from .tables import WorkshopSession


def plan_start(db: Db, session: str, starts_at: float | None) -> None:
    """Notes when it shall begin, in seconds since 1970; None where that is open."""
    s = WorkshopSession
    db.execute(update(s).where(col(s.id) == session).values(starts_at=starts_at))
