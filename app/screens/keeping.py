"""What an organiser sees before they put a programme away, limit how long it keeps words, or delete it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session as Db
from sqlmodel import col

from app.domain.outcomes import rfc3339
from app.domain.session import RUNNING
from app.storage.contributions import WITHDRAWN
from app.storage.ideas import programme as programme_row
from app.storage.notices import in_force_since, version_of
from app.storage.sessions import session_row, sessions_of
from app.storage.tables import Contribution, Participant, Programme, WorkshopSession


@dataclass(frozen=True, slots=True)
class KeepingScreen:
    """A programme, how much would go with it, and whether a workshop of it runs."""

    programme: Programme
    workshops: Sequence[WorkshopSession]
    people: int
    told: int
    running: bool
    version: str
    """Of the notice as it stands."""
    since: float | None


def keeping_screen(db: Db, programme: str) -> KeepingScreen | None:
    row = programme_row(db, programme)
    if row is None:
        return None
    sessions = [session for session in sessions_of(db, programme) if session.rehearsal_of is None]
    c = Contribution
    told = select(func.count()).select_from(c).where(col(c.programme) == programme, col(c.state) != WITHDRAWN)
    return KeepingScreen(
        row, sessions, people_in(db, [session.id for session in sessions]), int(db.scalar(told) or 0),
        any(session.phase == RUNNING for session in sessions), version_of(row.notice), in_force_since(db, programme),
    )  # fmt: skip


def keeping_json(db: Db, programme: str) -> dict[str, Any] | None:
    """The same for programs; None where there is no such programme."""
    screen = keeping_screen(db, programme)
    if screen is None:
        return None
    return {
        "notice": screen.programme.notice, "notice_version": screen.version, "notice_since": rfc3339(screen.since),
        "keep_days": screen.programme.keep_days, "archived_at": rfc3339(screen.programme.archived_at),
        "sessions": [{"id": w.id, "name": w.name, "archived_at": rfc3339(w.archived_at)} for w in screen.workshops],
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class DeletingScreen:
    """A workshop that may be deleted."""

    programme: Programme | None
    workshop: WorkshopSession
    people: int


def deleting_screen(db: Db, session: str) -> DeletingScreen | None:
    row = session_row(db, session)
    if row is None:
        return None
    return DeletingScreen(programme_row(db, row.programme), row, people_in(db, [session]))


@dataclass(frozen=True, slots=True)
class ArchiveScreen:
    """What was put away, the last first; each workshop with its programme."""

    programmes: Sequence[Programme]
    workshops: Sequence[tuple[WorkshopSession, Programme]]


def archive_screen(db: Db, shown: Callable[[str], bool]) -> ArchiveScreen:
    """`shown` says of a programme's id whether it is among those that are shown."""
    p, s = Programme, WorkshopSession
    programmes = select(p).where(col(p.archived_at).is_not(None)).order_by(col(p.archived_at).desc())
    of_them = select(s, p).join(p, col(p.id) == col(s.programme)).where(col(s.archived_at).is_not(None))
    rows = db.execute(of_them.order_by(col(s.archived_at).desc()))
    return ArchiveScreen(
        [one for one in db.scalars(programmes) if shown(one.id)],
        [(row[0], row[1]) for row in rows if shown(row[1].id)],
    )


def people_in(db: Db, sessions: Sequence[str]) -> int:
    p = Participant
    return int(db.scalar(select(func.count()).select_from(p).where(col(p.session).in_(sessions))) or 0)
