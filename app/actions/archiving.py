"""Putting a programme or a workshop away: it leaves the lists, nothing of it is lost, and it can come back."""

from __future__ import annotations

from sqlmodel import Session as Db

from app.domain.refusals import Refusal
from app.domain.session import RUNNING
from app.storage.audit import record
from app.storage.ideas import programme as programme_row
from app.storage.notices import CHANGED, version_of
from app.storage.sessions import session_row
from app.storage.tables import Programme, WorkshopSession

LONGEST_NOTICE = 2_000


def archive(db: Db, programme: str, who: str, now: float) -> None:
    """Raises Refusal unknown_code. Twice changes nothing."""
    row = known(db, programme)
    if row.archived_at is None:
        row.archived_at = now
        record(db, who, "archive", now, programme)
        db.flush()


def take_out(db: Db, programme: str, who: str, now: float) -> None:
    """Back among the others. Raises Refusal unknown_code."""
    row = known(db, programme)
    if row.archived_at is not None:
        row.archived_at = None
        record(db, who, "take out of archive", now, programme)
        db.flush()


def archive_workshop(db: Db, session: str, who: str, now: float) -> str:
    """Puts one workshop away → its programme. Its figures still count, and its addresses still work.

    Raises Refusal unknown_code, or not_allowed while it runs. Twice changes nothing.
    """
    row = _workshop(db, session)
    if row.phase == RUNNING:
        raise Refusal("not_allowed", "This workshop is running. Finish it first.")
    if row.archived_at is None:
        row.archived_at = now
        record(db, who, "archive workshop", now, row.programme, session)
        db.flush()
    return row.programme


def take_out_workshop(db: Db, session: str, who: str, now: float) -> str:
    """Back among the others → its programme. Raises Refusal unknown_code."""
    row = _workshop(db, session)
    if row.archived_at is not None:
        row.archived_at = None
        record(db, who, "take workshop out of archive", now, row.programme, session)
        db.flush()
    return row.programme


def set_notice(db: Db, programme: str, notice: str, who: str, now: float) -> None:
    """What people are told before anything of theirs is kept; the record names its version.

    Raises Refusal unknown_code, too_long or bad_field.
    """
    row, words = known(db, programme), notice.strip()
    if len(words) > LONGEST_NOTICE:
        raise Refusal("too_long", "Please keep the notice under {longest} letters.", "notice", longest=LONGEST_NOTICE)
    if "\0" in words:
        raise Refusal("bad_field", "This text holds a character that cannot be kept.", "notice")
    if words != row.notice:
        row.notice = words
        record(db, who, CHANGED, now, programme, about=version_of(words))
        db.flush()


def known(db: Db, programme: str) -> Programme:
    """Raises Refusal unknown_code."""
    row = programme_row(db, programme)
    if row is None:
        raise Refusal("unknown_code", "This programme is not known here.")
    return row


def _workshop(db: Db, session: str) -> WorkshopSession:
    row = session_row(db, session)
    if row is None or row.rehearsal_of is not None:
        raise Refusal("unknown_code", "This workshop is not known here.")
    return row
