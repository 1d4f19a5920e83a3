"""Who did what in a programme: the record beside the wordings. It holds ids, never what people said."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import Session as Db
from sqlmodel import col

from .audit import record
from .secrets import new_id
from .tables import ProgrammeDeed


def record_deed(db: Db, programme: str, who: str, what: str, at: float, about: str = "") -> None:
    """Keeps that `who` did `what` about the row of this id."""
    db.add(ProgrammeDeed(id=new_id(), programme=programme, at=at, who=who, what=what, about=about))
    record(db, who, what, at, programme, about=about)
    db.flush()


def deeds_about(db: Db, programme: str, about: str) -> list[ProgrammeDeed]:
    """The oldest first."""
    d = ProgrammeDeed
    return list(
        db.scalars(select(d).where(col(d.programme) == programme, col(d.about) == about).order_by(col(d.at), col(d.id)))
    )
