"""Whether what a database holds is one consistent version of its sessions: rows, journal and numbers agree."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlmodel import Session as Db
from sqlmodel import col

from app.domain.applying import apply
from app.domain.session import Session
from app.domain.stages import Stage
from app.storage import journal
from app.storage.database import migrating_engine
from app.storage.sessions import read_session
from app.storage.tables import JournalLine, WorkshopSession
from tests.storage.ledger import START, differences


def versions_of(url: str) -> dict[str, int]:
    """Every session's version. Raises AssertionError where anything does not fit its journal."""
    engine = migrating_engine(url)
    try:
        with Db(engine) as db:
            ids = list(db.scalars(select(col(WorkshopSession.id))))
            return {id: _consistent_version(db, id) for id in ids}
    finally:
        engine.dispose()


def _consistent_version(db: Db, id: str) -> int:
    kept = read_session(db, id)
    assert kept is not None
    lines, last = db.execute(
        select(func.count(), func.max(col(JournalLine.number))).where(col(JournalLine.session) == id)
    ).one()
    assert lines == (last or 0) == kept.version, "the journal is numbered 1 to the session's version"
    assert journal.verify(db, id, START) is None
    recorded = journal.since(db, id, 0)
    assert recorded is not None, "nothing was removed here"
    folded = _as_planned(kept)
    for each in recorded:
        apply(folded, each)
    assert differences(folded, kept) == []
    return kept.version


def _as_planned(kept: Session) -> Session:
    """The session before anything happened; its run sheet was never changed."""
    planned = Session(kept.id, kept.programme, kept.name, kept.code, kept.joining)
    for stage in kept.stages.values():
        planned.stages[stage.id] = Stage(stage.id, stage.kind, stage.title, stage.settings, stage.plan)
    return planned
