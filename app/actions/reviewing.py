"""Reviewing statements: from draft to review to agreed, and what drafters say about them on the way."""

from __future__ import annotations

from sqlmodel import Session as Db

from app.domain.drafts import put_in
from app.domain.refusals import Refusal
from app.domain.weighings import Weighing, joined, weighings_of
from app.domain.wording import tidied
from app.storage.finished import finished_outcomes
from app.storage.programme_deeds import record_deed
from app.storage.secrets import new_id
from app.storage.statements import all_ideas, content_of, standing
from app.storage.tables import Statement, StatementComment

from .drafting import changed_meanwhile, keep, known_statement, reason_of

LONGEST_COMMENT = 2_000


def put_statement(
    db: Db, programme: str, id: str, state: str, seen: int, who: str, now: float, why: str = ""
) -> Statement:  # fmt: skip
    """Puts a statement in another state, with who and why. In that state already changes nothing.

    Raises Refusal moved_on; bad_field where the step is not one, or works_if is wanted before it is agreed.
    """
    known = known_statement(db, programme, id, seen)
    before = content_of(known)
    if before.removed:
        raise changed_meanwhile(known, "Somebody removed this statement meanwhile. Put it back first.")
    after = put_in(before, state, newest_readings(db, programme, before.ideas))
    if after != before:
        keep(db, known, after, who, now, reason_of(why))
        record_deed(db, programme, who, f"{state} statement", now, id)
    return known


def newest_readings(db: Db, programme: str, ideas: tuple[str, ...]) -> list[str]:
    """What the last session that weighed each of these ideas says of it; also of one that it became part of."""
    weighed, known = weighings_of(finished_outcomes(db, programme)), all_ideas(db, programme)
    found: list[Weighing] = []
    for whole in {standing(known, idea) for idea in ideas}:
        parts = [w for id in known if id != whole and standing(known, id) == whole for w in weighed.get(id, ())]
        found += joined(weighed.get(whole, []), parts)[:1]
    return [weighing.reading for weighing in found]


def comment_on(db: Db, programme: str, statement: str, text: str, who: str, now: float) -> StatementComment:
    """What somebody who drafts says about a statement. Raises Refusal bad_field or too_long."""
    known_statement(db, programme, statement)
    kept = tidied(text)
    if not kept:
        raise Refusal("bad_field", "Please write a few words first.", "comment")
    if len(kept) > LONGEST_COMMENT:
        raise Refusal("too_long", "Please keep it under {longest} characters.", "comment", longest=LONGEST_COMMENT)
    made = StatementComment(id=new_id(), statement=statement, text=kept, who=who, at=now)
    db.add(made)
    record_deed(db, programme, who, "comment on statement", now, statement)
    return made


def settle_comment(
    db: Db, programme: str, statement: str, id: str, settled: bool, who: str, now: float
) -> StatementComment:  # fmt: skip
    """Says that a comment is dealt with, or takes that back. Raises Refusal unknown_comment."""
    known_statement(db, programme, statement)
    found = db.get(StatementComment, id)
    if found is None or found.statement != statement:
        raise Refusal("unknown_comment", "This comment is not about this statement.")
    found.settled_at = (found.settled_at or now) if settled else None
    record_deed(db, programme, who, "settle comment" if settled else "reopen comment", now, id)
    return found
