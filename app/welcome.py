"""What `make run` prints: where the console, the board and the join page are, and how to sign in the first time."""

from __future__ import annotations

import time

from sqlalchemy import Engine
from sqlmodel import Session as Db

from app.domain.session import ENDED
from app.storage.accounts import add_link
from app.storage.database import writing_engine
from app.storage.ideas import programmes
from app.storage.sessions import sessions_of
from app.storage.tables import WorkshopSession

FIRST_HOST = "host@example.org"


def welcome(database: str, origin: str) -> str:
    """The lines to print, with a new one-time sign-in link."""
    engine = writing_engine(database, 1, checkpoints=False)
    try:
        return _written(engine, origin)
    finally:
        engine.dispose()


def _written(engine: Engine, origin: str) -> str:
    with Db(engine, expire_on_commit=False) as db, db.begin():
        session = _newest(db)
        secret = add_link(db, FIRST_HOST, time.time())
    lines = [
        "",
        "Common Ground is running.",
        "",
        f"  Sign in as host   {origin}/sign-in/{secret}",
        "                    (works once, for a day)",
    ]
    if session is not None:
        at = f"{origin}/sessions/{session.id}"
        lines += [f"  Console           {at}/console", f"  Board             {at}/board",
                  f"  Join page         {origin}/join/{session.code}   (code {session.code})"]  # fmt: skip
    return "\n".join([*lines, "", "Stop it with Ctrl+C. Everything is kept.", ""])


def _newest(db: Db) -> WorkshopSession | None:
    """The newest session that has not ended."""
    found = [s for p in programmes(db) for s in sessions_of(db, p.id) if s.phase != ENDED]
    return max(found, key=lambda s: s.created_at, default=None)
