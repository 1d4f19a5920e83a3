"""Making a finished session's report public, and taking it back. Both are recorded."""

from __future__ import annotations

from sqlmodel import Session as Db

from app.domain.refusals import Refusal
from app.storage.outcomes import publication, record_look, saved_outcome
from app.storage.sessions import versions_of
from app.storage.tables import Publication


def publish(db: Db, session: str, who: str, now: float) -> None:
    """Opens the report. Raises Refusal moved_on where nothing was concluded yet. Twice changes nothing."""
    if saved_outcome(db, session) is None:
        version = versions_of(db, [session]).get(session)
        raise Refusal("moved_on", "Finish the workshop first. Then its report can be published.", version=version)
    if publication(db, session) is None:
        db.add(Publication(session=session, at=now, who=who))
        record_look(db, session, who, "publish", now)
        db.flush()


def unpublish(db: Db, session: str, who: str, now: float) -> None:
    """Closes the report again."""
    known = publication(db, session)
    if known is not None:
        db.delete(known)
        record_look(db, session, who, "unpublish", now)
        db.flush()
