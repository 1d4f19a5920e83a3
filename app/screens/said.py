"""What a person sees with their receipt code: their own words, and what became of them once that is public."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session as Db

from app.domain.drafts import AGREED
from app.storage.contributions import ALLOWED, WITHDRAWN, contributions_with, questions_of
from app.storage.ideas import programme
from app.storage.merges import end_of
from app.storage.public_pages import BOOK, DRAFT, STORY, TRAIL, is_in_open_book, public_page
from app.storage.quotes import quotes_from
from app.storage.rewording import is_wanted
from app.storage.statements import statements_on
from app.storage.stories import stories_about
from app.storage.tables import Contribution, Idea, Programme, Story


@dataclass(frozen=True, slots=True)
class Became:
    """An idea that somebody's words are in. `story` says what becomes of it, where that is public; so do the rest."""

    idea: Idea
    story: Story | None
    statements: tuple[str, ...]
    has_trail: bool


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said, its question, and the ideas that it is in, as far as everybody may know."""

    told: Contribution
    question: str
    became: tuple[Became, ...]


@dataclass(frozen=True, slots=True)
class SaidScreen:
    """Everything of one receipt code."""

    programme: Programme
    said: tuple[Said, ...]
    has_book: bool
    has_stories: bool

    @property
    def standing(self) -> tuple[Said, ...]:
        """What was not taken back."""
        return tuple(one for one in self.said if one.told.state != WITHDRAWN)


def said_screen(db: Db, receipt: bytes) -> SaidScreen | None:
    """None where this is no code of ours."""
    told = contributions_with(db, receipt)
    known = programme(db, told[0].programme) if told else None
    if known is None:
        return None
    words = {question.id: question.text for question in questions_of(db, known.id)}
    said = tuple(Said(one, words.get(one.question or "", ""), _became(db, known.id, one)) for one in told)
    return SaidScreen(
        known, said, public_page(db, known.id, BOOK) is not None, public_page(db, known.id, STORY) is not None
    )


def _became(db: Db, programme_id: str, told: Contribution) -> tuple[Became, ...]:
    """Only where the words themselves may be shown, and only on what is public.

    An idea that was put aside is among them where something was told of it: that is what people want to hear most.
    """
    if told.state != ALLOWED:
        return ()
    stories, drafted = (public_page(db, programme_id, what) is not None for what in (STORY, DRAFT))
    found: dict[str, Became] = {}
    for _, quoted in quotes_from(db, told.id):
        idea = end_of(db, quoted)
        trail = public_page(db, programme_id, TRAIL, idea.id) is not None
        story = next(iter(stories_about(db, idea.id)), None) if stories else None
        known = trail or stories or is_in_open_book(db, programme_id, idea.id)
        if (story or (known and idea.parked_at is None)) and not is_wanted(db, idea):
            resting = [n.statement for n in statements_on(db, programme_id, idea.id)]
            statements = tuple(s.text for s in resting if drafted or (trail and s.state == AGREED))
            found[idea.id] = Became(idea, story, statements, trail)
    return tuple(found.values())
