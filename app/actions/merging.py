"""Merging ideas that are one, and undoing it, at any time and in any order.

A merge carries over the quotes that hang on the idea that goes. Each standing merge names the quotes it carries, and a
quote is on the list of every merge between the idea it was tied to and the idea it hangs on now. So undoing one takes
back exactly what came by it, whatever was merged, split or undone before and after.
"""

from __future__ import annotations

from sqlmodel import Session as Db

from app.domain.refusals import Refusal
from app.storage.merges import end_of, merge_of, standing_merges
from app.storage.programme_deeds import record_deed
from app.storage.quotes import all_quotes_of
from app.storage.secrets import new_id
from app.storage.tables import Idea, IdeaMerge, KeptApart, Programme
from app.storage.wordings import MERGED, RESTORED, next_wording, wording_numbered

from .planning import NewIdea
from .shaping import known_idea, must_be_seen, reword_idea, unmerged_idea


def merge_ideas(
    db: Db, programme: str, kept: str, gone: str, who: str, now: float, wording: NewIdea | None = None, why: str = "",
    seen: int | None = None,
) -> IdeaMerge:  # fmt: skip
    """Makes two ideas one, under the id of the one that is kept, with both sets of quotes.

    It keeps its words, or takes `wording`; `seen` is the number of its wording that was looked at. Sessions that
    weighed the other one keep it as it was. Raises Refusal unknown_idea, moved_on, or bad_field.
    """
    if kept == gone:
        raise Refusal("bad_field", "Choose another idea to merge with.", "with")
    idea, other = unmerged_idea(db, programme, kept), unmerged_idea(db, programme, gone)
    must_be_seen(idea, seen)
    if idea.parked_at is not None:
        raise Refusal("bad_field", "This idea is put aside. Take it up again first.", "with")
    before = idea.version
    if wording is not None:
        words = NewIdea(wording.text, idea.ref, wording.name, wording.theme, wording.detail, wording.easy_read)
        reword_idea(db, programme, kept, words, now, who, why, how=MERGED)
    carried = all_quotes_of(db, gone)
    for quote in carried:
        quote.idea = kept
    other.merged_into = kept
    made = IdeaMerge(
        id=new_id(), programme=programme, kept=kept, gone=gone, moved=[quote.id for quote in carried], wording=before,
        who=who, at=now,
    )  # fmt: skip
    db.add(made)
    record_deed(db, programme, who, "merge ideas", now, made.id)
    return made


def undo_merge(db: Db, programme: str, merge: str, who: str, now: float) -> IdeaMerge:
    """Makes two ideas of one again: the other one gets back what came by it. Twice changes nothing. Raises Refusal."""
    db.get(Programme, programme, with_for_update=True, populate_existing=True)
    found = merge_of(db, programme, merge)
    if found is None:
        raise Refusal("unknown_idea", "This merge is not known here.", "merge")
    if found.undone_at is not None:
        return found
    gone, kept = known_idea(db, programme, found.gone), known_idea(db, programme, found.kept)
    back = [quote for quote in all_quotes_of(db, end_of(db, kept).id) if quote.id in found.moved]
    gone.merged_into, found.undone_at = None, now
    for quote in back:
        quote.idea = gone.id
    _put_down(db, programme, kept, {quote.id for quote in back})
    _old_words(db, kept, found, who, now)
    record_deed(db, programme, who, "undo merge", now, found.id)
    return found


def put_down(db: Db, programme: str, quotes: set[str]) -> None:
    """No standing merge carries these quotes any more: they were tied anew to another idea."""
    for merge in standing_merges(db, programme):
        _without(merge, quotes)


def keep_apart(db: Db, programme: str, one: str, other: str, who: str, now: float) -> KeptApart:
    """Remembers that two ideas are not one, so that they are not suggested again. Raises Refusal."""
    known_idea(db, programme, one)
    known_idea(db, programme, other)
    if one == other:
        raise Refusal("bad_field", "Choose another idea.", "with")
    first, second = sorted((one, other))
    known = db.get(KeptApart, (first, second))
    if known is None:
        known = KeptApart(one=first, other=second, who=who, at=now)
        db.add(known)
        record_deed(db, programme, who, "keep ideas apart", now, first)
    return known


def _put_down(db: Db, programme: str, kept: Idea, quotes: set[str]) -> None:
    """The merges that `kept` went through by now carry these quotes no further."""
    by_gone = {merge.gone: merge for merge in standing_merges(db, programme)}
    step = by_gone.get(kept.id)
    while step is not None:
        _without(step, quotes)
        step = by_gone.get(step.kept)


def _without(merge: IdeaMerge, quotes: set[str]) -> None:
    if quotes & set(merge.moved):
        merge.moved = [quote for quote in merge.moved if quote not in quotes]


def _old_words(db: Db, kept: Idea, merge: IdeaMerge, who: str, now: float) -> None:
    """Where the merge worded the kept idea anew and nobody has since, it gets its words back."""
    given = wording_numbered(db, kept.id, merge.wording + 1)
    if kept.version != merge.wording + 1 or given is None or given.how != MERGED:
        return
    old = wording_numbered(db, kept.id, merge.wording)
    if old is not None and old.text:
        kept.text, kept.name, kept.theme = old.text, old.name, old.theme
        kept.detail, kept.easy_read = old.detail, old.easy_read
        next_wording(db, kept, who, "", now, RESTORED)
