"""The idea that stands for a statement where a draft is put to a session: it says what the statement says."""

from __future__ import annotations

from sqlmodel import Session as Db

from app.storage.ideas import next_position
from app.storage.secrets import new_id
from app.storage.statements import stand_ins
from app.storage.tables import Idea, Statement
from app.storage.wordings import keep_wordings, next_wording


def stand_in_for(db: Db, statement: Statement, who: str, now: float) -> Idea:
    """The idea that stands for this statement, as the statement reads now; made the first time."""
    known = stand_ins(db, statement.programme).get(statement.id)
    if known is not None:
        _follow(db, known, statement, who, now)
        return known
    made = Idea(
        id=new_id(), programme=statement.programme, position=next_position(db, statement.programme),
        text=statement.text, statement=statement.id, created_at=now,
    )  # fmt: skip
    db.add(made)
    db.flush()
    keep_wordings(db, [made], who, now)
    return made


def follow_statement(db: Db, statement: Statement, who: str, now: float) -> None:
    """Where an idea stands for the statement, it says the same: sessions keep the wording that a step opened with."""
    known = stand_ins(db, statement.programme).get(statement.id)
    if known is not None:
        _follow(db, known, statement, who, now)


def _follow(db: Db, idea: Idea, statement: Statement, who: str, now: float) -> None:
    idea.parked_at = statement.removed_at
    if idea.text != statement.text:
        idea.text = statement.text
        next_wording(db, idea, who, "", now)
    db.flush()
