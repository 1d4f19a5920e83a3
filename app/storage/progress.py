"""Questions about how a session goes: who came when, and what was saved last."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session as Db
from sqlmodel import col

from .tables import JournalLine, Participant


@dataclass(frozen=True, slots=True)
class Progress:
    """Times in seconds since 1970. Who was entered from paper never joined."""

    joined_at: tuple[float, ...]
    """When each person who is in the session joined by a device, in that order."""
    last_saved: float | None
    """When the newest event that is on disk happened, whichever process saved it."""


def progress_of(db: Db, session: str) -> Progress:
    p, line = Participant, JournalLine
    joined = db.execute(
        select(col(p.joined_at)).where(col(p.session) == session, col(p.channel) != "paper").order_by(col(p.joined_at))
    )
    newest = select(col(line.at)).where(col(line.session) == session).order_by(col(line.number).desc()).limit(1)
    return Progress(tuple(joined.scalars()), db.scalar(newest))
