"""The strategy draft's page: readings as the newest workshop gave them, and what no statement uses yet."""

from __future__ import annotations

import pytest
from sqlmodel import Session as Db

from app.actions.deciding import decide
from app.actions.drafting import add_statement
from app.actions.reviewing import newest_readings
from app.domain.drafts import Content
from app.screens.statement import statement_screen
from app.screens.strategy import Narrowed, strategy_screen
from tests.draftwork import FEW, KEENER, NOW, SHARED, WHO, a_programme, held, said


@pytest.fixture
def database(sqlite: str) -> str:
    return sqlite


def test_an_idea_carries_the_reading_of_its_newest_workshop(db: Db) -> None:
    id, ideas = a_programme(db, "Visit me", "Evenings", "Letters")
    visit, evenings, letters = (idea.id for idea in ideas)
    held(db, id, ideas[:2], {visit: SHARED, evenings: SHARED}, name="Hull", ended_at=NOW - 9)
    held(db, id, ideas, {visit: KEENER, letters: FEW}, name="Selby", ended_at=NOW)
    add_statement(db, id, Content("One", None, (visit, evenings)), WHO, NOW)
    add_statement(db, id, Content("Two", None, (letters,), works_if="Said"), WHO, NOW)
    screen = strategy_screen(db, id)
    assert screen is not None
    one, two = screen.parts[0].statements
    assert [(m.reading, m.shares) for m in one.ideas] == [
        ("citizen_keener", ("90%", "30%")), ("too_few", (None, None))
    ]  # fmt: skip
    assert (one.needs[0], [m.label for m in one.keener]) == ("works_if", ["Visit"])
    assert [(m.reading, m.shares) for m in two.ideas] == [("too_few", (None, "90%"))]
    shown = statement_screen(db, id, one.id)
    assert shown is not None
    assert [w.name for w in shown.evidence[0].weighings] == ["Selby", "Hull"]


def test_what_no_statement_uses_is_listed(db: Db) -> None:
    id, ideas = a_programme(db, "Visit me", "Evenings", "Letters", "Aside")
    visit, evenings, letters, aside = ideas
    evenings.professions, letters.commitments, aside.professions = ["Osteopaths"], ["5"], ["Osteopaths"]
    aside.parked_at = NOW
    session = held(db, id, ideas, {idea.id: SHARED for idea in ideas})
    for idea, verdict in ((visit, "carry_forward"), (evenings, "carry_forward"), (letters, "park")):
        decide(db, session, idea.id, verdict, None, "Because", "The board", NOW)
    decide(db, session, letters.id, "carry_forward", None, "After all", "The board", NOW + 1)
    add_statement(db, id, Content("One", None, (visit.id,), ("Paramedics",), "", ("2",)), WHO, NOW)
    add_statement(db, id, Content("Two"), WHO, NOW)
    said(db, id, visit.id, "In an idea")
    screen = strategy_screen(db, id, Narrowed("Osteopaths"))
    assert screen is not None
    assert [m.label for m in screen.carried] == ["Evenings", "Letters"]
    assert [line.content.text for line in screen.unfounded] == ["Two"]
    assert [m.label for m in screen.fitting] == ["Evenings"]
    assert (screen.all, screen.shown, screen.left) == (2, 0, 0)
    rows = {row.profession: row for row in screen.matrix}
    assert (rows["Osteopaths"].fits, rows["Osteopaths"].covered, rows["Paramedics"].covered) == (1, False, True)
    assert {open.commitment.code: open.fits for open in screen.open_commitments}["5"] == 1
    assert "2" not in {open.commitment.code for open in screen.open_commitments}


def test_an_idea_that_became_part_of_another_leads_to_that_one(db: Db) -> None:
    id, ideas = a_programme(db, "Kept idea", "Gone idea")
    kept, gone = ideas
    held(db, id, ideas, {gone.id: SHARED, kept.id: KEENER}, name="Hull", ended_at=NOW - 9)
    held(db, id, [gone], {gone.id: SHARED}, name="Selby", ended_at=NOW)
    add_statement(db, id, Content("One", None, (gone.id, kept.id)), WHO, NOW)
    gone.merged_into = kept.id
    db.flush()
    screen = strategy_screen(db, id)
    assert screen is not None
    line = screen.parts[0].statements[0]
    assert [m.id for m in line.ideas] == [kept.id]
    shown = statement_screen(db, id, line.id)
    assert shown is not None
    told = [(w.name, w.reading) for w in shown.evidence[0].weighings]
    assert told == [("Selby", "common_ground"), ("Hull", "citizen_keener")]
    assert line.ideas[0].reading == "common_ground"
    assert newest_readings(db, id, (gone.id, kept.id)) == ["common_ground"]
