"""Deciding what becomes of an idea after a session: carry it forward, merge it with another, or park it."""

from __future__ import annotations

from sqlmodel import Session as Db

from app.domain.decisions import Decision, ideas_decided_on, judged, standing_decisions
from app.domain.refusals import Refusal
from app.storage.decisions import add_decision, decisions_of
from app.storage.outcomes import saved_outcome
from app.storage.secrets import new_id
from app.storage.sessions import versions_of


def decide(
    db: Db, session: str, idea: str, verdict: str, merged_with: str | None, reason: str, who: str, now: float
) -> Decision:
    """Keeps one decision; said again word for word, it is kept once.

    Raises Refusal moved_on where nothing was concluded yet, else as `judged` does.
    """
    outcome = saved_outcome(db, session)
    if outcome is None:
        version = versions_of(db, [session]).get(session)
        raise Refusal(
            "moved_on", "Finish the workshop first. Then you can decide what becomes of its ideas.", version=version
        )
    known = decisions_of(db, session)
    standing = standing_decisions(known)
    asked = Decision(new_id(), idea, verdict, merged_with or None, reason, who, now)
    decision = judged(asked, ideas_decided_on(outcome), standing)
    same = standing.get(idea)
    if same is not None and same.says_the_same(decision):
        return same
    return add_decision(db, session, decision, known)
