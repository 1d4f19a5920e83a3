"""What saved outcomes say at a glance: their votes' readings, without the figures, so that many are read quickly."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from sqlalchemy import select
from sqlmodel import Session as Db
from sqlmodel import col

from app.domain.session import ENDED
from app.domain.stages import READY

from .tables import OutcomeRow, WorkshopSession


@dataclass(frozen=True, slots=True)
class IdeaGlance:
    idea: str
    reading: str = ""


@dataclass(frozen=True, slots=True)
class StageGlance:
    kind: str
    state: str
    ideas: list[IdeaGlance]
    opened_at: str | None = None


@dataclass(frozen=True, slots=True)
class Glance:
    session: str
    stages: list[StageGlance]

    @property
    def ideas(self) -> int:
        """How many ideas its fullest step weighed."""
        return max((len(stage.ideas) for stage in self.stages), default=0)

    def readings(self) -> dict[str, str]:
        """{idea: its reading in the last vote on it}"""
        votes = [stage for stage in self.stages if stage.kind == "vote" and stage.state != READY]
        ordered = sorted(votes, key=lambda stage: stage.opened_at or "")
        return {idea.idea: idea.reading for stage in ordered for idea in stage.ideas}


_DECODER = msgspec.json.Decoder(Glance)


def glances_of(db: Db, programme: str) -> list[Glance]:
    """The newest revision of each finished session, the one that ended last first; rehearsals apart."""
    s, o = WorkshopSession, OutcomeRow
    rows = db.execute(
        select(col(o.session), col(o.body))
        .join(s, col(s.id) == col(o.session))
        .where(col(s.programme) == programme, col(s.phase) == ENDED, col(s.rehearsal_of).is_(None))
        .where(col(o.body).is_not(None))
        .order_by(col(s.ended_at).desc(), col(s.id), col(o.revision).desc())
    )
    newest: dict[str, bytes] = {}
    for session, body in rows:
        newest.setdefault(session, body)
    return [_DECODER.decode(body) for body in newest.values()]
