"""What is drawn from a session's journal once more: the session as it stood before its first event, and every line."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlmodel import Session as Db
from sqlmodel import col

from app.domain.events import EVENTS, Event, PeopleSetAside, StageClosed, StageOpened, StageReopened
from app.domain.folding import fold
from app.domain.session import Session
from app.domain.stages import OPEN, Stage, settings_of

from .journal import of_kinds
from .tables import StageIdeaRow, StageRow, WorkshopSession
from .translations import frozen_idea

Line = tuple[int, float, str, Event | None]
"""(number, seconds since 1970, kind, event); None for an event whose content was emptied since."""


def before_it_began(db: Db, id: str) -> Session | None:
    """The session with its run sheet, and nothing that happened in it. Where the run sheet changed on the way, the
    steps have the names they ended with until the journal comes to that change."""
    row = db.get(WorkshopSession, id)
    if row is None:
        return None
    session = Session(row.id, row.programme, row.name, row.code, row.joining, row.rehearsal_of is not None)
    stages = db.scalars(select(StageRow).where(col(StageRow.session) == id).order_by(col(StageRow.position)))
    session.stages = {s.id: Stage(s.id, s.kind, s.title, settings_of(s.kind, s.settings), s.plan) for s in stages}
    return session


def whole_journal(db: Db, id: str) -> list[Line]:
    """Every line of a session's journal, in order."""
    lines = of_kinds(db, id, tuple(EVENTS))
    if any(kind == StageOpened.kind and event is None for _, _, kind, event in lines):
        return _with_openings(db, id, lines)
    return lines


def restore_shown(db: Db, session: Session) -> None:
    """Puts back what everybody had seen of steps that were opened again, or while somebody was set aside: that alone
    stands in no row, only in the journal."""
    if not of_kinds(db, session.id, (StageReopened.kind, PeopleSetAside.kind)):
        return
    again = before_it_began(db, session.id)
    if again is None:
        return
    for number, at, _, event in whole_journal(db, session.id):
        fold(again, number, at, event)
    for id, stage in session.stages.items():
        stage.shown = again.stages[id].shown if id in again.stages else None


def _with_openings(db: Db, id: str, lines: list[Line]) -> list[Line]:
    """A step that opened with somebody's idea is emptied with them; it opened all the same, with the other ideas."""
    rows = {row.id: row for row in db.scalars(select(StageRow).where(col(StageRow.session) == id))}
    told: list[Line] = []
    for n, (number, at, kind, event) in enumerate(lines):
        if kind == StageOpened.kind and event is None:
            stage = rows.get(_closed_next(lines[n + 1 :]) or next((s for s in rows if rows[s].state == OPEN), ""))
            event = _opening(db, stage, at) if stage is not None else None
        told.append((number, at, kind, event))
    return told


def _closed_next(lines: Iterable[Line]) -> str | None:
    """One step is open at a time: the one that closes next is the one that had opened. None where it is open still."""
    return next((event.stage for *_, event in lines if isinstance(event, StageClosed)), None)


def _opening(db: Db, stage: StageRow, at: float) -> StageOpened:
    rows = db.scalars(
        select(StageIdeaRow).where(col(StageIdeaRow.stage) == stage.id).order_by(col(StageIdeaRow.position))
    )
    ideas = tuple(frozen_idea(row) for row in rows)
    minutes = settings_of(stage.kind, stage.settings).minutes
    return StageOpened(stage.id, ideas, None if minutes is None else at + minutes * 60)
