"""The idea book: which ideas stand in it, opening it to all, and the session in which its readers respond."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlmodel import Session as Db

from app.domain.refusals import Refusal
from app.storage.ideas import ideas_of
from app.storage.programme_deeds import record_deed
from app.storage.public_pages import BOOK, RESPOND, choose_for_book, ideas_in_book
from app.storage.tables import WorkshopSession

from .opening_pages import close_page, open_page
from .planning import must_exist, plan_session
from .starting_points import PHASES, RESPONSE, StartingPoint, starting_points

Translate = Callable[[str], str]


def open_book(db: Db, programme: str, ideas: Sequence[str], who: str, now: float) -> None:
    """Opens the book with these ideas, or changes which ideas stand in it.

    Raises Refusal unknown_code, unknown_idea, or bad_field where none is chosen.
    """
    must_exist(db, programme)
    known = {idea.id for idea in ideas_of(db, programme)}
    if not ideas:
        raise Refusal("bad_field", "Choose at least one idea for the book.", "ideas")
    if not known.issuperset(ideas):
        raise Refusal("unknown_idea", "One of these ideas is not part of the programme any more.", "ideas")
    if ideas_in_book(db, programme) != set(ideas):
        choose_for_book(db, programme, ideas, who, now)
        record_deed(db, programme, who, "choose for book", now)
    open_page(db, programme, BOOK, who, now)


def close_book(db: Db, programme: str, who: str, now: float) -> None:
    """Its ideas stay chosen."""
    close_page(db, programme, BOOK, who, now)


def plan_response(
    db: Db, programme: str, name: str, who: str, now: float, translate: Translate = str
) -> WorkshopSession:
    """A session in which the book's readers answer for two weeks, on the ideas that stand in it.

    The book leads there while it runs. Raises Refusal unknown_code, bad_field, or moved_on where no idea is chosen.
    """
    must_exist(db, programme)
    chosen = [idea.id for idea in ideas_of(db, programme) if idea.id in ideas_in_book(db, programme)]
    if not chosen:
        raise Refusal("moved_on", "Choose the ideas of the book first.")
    point = _on(_point(RESPONSE, translate), chosen)
    session = plan_session(db, programme, name or point.name, "open", point.stages, now)
    open_page(db, programme, RESPOND, who, now, session.id)
    return session


def plan_phases(db: Db, programme: str, who: str, now: float, translate: Translate = str) -> list[WorkshopSession]:
    """The three phases of a programme, a session each. The book leads to the second one while it runs."""
    must_exist(db, programme)
    made = []
    for key in PHASES:
        point = _point(key, translate)
        session = plan_session(db, programme, point.name, "open", point.stages, now)
        made.append(session)
        if key == RESPONSE:
            open_page(db, programme, RESPOND, who, now, session.id)
    record_deed(db, programme, who, "plan phases", now)
    return made


def _point(key: str, translate: Translate) -> StartingPoint:
    return next(point for point in starting_points(translate) if point.key == key)


def _on(point: StartingPoint, ideas: Sequence[str]) -> StartingPoint:
    """The same run sheet, its first step on these ideas."""
    stages = tuple(stage | {"ideas": list(ideas)} if stage["kind"] == "vote" else stage for stage in point.stages)
    return replace(point, stages=stages)
