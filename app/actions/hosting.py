"""What a host's deed needs from storage before its turn."""

from __future__ import annotations

from sqlmodel import Session as Db

from app.domain.refusals import Refusal
from app.domain.session import Session
from app.domain.stages import WITH_IDEAS, StageIdea
from app.storage.ideas import wording_of


def offered_ideas(db: Db, session: Session, stage_id: str) -> tuple[StageIdea, ...]:
    """The ideas of a stage's plan as they are worded now; none where an earlier stage decides. Raises Refusal."""
    stage = session.stages.get(stage_id)
    if stage is None:
        raise Refusal("unknown_stage", "This step is not part of this workshop.", "stage")
    if stage.kind not in WITH_IDEAS or isinstance(stage.plan, dict):
        return ()
    return wording_of(db, session.programme, None if stage.plan == "all" else stage.plan)
