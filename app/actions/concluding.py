"""Keeping what a session concluded: its outcome when it finishes, and a new revision when somebody leaves later."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlmodel import Session as Db

from app.domain import events as e
from app.domain.outcomes import outcome_of
from app.domain.session import ENDED, Session
from app.storage.outcomes import empty_older, last_revision, saved_outcome
from app.storage.retention import ERASED, was_erased
from app.storage.tables import OutcomeRow

REASONS: dict[type[e.Event], str] = {
    e.SessionFinished: "The workshop finished.",
    e.AnswersRemoved: "A person took their answers back.",
    e.Withdrawn: "A person took a comment back.",
    e.CommentChecked: "A comment was checked again.",
    e.SuggestionChecked: "A suggestion was checked again.",
    e.ReasonNoted: "A host noted why an idea moved.",
    e.PeopleSetAside: "A host set answers aside, or counted them again.",
    e.IdeaUnsaid: "Somebody took back what an idea said.",
}


def conclude(db: Db, session: Session, recorded: Sequence[e.Recorded]) -> None:
    """Writes the outcome's next revision where a turn finished the session or changed a finished one."""
    if session.phase != ENDED:
        return
    why = next((REASONS[type(r.event)] for r in reversed(recorded) if type(r.event) in REASONS), None)
    if why is None:
        return
    before = last_revision(db, session.id)
    if before and was_erased(db, session.id, before):  # its figures can no longer be worked out
        _say_less(db, session.id, before, recorded)
        return
    if session.rehearsing or (before == 0 and not _just_finished(recorded)):
        return  # a rehearsal leaves no outcome, also once its simulated people have left
    _keep(db, session.id, outcome_of(session, recorded[-1].at, before + 1), recorded[-1].at, why)


def _keep(db: Db, session: str, outcome: dict[str, Any], at: float, why: str) -> None:
    body, revision = msgspec.json.encode(outcome), outcome["revision"]
    db.add(
        OutcomeRow(
            session=session, revision=revision, at=at, reason=why, hash=hashlib.sha256(body).hexdigest(), body=body
        )
    )
    db.flush()
    empty_older(db, session, revision)


def _say_less(db: Db, session: str, revision: int, recorded: Sequence[e.Recorded]) -> None:
    """The figures stay as they are; what was taken back since goes from the words of the ideas."""
    taken = [r.event for r in recorded if isinstance(r.event, e.IdeaUnsaid)]
    outcome = saved_outcome(db, session)
    if not taken or outcome is None:
        return
    del outcome["hash"]
    for event in taken:
        stage = next(stage for stage in outcome["stages"] if stage["id"] == event.stage)
        nested = (value for value in stage.values() if isinstance(value, dict) and "ideas" in value)
        for known in (stage, *nested):
            for idea in known["ideas"]:
                if idea["idea"] == event.idea:
                    idea |= {"text": event.text, "name": event.name}
    _keep(db, session, outcome | {"revision": revision + 1}, recorded[-1].at, ERASED)


def _just_finished(recorded: Sequence[e.Recorded]) -> bool:
    return any(isinstance(r.event, e.SessionFinished) for r in recorded)
