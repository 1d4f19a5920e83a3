"""You said, we did: what became of each idea and why, as everybody may read it, and where organisers say it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session as Db

from app.domain.stages import UNSAID
from app.domain.stories import VERDICTS, Proposal, proposed
from app.storage.finished import newest_decisions
from app.storage.ideas import programme
from app.storage.public_pages import STORY, TRAIL, public_page, public_pages
from app.storage.rewording import ideas_to_reword
from app.storage.statements import all_ideas, standing, statements_of
from app.storage.stories import newest_stories
from app.storage.tables import Idea, Programme, Story

COLUMNS = ("idea", "name", "theme", "what_we_do", "why", "told_on")


@dataclass(frozen=True, slots=True)
class Told:
    """An idea and what became of it."""

    idea: Idea
    story: Story
    has_trail: bool


@dataclass(frozen=True, slots=True)
class YouSaidScreen:
    """`shown` are those of one verdict, or all; `counts` of every verdict."""

    programme: Programme
    all: int
    counts: Mapping[str, int]
    show: str
    shown: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class ToTell:
    """An idea with what was told of it, or what could be told of it."""

    idea: Idea
    story: Story | None
    proposal: Proposal | None


@dataclass(frozen=True, slots=True)
class StoriesDesk:
    programme: Programme
    ideas: tuple[ToTell, ...]
    told: int
    opened_at: float | None


def you_said_screen(db: Db, id: str, show: str = "") -> YouSaidScreen | None:
    """The public page; None where it is not open."""
    known = programme(db, id)
    if known is None or known.archived_at is not None or public_page(db, id, STORY) is None:
        return None
    trails = {page.about for page in public_pages(db, id, TRAIL)}
    told = [Told(idea, story, idea.id in trails) for idea, story in _told(db, id)]
    counts = Counter(one.story.verdict for one in told)
    show = show if show in VERDICTS else ""
    return YouSaidScreen(
        known, len(told), {verdict: counts[verdict] for verdict in VERDICTS}, show,
        tuple(one for one in told if show in ("", one.story.verdict)),
    )  # fmt: skip


def stories_desk(db: Db, id: str) -> StoriesDesk | None:
    """Every idea with what was told of it; those put aside too, since people want to hear of them most of all."""
    known = programme(db, id)
    if known is None:
        return None
    ideas, stories, decisions = all_ideas(db, id), newest_stories(db, id), newest_decisions(db, id)
    resting: dict[str, list[tuple[str, str]]] = {}
    for numbered in statements_of(db, id):
        for id_now in {standing(ideas, one) for one in numbered.statement.ideas}:
            resting.setdefault(id_now, []).append((numbered.statement.state, numbered.statement.text))
    rows = []
    for idea in ideas.values():
        if idea.merged_into is None and (idea.parked_at is None or idea.id in stories or idea.id in decisions):
            decided = decisions.get(idea.id)
            proposal = proposed(resting.get(idea.id, []), decided[1] if decided else None)
            rows.append(ToTell(idea, stories.get(idea.id), proposal))
    page = public_page(db, id, STORY)
    return StoriesDesk(known, tuple(rows), sum(row.story is not None for row in rows), page.at if page else None)


def _told(db: Db, id: str) -> list[tuple[Idea, Story]]:
    """What was told of ideas that stand; one that says what somebody took back stays out until it is worded anew."""
    stories, left_out = newest_stories(db, id), {idea.id for idea in ideas_to_reword(db, id)}
    return [
        (idea, stories[idea.id])
        for idea in all_ideas(db, id).values()
        if idea.id in stories and idea.merged_into is None and idea.id not in left_out and idea.text != UNSAID
    ]
