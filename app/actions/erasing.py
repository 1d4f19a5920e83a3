"""Deleting a workshop or a programme for good: its name has to be typed, and nothing that runs is deleted."""

from __future__ import annotations

from sqlmodel import Session as Db

from app.domain.refusals import Refusal
from app.domain.session import RUNNING
from app.storage.audit import record
from app.storage.erasing import delete_programme, delete_session
from app.storage.rehearsals import twin_of
from app.storage.sessions import lock_session, session_row, sessions_of

from .archiving import known


def erase_workshop(db: Db, session: str, typed: str, who: str, now: float) -> str:
    """Deletes it with everything of it → its programme. The record keeps that it was deleted, and by whom.

    Raises Refusal unknown_code, not_allowed while it runs, bad_field where the name is not its own.
    """
    row = session_row(db, session) if lock_session(db, session) is not None else None
    if row is None:
        raise Refusal("unknown_code", "This workshop is not known here.")
    if row.phase == RUNNING:
        raise Refusal("not_allowed", "This workshop is running. Finish it first.")
    _must_be(typed, row.name)
    programme = row.programme
    db.expunge(row)
    if (twin := twin_of(db, session)) is not None:
        db.expunge(twin)
        delete_session(db, twin.id)
    delete_session(db, session)
    record(db, who, "delete workshop", now, programme, session)
    return programme


def erase_programme(db: Db, programme: str, typed: str, who: str, now: float) -> list[str]:
    """Deletes it with all its workshops, ideas and words → the ids of those workshops.

    Raises Refusal as `erase_workshop` does.
    """
    row = known(db, programme)
    if any(session.phase == RUNNING for session in sessions_of(db, programme)):
        raise Refusal("not_allowed", "A workshop of this programme is running. Finish it first.")
    _must_be(typed, row.name)
    db.expunge_all()
    gone = delete_programme(db, programme)
    record(db, who, "delete programme", now, programme)
    return gone


def _must_be(typed: str, name: str) -> None:
    if " ".join(typed.split()) != " ".join(name.split()):
        raise Refusal("bad_field", "Type the name as it stands there.", "name")
