"""What each idea reads by now: the reading of the last vote on it, over all finished sessions of a programme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session as Db

from app.domain.across import last_votes
from app.domain.session import ENDED
from app.storage.outcomes import saved_outcome
from app.storage.sessions import sessions_of

Reading = tuple[str, bool]
"""A reading's name and whether it is a close call."""


def newest_readings(outcomes: Sequence[Mapping[str, Any]]) -> dict[str, Reading]:
    """{idea: (reading, close call)} of the last vote on each idea; outcomes in the order of their sessions."""
    return {
        idea: (figures["reading"], figures["close_call"])
        for outcome in outcomes
        for idea, figures in last_votes(outcome).items()
    }


def outcomes_of(db: Db, programme: str) -> list[dict[str, Any]]:
    """The saved outcomes of a programme's finished sessions, the oldest first."""
    ended = [row for row in sessions_of(db, programme) if row.phase == ENDED]
    found = (saved_outcome(db, row.id) for row in sorted(ended, key=lambda row: row.ended_at or 0.0))
    return [outcome for outcome in found if outcome is not None]
