"""Questions about decisions: what organisers decided about ideas after a session, all of it, oldest first."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import Session as Db
from sqlmodel import col

from app.domain.decisions import Decision

from .tables import DecisionRow

A_MOMENT = 0.001
"""Seconds: a later decision has a later time, also where a clock was set back in between."""


def decisions_of(db: Db, session: str) -> list[Decision]:
    rows = db.scalars(
        select(DecisionRow)
        .where(col(DecisionRow.session) == session)
        .order_by(col(DecisionRow.at), col(DecisionRow.id))
    )
    return [Decision(r.id, r.idea, r.verdict, r.merged_with, r.reason, r.who, r.at) for r in rows]


def add_decision(db: Db, session: str, decision: Decision, before: list[Decision]) -> Decision:
    """Keeps it after all those `before` → as it is kept."""
    at = max([decision.at, *(known.at + A_MOMENT for known in before[-1:])])
    db.add(
        DecisionRow(
            id=decision.id, session=session, idea=decision.idea, verdict=decision.verdict,
            merged_with=decision.merged_with, reason=decision.reason, who=decision.who, at=at,
        )
    )  # fmt: skip
    db.flush()
    return Decision(
        decision.id, decision.idea, decision.verdict, decision.merged_with, decision.reason, decision.who, at
    )
