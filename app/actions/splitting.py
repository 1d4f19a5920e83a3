"""Splitting an idea in two: some of its quotes go to a new idea, and both are worded."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session as Db

from app.domain.refusals import Refusal
from app.storage.programme_deeds import record_deed
from app.storage.quotes import all_quotes_of
from app.storage.tables import Idea
from app.storage.wordings import SPLIT, wording_numbered

from .merging import put_down
from .planning import NewIdea, add_ideas
from .shaping import must_be_seen, reword_idea, unmerged_idea, why_of


def split_idea(
    db: Db, programme: str, id: str, quotes: Sequence[str], new: NewIdea, who: str, now: float,
    old: NewIdea | None = None, why: str = "", seen: int | None = None,
) -> Idea:  # fmt: skip
    """→ the new idea, with these quotes. `old` words the first one anew; without it, it stays as it is.

    Merging the two again undoes it. Raises Refusal unknown_idea, moved_on, or bad_field where no quote is chosen.
    """
    idea = unmerged_idea(db, programme, id)
    must_be_seen(idea, seen)
    here = all_quotes_of(db, id)
    chosen = {(q.contribution, q.starts, q.ends) for q in here if q.id in set(quotes) and q.removed_at is None}
    if not chosen or len(set(quotes) - {q.id for q in here}):
        raise Refusal("bad_field", "Choose the quotes that go with the new idea.", "quotes")
    made = add_ideas(db, programme, [new], now, who)[0]
    made.professions, made.commitments = list(idea.professions), list(idea.commitments)
    first = wording_numbered(db, made.id, 1)
    if first is not None:
        first.how, first.why = SPLIT, why_of(why)
    going = [q for q in here if (q.contribution, q.starts, q.ends) in chosen]
    for quote in going:
        quote.idea = made.id
    put_down(db, programme, {quote.id for quote in going})
    if old is not None:
        words = NewIdea(old.text, idea.ref, old.name, old.theme, old.detail, old.easy_read)
        reword_idea(db, programme, id, words, now, who, why, how=SPLIT)
    record_deed(db, programme, who, "split idea", now, made.id)
    return made
