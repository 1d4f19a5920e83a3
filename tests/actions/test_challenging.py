"""Check and challenge: statements put to a session, with the wording they had then."""

from __future__ import annotations

import pytest
from sqlmodel import Session as Db

from app.actions.challenging import challenge
from app.actions.drafting import add_statement, change_statement, remove_statement
from app.actions.hosting import offered_ideas
from app.domain.drafts import Content
from app.screens.statement import statement_screen
from app.storage.ideas import ideas_of
from app.storage.parked_ideas import parked_ideas
from app.storage.sessions import read_session
from app.storage.statements import all_ideas, stand_ins
from app.storage.tables import Statement
from app.storage.wordings import wordings_of
from tests.builders import refused
from tests.draftwork import NOW, SHARED, WHO, a_programme, held


@pytest.fixture
def database(sqlite: str) -> str:
    return sqlite


@pytest.fixture
def draft(db: Db) -> tuple[str, list[Statement]]:
    id, _ = a_programme(db, "An idea")
    return id, [add_statement(db, id, Content(text), WHO, NOW) for text in ("One", "Two", "Three")]


def test_a_session_weighs_the_statements_and_no_idea(db: Db, draft: tuple[str, list[Statement]]) -> None:
    id, (one, two, _) = draft
    row = challenge(db, id, [two.id, one.id], "Whitby", "open", WHO, NOW)
    session = read_session(db, row.id)
    assert session is not None
    assert [stage.kind for stage in session.stages.values()] == ["break", "vote", "reveal", "discuss", "break"]
    for kind in ("vote", "discuss"):
        stage = next(s for s in session.stages.values() if s.kind == kind)
        assert [idea.text for idea in offered_ideas(db, session, stage.id)] == ["One", "Two"]
    assert [idea.text for idea in ideas_of(db, id)] == ["An idea"]
    assert [idea.text for idea in all_ideas(db, id).values()] == ["An idea"]


def test_it_stands_in_its_newest_words_until_a_step_opens(db: Db, draft: tuple[str, list[Statement]]) -> None:
    id, (one, *_) = draft
    row = challenge(db, id, [one.id], "Whitby", "open", WHO, NOW)
    change_statement(db, id, one.id, Content("One, better"), 1, WHO, NOW)
    challenge(db, id, [one.id], "Selby", "open", WHO, NOW)
    stand_in = stand_ins(db, id)[one.id]
    assert [w.text for w in wordings_of(db, stand_in.id)] == ["One, better", "One"]
    session = read_session(db, row.id)
    assert session is not None
    stage = next(s for s in session.stages.values() if s.kind == "vote")
    assert [idea.text for idea in offered_ideas(db, session, stage.id)] == ["One, better"]
    remove_statement(db, id, one.id, 2, WHO, NOW)
    assert offered_ideas(db, session, stage.id) == ()
    assert parked_ideas(db, id) == []


def test_its_outcome_hangs_on_the_statement_with_the_wording_of_then(
    db: Db, draft: tuple[str, list[Statement]]
) -> None:
    id, (one, *_) = draft
    challenge(db, id, [one.id], "Selby", "open", WHO, NOW)
    stand_in = stand_ins(db, id)[one.id]
    held(db, id, [stand_in], {stand_in.id: SHARED}, name="Whitby", comment="Say who pays")
    change_statement(db, id, one.id, Content("One, better"), 1, WHO, NOW)
    screen = statement_screen(db, id, one.id)
    assert screen is not None
    assert [session.name for session in screen.coming] == ["Selby"]
    (challenged,) = screen.challenged
    assert (challenged.weighing.text, challenged.weighing.reading) == ("One", "common_ground")
    assert challenged.changes == [("same", "One"), ("new", ", better")]
    assert [comment["text"] for comment in challenged.weighing.comments] == ["Say who pays"]


def test_what_cannot_be_put_to_a_session_is_refused(db: Db, draft: tuple[str, list[Statement]]) -> None:
    id, (one, *_) = draft
    for chosen, code, field in (([], "bad_field", "statements"), (["x"], "unknown_code", "statements")):
        with refused(code, field):
            challenge(db, id, chosen, "Whitby", "open", WHO, NOW)
    with refused("bad_field", "name"):
        challenge(db, id, [one.id], "", "open", WHO, NOW)
