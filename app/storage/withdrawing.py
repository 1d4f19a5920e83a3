"""Emptying what somebody said, when they take it back: here and wherever it was pulled in from a workshop."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, select, update
from sqlmodel import Session as Db
from sqlmodel import col

from .audit import ITS_PERSON
from .contributions import WITHDRAWN, contributions_by_key
from .cutting_out import cut_out
from .programme_deeds import record_deed
from .tables import Contribution, ContributionTag, Quote, SuggestionRow


def suggestion_key(suggestion: str) -> str:
    """The key under which a suggestion of a gather stage is a contribution."""
    return f"suggestion:{suggestion}"


def empty_contribution(db: Db, contribution: Contribution, who: str, now: float) -> None:
    """Takes the words and everything about their person away, everywhere; that there was something stays. Twice
    changes nothing."""
    if contribution.state == WITHDRAWN:
        return
    cut_out(db, contribution, who, now)
    contribution.text, contribution.state, contribution.reason = "", WITHDRAWN, ""
    contribution.community = contribution.role = contribution.profession = contribution.area = None
    contribution.theme = contribution.session = contribution.suggestion = None
    contribution.may_quote = contribution.flagged = False
    db.execute(update(Quote).where(col(Quote.contribution) == contribution.id).values(starts=0, ends=0))
    db.execute(delete(ContributionTag).where(col(ContributionTag.contribution) == contribution.id))
    record_deed(db, contribution.programme, who, "withdraw contribution", now, contribution.id)


def withdraw_suggested(db: Db, programme: str, suggestions: Iterable[str], now: float) -> None:
    """What was taken back in a workshop is taken back among the contributions too."""
    wanted = [suggestion_key(suggestion) for suggestion in suggestions]
    for n in range(0, len(wanted), 500):
        for contribution in contributions_by_key(db, programme, wanted[n : n + 500]).values():
            empty_contribution(db, contribution, ITS_PERSON, now)


def suggestions_of(db: Db, session: str, participant: str) -> list[str]:
    """The ids of what this person suggested."""
    s = SuggestionRow
    return list(db.scalars(select(col(s.id)).where(col(s.session) == session, col(s.participant) == participant)))
