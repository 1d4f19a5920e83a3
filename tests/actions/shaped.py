"""Programmes with contributions and ideas in a line, for tests of shaping."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session as Db

from app.actions.contributing import Told, check_contribution, take_in
from app.actions.planning import NewIdea, add_ideas, create_programme
from app.actions.quoting import attach_quote
from app.storage.quotes import quotes_of, words_of
from app.storage.shaping import texts_listed

NOW, WHO = 1_000.0, "organiser"


def a_programme(db: Db, *said: str | Told, allowed: bool = True) -> tuple[str, list[str]]:
    """→ (its id, the ids of what was said)"""
    programme = create_programme(db, "Example programme", NOW).id
    told = [one if isinstance(one, Told) else Told(one) for one in said]
    take_in(db, programme, told, "notes", NOW, source_name="Example event")
    ids = [id for id, _ in texts_listed(db, programme)]
    for id in ids if allowed else ():
        check_contribution(db, programme, id, "allowed", "", WHO, NOW)
    return programme, ids


def ideas(db: Db, programme: str, *texts: str) -> list[str]:
    return [idea.id for idea in add_ideas(db, programme, [NewIdea(text) for text in texts], NOW, WHO)]


def quote(db: Db, programme: str, idea: str, *contributions: str, at: float = NOW) -> list[str]:
    return [attach_quote(db, programme, idea, one, WHO, at).id for one in contributions]


def quoted(db: Db, idea: str) -> list[str]:
    db.flush()
    return [words_of(*pair) for pair in quotes_of(db, idea)]


def ids_quoted(db: Db, all_ideas: Sequence[str]) -> dict[str, set[str]]:
    """{idea: the ids of its quotes that stand}"""
    db.flush()
    return {idea: {q.id for q, _ in quotes_of(db, idea)} for idea in all_ideas}
