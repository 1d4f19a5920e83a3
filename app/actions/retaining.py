"""Keeping people's words no longer than a programme said: what is due is erased, and that it was is recorded."""

from __future__ import annotations

from sqlmodel import Session as Db

from app.domain.refusals import Refusal
from app.storage.audit import record
from app.storage.ideas import programme as programme_row
from app.storage.retention import Erased, due, ended_sessions, erase_session, erase_told

ITSELF = "retention"
"""Who erases: nobody has to press a button."""
LONGEST = 36_500
"""Days, a hundred years."""


def set_days(db: Db, programme: str, days: int | None, who: str, now: float) -> None:
    """How long people's words are kept after the last workshop or contribution; None for as long as the programme is.

    Raises Refusal unknown_code or bad_field.
    """
    row = programme_row(db, programme)
    if row is None:
        raise Refusal("unknown_code", "This programme is not known here.")
    if days is not None and not 1 <= days <= LONGEST:
        raise Refusal("bad_field", "Give a number of days, from 1 to {most}.", "days", most=LONGEST)
    row.keep_days = days
    record(db, who, "change keeping", now, programme)
    db.flush()


def due_sessions(db: Db, now: float) -> dict[str, list[str]]:
    """{programme whose days are over: its ended sessions}."""
    return {programme: ended_sessions(db, programme) for programme in due(db, now)}


def retain(db: Db, programme: str, now: float, who: str = ITSELF) -> Erased:
    """Erases what people said in a programme whose days are over, in one transaction: a kill leaves all or nothing.

    What was not due, or is erased already, is left alone.
    """
    if programme not in due(db, now):
        return Erased()
    erased = sum((erase_session(db, session, now) for session in ended_sessions(db, programme)), Erased())
    erased += erase_told(db, programme)
    record(db, who, "retention", now, programme, about=str(erased))
    db.flush()
    return erased
