"""Taking somebody's own words out of ideas that sessions have weighed since, when they take them back.

Where they removed everything of theirs, the event itself does it. Where they took back what they had told a programme,
the words leave the rows at once, and each room is told of it after: `to_tell` knows of those that were not told yet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import func, select, update
from sqlmodel import Session as Db
from sqlmodel import SQLModel, col

from app.domain.events import IdeaTranslated, IdeaUnsaid, StageOpened
from app.domain.stages import UNSAID

from . import tables as t
from .journal import of_kinds
from .programme_deeds import record_deed
from .stories import A_MOMENT

WANTED, DONE = "unsay in session", "unsaid in session"
Cut = Callable[[str], str]
WORDLESS: dict[str, Any] = {"text": UNSAID, "easy_read": None, "translations": {}}
"""An idea of a step whose words were taken back: those in other languages go with them."""


@dataclass(frozen=True, slots=True)
class Unsaid:
    """An idea of a step that says less than its room knows."""

    programme: str
    session: str
    stage: str
    idea: str
    text: str
    name: str | None


def unsay(db: Db, session: str, participant: str, at: float) -> None:
    """What this person suggested and a later step took up keeps its place and others' answers, not its author's words.

    They go from the steps of this session, from the programme, where the idea is put aside, from its wordings and from
    the journal. Other words, which an organiser gave the idea since, stay, and so does the idea then.
    """
    for idea, words in _taken_up(db, session, participant).items():
        stages = select(col(t.StageRow.id)).where(col(t.StageRow.session) == session)
        _put(db, t.StageIdeaRow, {"idea": idea, "text": words}, WORDLESS, col(t.StageIdeaRow.stage).in_(stages))
        aside = {"text": UNSAID, "translations": {}, "parked_at": func.coalesce(col(t.Idea.parked_at), at)}
        _put(db, t.Idea, {"id": idea, "text": words}, aside)
        _put(db, t.IdeaWording, {"idea": idea, "text": words}, {"text": UNSAID})
        _empty_openings(db, session, partial(_opened_with, idea, words))
        _empty_translations(db, session, idea)


def unsay_in_sessions(db: Db, programme: str, idea: str, cut: Cut, who: str, now: float) -> None:
    """Cuts what was taken back out of an idea wherever a step has opened with it. `cut` gives what is left of a text,
    nothing where nothing is."""
    rows = db.execute(
        select(t.StageIdeaRow, col(t.StageRow.session))
        .join(t.StageRow, col(t.StageRow.id) == col(t.StageIdeaRow.stage))
        .where(col(t.StageIdeaRow.idea) == idea)
    ).all()
    for row, session in rows:
        text, name = cut(row.text) or UNSAID, row.name and (cut(row.name) or None)
        beside = [row.easy_read, *(words for one in row.translations.values() for words in one.values())]
        if (text, name) != (row.text, row.name) or any(words and cut(words) != words for words in beside):
            word_stage_idea(db, session, row.stage, idea, text, name)
            about = f"{row.stage} {idea}"
            done = _newest(db, programme, DONE).get(about, now - A_MOMENT)
            record_deed(db, programme, who, WANTED, max(now, done + A_MOMENT), about)


def word_stage_idea(
    db: Db, session: str, stage: str, idea: str, text: str, name: str | None, before: int | None = None
) -> None:
    """What an idea of a step says from now on. The journal's lines that held the old words, all or those numbered below
    `before`, stay without content."""
    _put(db, t.StageIdeaRow, {"stage": stage, "idea": idea}, WORDLESS | {"text": text, "name": name})
    _empty_openings(db, session, lambda opened: opened.stage == stage)
    for number, _, _, event in of_kinds(db, session, [IdeaUnsaid.kind]):
        earlier = before is None or number < before
        if earlier and isinstance(event, IdeaUnsaid) and (event.stage, event.idea) == (stage, idea):
            _empty(db, session, number)
    _empty_translations(db, session, idea, before)


def to_tell(db: Db, programme: str | None = None) -> list[Unsaid]:
    """The ideas that rooms have to be told of, of one programme or of all."""
    wanted, done = _newest(db, programme, WANTED), _newest(db, programme, DONE)
    waiting = [about for about, at in wanted.items() if at > done.get(about, float("-inf"))]
    found = []
    for stage, idea in (about.split(" ", 1) for about in waiting):
        row, step = db.get(t.StageIdeaRow, (stage, idea)), db.get(t.StageRow, stage)
        session = db.get(t.WorkshopSession, step.session) if step is not None else None
        if row is not None and session is not None:
            found.append(Unsaid(session.programme, session.id, stage, idea, row.text, row.name))
    return found


def was_told(db: Db, one: Unsaid, now: float) -> None:
    """Its room knows."""
    about = f"{one.stage} {one.idea}"
    wanted = _newest(db, one.programme, WANTED).get(about, now)
    record_deed(db, one.programme, "clock", DONE, max(now, wanted), about)


def _newest(db: Db, programme: str | None, what: str) -> dict[str, float]:
    """{"stage idea": when it was last recorded}"""
    d = t.ProgrammeDeed
    asked = select(col(d.about), func.max(col(d.at)).label("at")).where(col(d.what) == what).group_by(col(d.about))
    if programme is not None:
        asked = asked.where(col(d.programme) == programme)
    return {row.about: row.at for row in db.execute(asked)}


def _taken_up(db: Db, session: str, participant: str) -> dict[str, str]:
    """{idea: the words} of those suggestions of this person that were put to a step."""
    s = t.SuggestionRow
    rows = db.execute(
        select(col(s.id), col(s.text)).where(
            col(s.session) == session, col(s.participant) == participant, col(s.text) != "",
            col(s.id).in_(select(col(t.StageIdeaRow.idea))),
        )
    )  # fmt: skip
    return {row.id: row.text for row in rows}


def _put(db: Db, model: type[SQLModel], which: Mapping[str, Any], values: Mapping[str, Any], *more: Any) -> None:
    table = SQLModel.metadata.tables[str(model.__tablename__)]
    named = [table.c[name] == value for name, value in which.items()]
    db.connection().execute(update(table).where(*named, *more).values(**values))


def _empty_openings(db: Db, session: str, of: Callable[[StageOpened], bool]) -> None:
    """The journal's lines of the steps that opened with these words stay, without their content."""
    for number, _, _, event in of_kinds(db, session, [StageOpened.kind]):
        if isinstance(event, StageOpened) and of(event):
            _empty(db, session, number)


def _opened_with(idea: str, words: str, opened: StageOpened) -> bool:
    return any((one.id, one.text) == (idea, words) for one in opened.ideas)


def _empty(db: Db, session: str, number: int) -> None:
    _put(db, t.JournalContent, {"session": session, "number": number}, {"content": None, "salt": None})


def _empty_translations(db: Db, session: str, idea: str, before: int | None = None) -> None:
    """The same words in other languages go from the journal too."""
    for number, _, _, event in of_kinds(db, session, [IdeaTranslated.kind]):
        if isinstance(event, IdeaTranslated) and event.idea == idea and (before is None or number < before):
            _empty(db, session, number)
