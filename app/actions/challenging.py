"""Check and challenge: putting statements of the draft to a session, to be voted on and commented."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlmodel import Session as Db

from app.domain.refusals import Refusal
from app.storage.programme_deeds import record_deed
from app.storage.statements import statements_of
from app.storage.tables import WorkshopSession

from .planning import must_exist, plan_session
from .standing_in import stand_in_for

Translate = Callable[[str], str]
MOST_AT_ONCE = 60


def challenge(
    db: Db, programme: str, statements: Sequence[str], name: str, joining: str, who: str, now: float,
    translate: Translate = str,
) -> WorkshopSession:  # fmt: skip
    """Plans a session in which people vote on these statements and comment on them, in the order of the draft.

    Raises Refusal bad_field, too_many, or unknown_code where one is not in the draft.
    """
    must_exist(db, programme)
    chosen = set(statements)
    if not chosen:
        raise Refusal("bad_field", "Choose at least one statement.", "statements")
    if len(chosen) > MOST_AT_ONCE:
        raise Refusal("too_many", "Put up to {most} statements to one workshop.", "statements", most=MOST_AT_ONCE)
    found = [n.statement for n in statements_of(db, programme) if n.statement.id in chosen]
    if len(found) != len(chosen):
        raise Refusal("unknown_code", "One of these statements is not in the draft any more.", "statements")
    ideas = [stand_in_for(db, statement, who, now).id for statement in found]
    session = plan_session(db, programme, name, joining, run_sheet_for(ideas, translate), now)
    record_deed(db, programme, who, "challenge", now, session.id)
    return session


def run_sheet_for(ideas: Sequence[str], translate: Translate = str) -> list[dict[str, Any]]:
    """Welcome, vote, see, talk: a session that a host may change as any other."""
    _, listed = translate, list(ideas)
    return [
        {"kind": "break", "title": _("Welcome and join"), "settings": {"minutes": 10}},
        {"kind": "vote", "title": _("Does this say it right?"), "ideas": listed, "settings": {"minutes": 20}},
        {"kind": "reveal", "title": _("See what we share"), "settings": {"minutes": 10, "of": ["1"]}},
        {"kind": "discuss", "title": _("What would you change?"), "ideas": listed, "settings": {"minutes": 25}},
        {"kind": "break", "title": _("What happens next"), "settings": {"minutes": 5}},
    ]
