"""Shaping ideas: wording them anew, putting one aside, taking it up again. Started sessions keep their wording."""

from __future__ import annotations

from sqlmodel import Session as Db

from app.domain.refusals import Refusal
from app.storage.ideas import refs_taken
from app.storage.parked_ideas import idea_of
from app.storage.tables import Idea

from .planning import NewIdea, bare


def reword_idea(db: Db, programme: str, id: str, new: NewIdea) -> Idea:
    """Gives an idea other words, name, theme or ref. Raises Refusal unknown_idea, bad_field, too_long, ref_taken."""
    idea, new = known_idea(db, programme, id), bare(new)
    if new.ref and new.ref != idea.ref and refs_taken(db, programme, [new.ref]):
        raise Refusal("ref_taken", "Another idea of this programme has this reference.", "ref")
    idea.text, idea.ref = new.text, new.ref
    idea.name, idea.theme, idea.detail = new.name, new.theme, new.detail
    db.flush()
    return idea


def park_idea(db: Db, programme: str, id: str, now: float) -> Idea:
    """Puts an idea aside: new sessions do not weigh it, nothing about it is lost."""
    idea = known_idea(db, programme, id)
    idea.parked_at = idea.parked_at or now
    db.flush()
    return idea


def unpark_idea(db: Db, programme: str, id: str) -> Idea:
    idea = known_idea(db, programme, id)
    idea.parked_at = None
    db.flush()
    return idea


def known_idea(db: Db, programme: str, id: str) -> Idea:
    idea = idea_of(db, programme, id)
    if idea is None:
        raise Refusal("unknown_idea", "This idea is not part of the programme.")
    return idea
