"""Giving ideas translations. One belongs to the words it was made of: where these change, it waits to be renewed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session as Db
from sqlmodel import col

from app.domain.naming import LONGEST_NAME
from app.domain.refusals import Refusal
from app.domain.session import ENDED
from app.domain.stages import LONGEST_IDEA, Translation
from app.domain.translating import made_of
from app.domain.wording import tidied
from app.storage.programme_deeds import record_deed
from app.storage.tables import StageIdeaRow, StageRow, WorkshopSession

from .shaping import unmerged_idea


@dataclass(frozen=True, slots=True)
class Told:
    """What rooms are told of a new translation, and the sessions that have opened with this idea and go on."""

    idea: str
    of: str
    translation: Translation
    sessions: tuple[str, ...]


def give_translation(db: Db, programme: str, id: str, new: Translation, who: str, now: float) -> Told:
    """Keeps it beside the idea's present words; an empty text takes it away. Raises Refusal too_long, unknown_idea."""
    idea, new = unmerged_idea(db, programme, id), bare_translation(new)
    others = {language: words for language, words in idea.translations.items() if language != new.language}
    of = made_of(idea.text)
    kept = {"text": new.text, "name": new.name, "easy_read": new.easy_read, "of": of}
    idea.translations = others | {new.language: kept} if new.text else others
    record_deed(db, programme, who, "translate idea", now, id)
    db.flush()
    return Told(id, of, new, tuple(_opened_with(db, id)))


def bare_translation(new: Translation) -> Translation:
    """As it is kept: without what no database keeps, and None for what holds no words. Raises Refusal too_long."""
    text, name, easy_read = (tidied(words or "") for words in (new.text, new.name, new.easy_read))
    for field, words, most in (("text", text, LONGEST_IDEA), ("name", name, LONGEST_NAME),
                               ("easy_read", easy_read, LONGEST_IDEA)):  # fmt: skip
        if len(words) > most:
            raise Refusal("too_long", "Please keep it under {longest} characters.", field, longest=most)
    return Translation(new.language, text, name or None, easy_read or None)


def _opened_with(db: Db, idea: str) -> list[str]:
    s = WorkshopSession
    return list(
        db.scalars(
            select(col(s.id))
            .join(StageRow, col(StageRow.session) == col(s.id))
            .join(StageIdeaRow, col(StageIdeaRow.stage) == col(StageRow.id))
            .where(col(StageIdeaRow.idea) == idea, col(s.phase) != ENDED)
            .distinct()
        )
    )
