"""How else people may take part in a session: a note of its host for who comes, which no rule depends on."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import update
from sqlmodel import Session as Db
from sqlmodel import col

from .tables import WorkshopSession


def other_ways(db: Db, session: str) -> dict[str, str]:
    """{easy_read, large_print, phone, words}, those that there are."""
    row = db.get(WorkshopSession, session)
    return dict(row.other_ways) if row is not None else {}


def keep_other_ways(db: Db, session: str, ways: Mapping[str, str]) -> None:
    s = WorkshopSession
    db.execute(update(s).where(col(s.id) == session).values(other_ways=dict(ways)))
