"""Looking at several sessions' exact figures at once: that is recorded with each of them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session as Db

from app.storage.outcomes import record_look


def look_at_each(db: Db, sessions: Iterable[str], who: str, what: str, at: float) -> None:
    """Who looked at what, once a session."""
    for session in sorted(set(sessions)):
        record_look(db, session, who, what, at)
