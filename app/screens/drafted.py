"""What pages of the strategy draft know of an idea: its newest reading, what each session said, what was decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session as Db

from app.domain.communities import AHP, CITIZEN
from app.domain.decisions import Decision
from app.domain.drafts import KEENER, Content, needs_of
from app.domain.weighings import Weighing, joined, pool_over, weighings_of
from app.domain.wording import label_of
from app.storage.finished import finished_outcomes, newest_decisions
from app.storage.statements import Numbered, all_ideas, content_of, standing
from app.storage.tables import Idea


@dataclass(frozen=True, slots=True)
class IdeaMark:
    """An idea in a line: its short name and its newest reading, None where no finished session has voted on it.

    `shares` are both communities' shares in that session as printed, None where too few answered.
    """

    id: str
    label: str
    text: str
    reading: str | None = None
    close: bool = False
    small: bool = False
    shares: tuple[str | None, str | None] = (None, None)
    aside: bool = False

    @property
    def keener(self) -> bool:
        return self.reading in KEENER


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A statement as the draft lists it. `keener` are those of its ideas that want to know what would make it work."""

    id: str
    number: int
    section: str | None
    content: Content
    ideas: tuple[IdeaMark, ...]
    needs: tuple[str, ...]
    keener: tuple[IdeaMark, ...]
    comments: int = 0
    version: int = 0

    @property
    def state(self) -> str:
        return self.content.state


class Drafted:
    """A programme's ideas with all that sessions said of them, read once for a page."""

    def __init__(self, db: Db, programme: str) -> None:
        self.ideas: dict[str, Idea] = all_ideas(db, programme)
        self.outcomes = finished_outcomes(db, programme)
        self._weighed = weighings_of(self.outcomes)
        self.decisions: dict[str, tuple[str, Decision]] = newest_decisions(db, programme)
        self._parts: dict[str, list[str]] = {}
        for id in self.ideas:
            if (whole := self.standing(id)) != id:
                self._parts.setdefault(whole, []).append(id)

    def standing(self, idea: str) -> str:
        """The idea that this one is part of now."""
        return standing(self.ideas, idea)

    def each(self, ideas: Iterable[str]) -> list[str]:
        """The ideas that stand for these now, each once."""
        return list(dict.fromkeys(self.standing(idea) for idea in ideas))

    def weighings(self, idea: str) -> list[Weighing]:
        """What each finished session said of an idea, or of one that became part of it; the newest first."""
        others = [weighing for part in self._parts.get(idea, ()) for weighing in self._weighed.get(part, ())]
        return joined(self._weighed.get(idea, []), others)

    def said_of(self, idea: str) -> list[Weighing]:
        """The same of an idea that stands for a statement."""
        return self._weighed.get(idea, [])

    def pool(self, idea: str) -> dict[str, object] | None:
        return pool_over(self.outcomes, idea)

    def mark(self, idea: str) -> IdeaMark:
        known = self.ideas.get(idea)
        if known is None:
            return IdeaMark(idea, "–", "", aside=True)
        label = label_of({"name": known.name, "text": known.text})
        newest = next(iter(self.weighings(idea)), None)
        if newest is None:
            return IdeaMark(idea, label, known.text, aside=known.parked_at is not None)
        return IdeaMark(
            idea, label, known.text, newest.reading, newest.close, newest.small,
            (newest.printed(CITIZEN), newest.printed(AHP)), known.parked_at is not None,
        )  # fmt: skip

    def line(self, numbered: Numbered, comments: int = 0) -> StatementLine:
        content = content_of(numbered.statement)
        marks = tuple(self.mark(idea) for idea in self.each(content.ideas))
        needs = needs_of(content, [mark.reading or "" for mark in marks])
        keener = tuple(mark for mark in marks if mark.keener) if "works_if" in needs else ()
        return StatementLine(
            numbered.statement.id, numbered.number, numbered.section, content, marks, needs, keener, comments,
            numbered.statement.version,
        )  # fmt: skip
