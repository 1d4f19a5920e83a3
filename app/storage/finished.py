"""The saved outcomes of a programme's finished sessions together, and what was decided after them."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session as Db

from app.domain.decisions import Decision
from app.domain.session import ENDED

from .decisions import decisions_of
from .outcomes import saved_outcome
from .sessions import sessions_of


def finished_outcomes(db: Db, programme: str) -> list[dict[str, Any]]:
    """The newest revision of each, the session that ended last first. Rehearsals leave none."""
    ended = [row for row in sessions_of(db, programme) if row.phase == ENDED and row.rehearsal_of is None]
    ended.sort(key=lambda row: (row.ended_at or 0.0, row.id), reverse=True)
    found = (saved_outcome(db, row.id) for row in ended)
    return [outcome for outcome in found if outcome is not None]


def newest_decisions(db: Db, programme: str) -> dict[str, tuple[str, Decision]]:
    """{idea: (session, the decision that counts)}: of all sessions the newest."""
    made = [(row.id, decision) for row in sessions_of(db, programme) for decision in decisions_of(db, row.id)]
    return {decision.idea: (session, decision) for session, decision in sorted(made, key=lambda one: one[1].at)}
