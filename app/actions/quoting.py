"""Quoting: tying a passage of what somebody said to the idea that grew from it, and loosening it again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session as Db

from app.domain.naming import LONGEST_NAME
from app.domain.passages import Span, found, passage
from app.domain.refusals import Refusal
from app.storage.contributions import HIDDEN, WITHDRAWN
from app.storage.programme_deeds import record_deed
from app.storage.quotes import all_quotes_of, quotes_of
from app.storage.secrets import new_id
from app.storage.tables import Contribution, Idea, Quote

from .contributing import known_contribution
from .planning import NewIdea, add_ideas
from .shaping import known_idea, unmerged_idea

MOST_AT_ONCE = 200


def attach_quote(
    db: Db,
    programme: str,
    idea: str,
    contribution: str,
    who: str,
    now: float,
    starts: int | None = None,
    ends: int | None = None,
    words: str | None = None,
) -> Quote:
    """Ties characters `starts` up to `ends` of a contribution to an idea, or all of it. The same twice is one quote.

    With `words` and no places, the passage is where those words stand; with both, the places have to say these words,
    else its person changed them meanwhile. Raises Refusal unknown_idea, unknown_comment, moved_on, or bad_field where
    nothing is marked.
    """  # fmt: skip
    unmerged_idea(db, programme, idea)
    told, span = _marked(db, programme, contribution, starts, ends, words)
    for quote, there in quotes_of(db, idea):
        if there.id == contribution and (quote.starts, quote.ends) == span:
            return quote
    made = Quote(id=new_id(), idea=idea, contribution=told.id, starts=span[0], ends=span[1], who=who, at=now)
    db.add(made)
    record_deed(db, programme, who, "attach quote", now, made.id)
    return made


def attach_all(db: Db, programme: str, idea: str, contributions: Sequence[str], who: str, now: float) -> list[Quote]:
    """Ties several contributions to an idea, each as a whole: all or none. Raises Refusal."""
    _not_too_many(contributions)
    return [attach_quote(db, programme, idea, one, who, now) for one in contributions]


def idea_from(
    db: Db, programme: str, contributions: Sequence[str], who: str, now: float, starts: int | None = None,
    ends: int | None = None, words: str | None = None,
) -> Idea:  # fmt: skip
    """A new idea that grew from these contributions, all or none; the first one's words are its own until it is
    worded anew. `starts`, `ends` and `words` mark a passage where there is one contribution. Raises Refusal.
    """
    _not_too_many(contributions)
    marks = (starts, ends, words) if len(contributions) == 1 else (None, None, None)
    told, span = _marked(db, programme, contributions[0], *marks)
    said = NewIdea(told.text[slice(*span)], theme=(told.theme or "")[:LONGEST_NAME] or None)
    idea = add_ideas(db, programme, [said], now, who)[0]
    attach_quote(db, programme, idea.id, told.id, who, now, *span)
    for one in contributions[1:]:
        attach_quote(db, programme, idea.id, one, who, now)
    return idea


def detach_quote(db: Db, programme: str, idea: str, quote: str, who: str, now: float) -> Quote:
    """Loosens a quote from its idea, and its twins, which say the same; it can be put back. Raises Refusal."""
    found = _known_quote(db, programme, idea, quote)
    for twin in _twins(db, found):
        twin.removed_at = twin.removed_at or now
    record_deed(db, programme, who, "detach quote", now, quote)
    return found


def put_back_quote(db: Db, programme: str, idea: str, quote: str, who: str, now: float) -> Quote:
    """Undoes loosening it. Raises Refusal."""
    found = _known_quote(db, programme, idea, quote)
    for twin in _twins(db, found):
        twin.removed_at = None
    record_deed(db, programme, who, "attach quote", now, quote)
    return found


def _marked(
    db: Db, programme: str, contribution: str, starts: int | None, ends: int | None, words: str | None
) -> tuple[Contribution, Span]:
    told = known_contribution(db, programme, contribution)
    if told.state == WITHDRAWN:
        raise Refusal("bad_field", "Its person took this back.", "contribution")
    if told.state == HIDDEN:
        raise Refusal("bad_field", "This was hidden when it was checked. Allow it first.", "contribution")
    if words and starts is None and ends is None:
        return told, found(told.text, words)
    span = passage(told.text, starts, ends)
    if words and told.text[slice(*span)] != words.strip():
        raise Refusal("moved_on", "These words were changed meanwhile. Look at them again.", "quote")
    return told, span


def _known_quote(db: Db, programme: str, idea: str, quote: str) -> Quote:
    known_idea(db, programme, idea)
    found = db.get(Quote, quote)
    if found is None or found.idea != idea:
        raise Refusal("unknown_comment", "This quote does not belong to this idea.")
    return found


def _twins(db: Db, quote: Quote) -> list[Quote]:
    mark = (quote.contribution, quote.starts, quote.ends)
    return [one for one in all_quotes_of(db, quote.idea) if (one.contribution, one.starts, one.ends) == mark]


def _not_too_many(contributions: Sequence[str]) -> None:
    if not contributions:
        raise Refusal("bad_field", "Choose at least one thing that was said.", "contribution")
    if len(contributions) > MOST_AT_ONCE:
        raise Refusal("too_many", "Choose up to {most} at a time.", "contribution", most=MOST_AT_ONCE)
