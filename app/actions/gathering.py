"""Pulling in what people suggested in the gather steps of workshops, so that it can be shaped with everything else."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session as Db
from sqlmodel import col

from app.domain.refusals import Refusal
from app.domain.session import ALLOWED as LET_THROUGH
from app.domain.session import ENDED, RUNNING
from app.storage.contributions import ALLOWED, GATHER, keys_taken
from app.storage.programme_deeds import record_deed
from app.storage.sessions import session_row, sessions_of
from app.storage.tables import Contribution, Participant, SuggestionRow
from app.storage.withdrawing import suggestion_key

from .contributing import Told, take_in


@dataclass(frozen=True, slots=True)
class Gathered:
    """A workshop with allowed suggestions, and how many of them are no contributions yet."""

    session: str
    name: str
    suggestions: int
    new: int


def gathered_in(db: Db, programme: str) -> list[Gathered]:
    """The workshops that something can be pulled in from, or was."""
    found = []
    for row in sessions_of(db, programme):
        if row.phase not in (RUNNING, ENDED) or row.rehearsal_of is not None:
            continue
        keys = [told.key for told in _told(db, row.id, False, None) if told.key]
        if keys:
            new = len(keys) - len(keys_taken(db, programme, keys))
            found.append(Gathered(row.id, row.name, len(keys), new))
    return found


def gather_from(
    db: Db, programme: str, session: str, may_quote: bool, question: str | None, who: str, now: float
) -> list[Contribution]:
    """Allowed suggestions of a workshop become contributions, each once. They may be quoted only where the organiser
    says that people were told so. Raises Refusal."""
    row = session_row(db, session)
    if row is None or row.programme != programme or row.rehearsal_of is not None:
        raise Refusal("unknown_code", "This workshop is not known here.")
    told = _told(db, session, may_quote, question)
    made = take_in(db, programme, told, GATHER, now, source_name=row.name, state=ALLOWED)
    if made:
        record_deed(db, programme, who, "pull in suggestions", now, session)
    return made


def _told(db: Db, session: str, may_quote: bool, question: str | None) -> list[Told]:
    s, p = SuggestionRow, Participant
    rows = db.execute(
        select(s, col(p.community), col(p.profession))
        .join(p, col(p.id) == col(s.participant))
        .where(
            col(s.session) == session,
            col(s.state) == LET_THROUGH,
            col(s.text) != "",
            col(p.simulated).is_(False),
            col(p.set_aside).is_(False),
        )
        .order_by(col(s.number))
    )
    return [
        Told(
            one.text, question, community, profession=profession, may_quote=may_quote, key=suggestion_key(one.id),
            session=session, suggestion=one.id, at=one.at,
        )
        for one, community, profession in rows
    ]  # fmt: skip
