"""Telling people what became of their ideas and why. Every telling is kept; the newest of an idea counts."""

from __future__ import annotations

from sqlmodel import Session as Db

from app.domain.refusals import Refusal
from app.domain.stories import judged_story
from app.storage.parked_ideas import idea_of
from app.storage.programme_deeds import record_deed
from app.storage.public_pages import STORY
from app.storage.secrets import new_id
from app.storage.stories import A_MOMENT, newest_stories, stories_about
from app.storage.tables import Story

from .opening_pages import close_page, open_page
from .planning import must_exist


def tell_back(
    db: Db, programme: str, idea: str, verdict: str, text: str, who: str, now: float, seen: str | None = None
) -> Story:  # fmt: skip
    """Keeps what became of an idea; said again word for word, it is kept once. `seen` is the id of the story that its
    teller looked at, empty for none.

    Raises Refusal unknown_idea, bad_field or too_long, and moved_on where a colleague told another meanwhile.
    """
    found = idea_of(db, programme, idea)
    if found is None or found.merged_into is not None or found.statement is not None:
        raise Refusal("unknown_idea", "This idea is not part of the programme.")
    asked = judged_story(verdict, text)
    told = stories_about(db, idea)
    newest = told[0] if told else None
    if newest is not None and (newest.verdict, newest.text) == (asked.verdict, asked.text):
        return newest
    if seen is not None and seen != (newest.id if newest else ""):
        raise Refusal("moved_on", "A colleague told this meanwhile. Look at both, then save again.")
    at = max(now, newest.at + A_MOMENT) if newest else now
    story = Story(id=new_id(), idea=idea, verdict=asked.verdict, text=asked.text, who=who, at=at)
    db.add(story)
    record_deed(db, programme, who, "tell back", now, idea)
    return story


def open_stories(db: Db, programme: str, who: str, now: float) -> None:
    """Makes "You said, we did" public. Raises Refusal unknown_code, or moved_on where nothing is told yet."""
    must_exist(db, programme)
    if not newest_stories(db, programme):
        raise Refusal("moved_on", "Say first what became of at least one idea.")
    open_page(db, programme, STORY, who, now)


def close_stories(db: Db, programme: str, who: str, now: float) -> None:
    close_page(db, programme, STORY, who, now)
