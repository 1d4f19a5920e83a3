"""Deleting a session or a programme with every row of it, whatever table it stands in; the record alone stays.

Which rows those are is told by the names of columns, so that a table that is added later is found too.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Table, delete, or_, select
from sqlmodel import Session as Db
from sqlmodel import SQLModel, col

from . import tables as t
from .sessions import lock_session

_OF_SESSION = (("stage", t.StageRow), ("comment", t.CommentRow), ("contribution", t.Contribution))
_OF_PROGRAMME = (("idea", t.Idea), ("contribution", t.Contribution), ("statement", t.Statement))


def delete_session(db: Db, session: str) -> bool:
    """Deletes it with all that was said and done in it → whether it was there. Turns of its room wait, and then find
    nothing."""
    if lock_session(db, session) is None:
        return False
    _delete(db, [(table, _of_session(table, session)) for table in _tables()], "session")
    return True


def delete_programme(db: Db, programme: str) -> list[str]:
    """Deletes it with its sessions, ideas, words, pictures and drafts → the ids of the sessions that went."""
    s = t.WorkshopSession
    sessions = list(db.scalars(select(col(s.id)).where(col(s.programme) == programme).order_by(col(s.id))))
    for session in sessions:
        delete_session(db, session)
    _delete(db, [(table, _of_programme(table, programme)) for table in _tables()], "programme")
    return sessions


def _tables() -> list[Table]:
    """Those that point to others first."""
    kept = t.AuditLine.__tablename__  # a gap in the record would look like somebody's doing
    return [table for table in reversed(SQLModel.metadata.sorted_tables) if table.name != kept]


def _delete(db: Db, which: list[tuple[Table, ColumnElement[bool] | None]], owner: str) -> None:
    """Rows that are found by way of another row go before it."""
    by_another = [pair for pair in which if owner not in pair[0].c and pair[0].name != owner]
    for table, rows in [*by_another, *(pair for pair in which if pair not in by_another)]:
        if rows is not None:
            db.execute(delete(table).where(rows))


def _of_session(table: Table, session: str) -> ColumnElement[bool] | None:
    """By its own column, its stage's, its comment's or its contribution's; None where it holds nothing of sessions."""
    if table.name == t.WorkshopSession.__tablename__:
        return table.c.id == session
    if "session" in table.c:
        return table.c.session == session
    for name, owner in _OF_SESSION:
        if name in table.c:
            return table.c[name].in_(select(col(owner.id)).where(col(owner.session) == session))
    return None


def _of_programme(table: Table, programme: str) -> ColumnElement[bool] | None:
    """By its own column, or its idea's, contribution's or statement's."""
    if table.name == t.Programme.__tablename__:
        return table.c.id == programme
    if "programme" in table.c:
        return table.c.programme == programme
    if table.name == t.KeptApart.__tablename__:
        ideas = select(col(t.Idea.id)).where(col(t.Idea.programme) == programme)
        return or_(table.c.one.in_(ideas), table.c.other.in_(ideas))
    for name, owner in _OF_PROGRAMME:
        if name in table.c:
            return table.c[name].in_(select(col(owner.id)).where(col(owner.programme) == programme))
    return None
