"""A worked example to look at first: a programme with fourteen ideas and a workshop that is ready to start."""

from __future__ import annotations

import json
from pathlib import Path

from sqlmodel import Session as Db

from app.actions.planning import NewIdea, add_ideas, create_programme, plan_session
from app.storage.ideas import programmes

_EXAMPLE = Path(__file__).parent / "data" / "example.json"


def fill(db: Db, now: float, if_empty: bool = False) -> bool:
    """Adds the example programme, plainly marked as one → whether it did; with `if_empty` only to an empty database."""
    if if_empty and programmes(db):
        return False
    example = json.loads(_EXAMPLE.read_text("utf-8"))
    programme = create_programme(db, example["programme"], now)
    add_ideas(db, programme.id, [NewIdea(**idea) for idea in example["ideas"]], now)
    plan_session(db, programme.id, example["session"], "open", example["stages"], now)
    return True
