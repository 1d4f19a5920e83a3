"""Shaping ideas: wording them anew, putting one aside, taking it up again. Started sessions keep their wording."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlmodel import Session as Db

from app.domain.refusals import Refusal
from app.storage.facts import professions
from app.storage.frameworks import framework_of
from app.storage.ideas import refs_taken
from app.storage.parked_ideas import idea_of
from app.storage.programme_deeds import record_deed
from app.storage.rewording import settle_rewording
from app.storage.tables import Idea, Programme
from app.storage.wordings import RESTORED, REWORDED, next_wording, wording_numbered

from .planning import NewIdea, bare

LONGEST_WHY = 500
MOST_COMMITMENTS = 60


def reword_idea(
    db: Db, programme: str, id: str, new: NewIdea, now: float, who: str = "", why: str = "", seen: int | None = None,
    how: str = REWORDED,
) -> Idea:  # fmt: skip
    """Gives an idea other words, name, theme, plain words, Easy Read or ref; every wording is kept, with `why`.

    `seen` is the number of the wording that the change was made from. The same words again change nothing. Raises
    Refusal unknown_idea, bad_field, too_long, ref_taken, or moved_on where somebody else changed it meanwhile.
    """
    idea, new = unmerged_idea(db, programme, id), bare(new)
    must_be_seen(idea, seen)
    if new.ref and new.ref != idea.ref and refs_taken(db, programme, [new.ref]):
        raise Refusal("ref_taken", "Another idea of this programme has this reference.", "ref")
    idea.ref = new.ref
    if words_change(idea, new):
        settle_rewording(db, idea, who, now)
        _take_words(idea, new)
        next_wording(db, idea, who, why_of(why), now, how)
    db.flush()
    return idea


def restore_wording(
    db: Db, programme: str, id: str, number: int, who: str, now: float, why: str = "", seen: int | None = None
) -> Idea:
    """Gives an idea the words it once had, as its next wording. Raises Refusal."""
    idea = unmerged_idea(db, programme, id)
    old = wording_numbered(db, id, number)
    if old is None or not old.text:
        raise Refusal("bad_field", "This wording is not there any more.", "number")
    words = NewIdea(old.text, idea.ref, old.name, old.theme, old.detail, old.easy_read)
    return reword_idea(db, programme, idea.id, words, now, who, why, seen, RESTORED)


def place_idea(
    db: Db, programme: str, id: str, names: Sequence[str], codes: Sequence[str], who: str,
    now: float, seen: tuple[Iterable[str], Iterable[str]] | None = None,
) -> Idea:  # fmt: skip
    """Says which professions could act on an idea and which commitments of the plan it could serve.

    With `seen`, the two lists that the change was made from, only what was changed is changed: what somebody else
    added meanwhile stays. Raises Refusal bad_field.
    """
    idea, known = unmerged_idea(db, programme, id), framework_of(db, programme).codes
    if not set(names) <= {*professions(), *idea.professions}:
        raise Refusal("bad_field", "Choose among the 14 allied health professions.", "professions")
    if not set(codes) <= {*known, *idea.commitments} or len(codes) > MOST_COMMITMENTS:
        raise Refusal("bad_field", "Choose among the commitments of the plan.", "commitments")
    before = seen or (idea.professions, idea.commitments)
    idea.professions = _changed(idea.professions, names, before[0], professions())
    idea.commitments = _changed(idea.commitments, codes, before[1], known)
    record_deed(db, programme, who, "place idea", now, id)
    return idea


def leave_words(db: Db, programme: str, id: str, now: float, who: str) -> Idea:
    """Says that what is left of an idea, out of which words were cut that somebody took back, may stay."""
    idea = unmerged_idea(db, programme, id)
    settle_rewording(db, idea, who, now)
    return idea


def park_idea(db: Db, programme: str, id: str, now: float, who: str = "") -> Idea:
    """Puts an idea aside: new sessions do not weigh it, nothing about it is lost."""
    idea = unmerged_idea(db, programme, id)
    idea.parked_at = idea.parked_at or now
    record_deed(db, programme, who, "park idea", now, id)
    return idea


def unpark_idea(db: Db, programme: str, id: str, now: float, who: str = "") -> Idea:
    idea = known_idea(db, programme, id)
    idea.parked_at = None
    record_deed(db, programme, who, "take up idea", now, id)
    return idea


def known_idea(db: Db, programme: str, id: str) -> Idea:
    idea = idea_of(db, programme, id)
    if idea is None:
        raise Refusal("unknown_idea", "This idea is not part of the programme.")
    return idea


def unmerged_idea(db: Db, programme: str, id: str) -> Idea:
    """An idea that is not part of another, nor stands for a statement; its programme's shaping waits for this turn."""
    db.get(Programme, programme, with_for_update=True, populate_existing=True)
    idea = known_idea(db, programme, id)
    db.refresh(idea)
    if idea.merged_into is not None:
        raise Refusal("bad_field", "This idea became part of another one. Undo that first.", "idea")
    if idea.statement is not None:
        raise Refusal("bad_field", "This stands for a statement of the strategy draft. Change it there.", "idea")
    return idea


def must_be_seen(idea: Idea, seen: int | None) -> None:
    """`seen`: the number of the wording that somebody's change was made from. Raises Refusal moved_on."""
    if seen is not None and seen != idea.version:
        raise Refusal(
            "moved_on", "Somebody changed this idea meanwhile. Look at it again, then save.", version=idea.version
        )


def words_change(idea: Idea, new: NewIdea) -> bool:
    now = (idea.text, idea.name, idea.theme, idea.detail, idea.easy_read)
    return now != (new.text, new.name, new.theme, new.detail, new.easy_read)


def why_of(why: str) -> str:
    kept = " ".join(why.split())
    if len(kept) > LONGEST_WHY:
        raise Refusal("too_long", "Please keep the reason under {longest} characters.", "why", longest=LONGEST_WHY)
    return kept


def _take_words(idea: Idea, new: NewIdea) -> None:
    idea.text, idea.name, idea.theme = new.text, new.name, new.theme
    idea.detail, idea.easy_read = new.detail, new.easy_read


def _changed(now: Sequence[str], wanted: Sequence[str], seen: Iterable[str], order: Sequence[str]) -> list[str]:
    before = set(seen)
    added, gone = set(wanted) - before, before - set(wanted)
    kept = [*now, *(one for one in wanted if one in added and one not in now)]
    return sorted(
        (one for one in kept if one not in gone),
        key=lambda one: order.index(one) if one in order else len(order),
    )
