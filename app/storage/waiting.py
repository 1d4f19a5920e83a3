"""Questions about a programme's sessions as a whole: comments that wait to be checked, and which reports are public."""

from __future__ import annotations

from sqlalchemy import func, or_, select
from sqlmodel import Session as Db
from sqlmodel import col

from app.domain.session import RUNNING, WAITING

from .tables import CommentRow, Idea, Programme, Publication, WorkshopSession

s = WorkshopSession


def comments_waiting(db: Db, programme: str) -> dict[str, int]:
    """{session: comments that nobody has allowed or hidden yet}; rehearsals apart."""
    c = CommentRow
    rows = db.execute(
        select(col(c.session), func.count())
        .join(s, col(s.id) == col(c.session))
        .where(col(s.programme) == programme, col(s.rehearsal_of).is_(None), col(c.state) == WAITING)
        .group_by(col(c.session))
    )
    return {session: int(n) for session, n in rows}


def published_sessions(db: Db, programme: str) -> set[str]:
    """The sessions whose reports everybody may read."""
    p = Publication
    return set(
        db.scalars(select(col(p.session)).join(s, col(s.id) == col(p.session)).where(col(s.programme) == programme))
    )


def size_of_each(db: Db) -> list[tuple[Programme, int, int]]:
    """[(programme, ideas, sessions)], the oldest first; what is archived, put aside, merged or a rehearsal apart."""
    p, i = Programme, Idea
    ideas = select(col(i.programme), func.count()).where(
        col(i.parked_at).is_(None), col(i.merged_into).is_(None), col(i.statement).is_(None)
    )
    listed = or_(col(s.archived_at).is_(None), col(s.phase) == RUNNING)
    sessions = select(col(s.programme), func.count()).where(col(s.rehearsal_of).is_(None), listed)
    by_ideas = {id: int(n) for id, n in db.execute(ideas.group_by(col(i.programme)))}
    by_sessions = {id: int(n) for id, n in db.execute(sessions.group_by(col(s.programme)))}
    known = db.scalars(select(p).where(col(p.archived_at).is_(None)).order_by(col(p.created_at)))
    return [(one, by_ideas.get(one.id, 0), by_sessions.get(one.id, 0)) for one in known]
