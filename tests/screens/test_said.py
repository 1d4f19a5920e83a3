"""What somebody's receipt code shows of what became of their words: only what everybody may see."""

from __future__ import annotations

import pytest
from sqlmodel import Session as Db

from app.actions.contributing import Told, check_contribution, take_in
from app.actions.idea_books import open_book
from app.actions.opening_pages import open_page
from app.actions.planning import NewIdea, add_ideas, create_programme
from app.actions.quoting import attach_quote
from app.screens.said import Became, said_screen
from app.storage.public_pages import DRAFT, STORY, TRAIL
from app.storage.tables import Idea, Statement, Story

NOW, WHO, RECEIPT = 1_000.0, "organiser", b"receipt"


@pytest.fixture
def database(sqlite: str) -> str:
    return sqlite


@pytest.fixture
def idea(db: Db) -> Idea:
    """An idea with a story and a statement, that quotes what was said under the receipt."""
    programme = create_programme(db, "Example programme", NOW).id
    first, into = add_ideas(db, programme, [NewIdea("A home visit"), NewIdea("A visit within two days")], NOW)
    (told,) = take_in(db, programme, [Told("A visit in two days", may_quote=True)], "page", NOW, receipt=RECEIPT)
    check_contribution(db, programme, told.id, "allowed", "", WHO, NOW)
    attach_quote(db, programme, first.id, told.id, WHO, NOW)
    first.merged_into = into.id
    for n, verdict in enumerate(("working", "doing")):
        db.add(Story(id=f"story {n}", idea=into.id, verdict=verdict, text="We will.", who=WHO, at=NOW + n))
    db.add(Statement(id="s", programme=programme, position=0, text="AHPs visit.", ideas=[into.id], created_at=NOW))
    db.flush()
    return into


def became(db: Db) -> tuple[Became, ...]:
    screen = said_screen(db, RECEIPT)
    assert screen is not None
    return screen.said[0].became


def test_nothing_is_told_before_it_is_public(db: Db, idea: Idea) -> None:
    assert became(db) == ()
    assert said_screen(db, b"another") is None


def test_the_book_tells_the_idea_that_the_words_are_in_by_now(db: Db, idea: Idea) -> None:
    open_book(db, idea.programme, [idea.id], WHO, NOW)
    (one,) = became(db)
    assert (one.idea.id, one.story, one.statements, one.has_trail) == (idea.id, None, (), False)


def test_stories_and_statements_come_with_their_own_pages(db: Db, idea: Idea) -> None:
    open_page(db, idea.programme, STORY, WHO, NOW)
    open_page(db, idea.programme, DRAFT, WHO, NOW)
    open_page(db, idea.programme, TRAIL, WHO, NOW, idea.id)
    (one,) = became(db)
    assert one.story is not None
    assert (one.story.verdict, one.statements, one.has_trail) == ("doing", ("AHPs visit.",), True)
