"""Keeping what a session concluded: its outcome when it finishes, and a new revision when somebody leaves later."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec
from sqlmodel import Session as Db

from app.domain import events as e
from app.domain.outcomes import outcome_of
from app.domain.session import ENDED, Session
from app.storage.outcomes import empty_older, last_revision
from app.storage.tables import OutcomeRow

REASONS: dict[type[e.Event], str] = {
    e.SessionFinished: "The workshop finished.",
    e.AnswersRemoved: "A person took their answers back.",
    e.Withdrawn: "A person took a comment back.",
    e.CommentChecked: "A comment was checked again.",
    e.SuggestionChecked: "A suggestion was checked again.",
    e.ReasonNoted: "A host noted why an idea moved.",
}


def conclude(db: Db, session: Session, recorded: Sequence[e.Recorded]) -> None:
    """Writes the outcome's next revision where a turn finished the session or changed a finished one."""
    if session.phase != ENDED:
        return
    why = next((REASONS[type(r.event)] for r in reversed(recorded) if type(r.event) in REASONS), None)
    if why is None:
        return
    before = last_revision(db, session.id)
    if session.rehearsing or (before == 0 and not _just_finished(recorded)):
        return  # a rehearsal leaves no outcome, also once its simulated people have left
    revision = before + 1
    body = msgspec.json.encode(outcome_of(session, recorded[-1].at, revision))
    db.add(
        OutcomeRow(
            session=session.id,
            revision=revision,
            at=recorded[-1].at,
            reason=why,
            hash=hashlib.sha256(body).hexdigest(),
            body=body,
        )
    )
    db.flush()
    empty_older(db, session.id, revision)


def _just_finished(recorded: Sequence[e.Recorded]) -> bool:
    return any(isinstance(r.event, e.SessionFinished) for r in recorded)
