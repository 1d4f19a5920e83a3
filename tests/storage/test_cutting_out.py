"""What somebody takes back goes out of everything that was written with it, and out of nothing else."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select
from sqlmodel import Session as Db
from sqlmodel import SQLModel

from app.actions import sectioning
from app.actions.contributing import Told, known_contribution, take_in, withdraw_contribution
from app.actions.drafting import add_statement, change_statement
from app.actions.planning import NewIdea
from app.actions.quoting import idea_from
from app.actions.reviewing import comment_on, put_statement
from app.actions.shaping import reword_idea
from app.actions.telling_back import tell_back
from app.domain.drafts import AGREED, REVIEW, Content
from app.domain.stages import UNSAID
from app.storage.rewording import ideas_to_reword
from app.storage.statements import versions_of
from app.storage.tables import Contribution, Idea, Section, Statement
from app.storage.wordings import wordings_of
from tests.actions.shaped import NOW, WHO, a_programme, ideas, quote

SAID = "Nobody rang my mum back for nine whole weeks, and then the letter was wrong."
RANG = "Nobody rang my mum back for nine whole weeks"


def everything(db: Db) -> str:
    """All rows of all tables as text."""
    db.flush()
    rows = (row for table in SQLModel.metadata.sorted_tables for row in db.execute(select(table)))
    return "\n".join(json.dumps([str(cell) for cell in row], ensure_ascii=False) for row in rows)


def take_back(db: Db, programme: str, id: str) -> None:
    withdraw_contribution(db, known_contribution(db, programme, id), "its person", NOW + 10)


@pytest.fixture
def database(sqlite: str) -> str:
    """The rows are the same on either kind of database."""
    return sqlite


def test_no_row_says_it_any_more(db: Db) -> None:
    programme, said = a_programme(db, SAID, "Ring people back the same day")
    idea = idea_from(db, programme, said[:1], WHO, NOW, words=RANG)
    reword_idea(
        db, programme, idea.id, NewIdea(f"Ring back. {RANG}.", name=SAID, detail=SAID, easy_read=RANG), NOW, WHO, SAID
    )
    other = idea_from(db, programme, said[1:], WHO, NOW)
    reword_idea(db, programme, other.id, NewIdea(f"As one of us said, “{RANG.lower()}”"), NOW, WHO)
    idea.translations = {"cy": {"text": "Ffonio'n ôl", "name": RANG, "easy_read": None, "of": "x"}}
    section = sectioning.add_section(db, programme, RANG, SAID, WHO, NOW)
    made = add_statement(db, programme, Content(f"So that it is not: {RANG}.", section.id, (idea.id,)), WHO, NOW, SAID)
    change_statement(db, programme, made.id, Content("In our words", None, with_whom=SAID, works_if=RANG), 1, WHO, NOW)
    comment_on(db, programme, made.id, f"See: {SAID}", WHO, NOW)
    tell_back(db, programme, other.id, "doing", f"You said: {SAID} We do.", WHO, NOW)
    assert RANG.lower() in everything(db).lower()
    take_back(db, programme, said[0])
    left = everything(db)
    assert RANG.lower() not in left.lower()
    assert "the letter was wrong" not in left
    assert "Ring people back the same day" in left
    assert "You said: […]. We do." in left
    assert idea.text == "Ring back. […]."
    assert (idea.name, idea.detail, idea.easy_read, idea.translations) == (None, None, None, {})
    assert other.text == "As one of us said, “[…]”"
    assert [one.id for one in ideas_to_reword(db, programme)] == [idea.id, other.id]
    assert db.get_one(Section, section.id).title == "[…]"


def test_an_idea_that_says_nothing_else_is_put_aside_until_it_is_worded_anew(db: Db) -> None:
    programme, said = a_programme(db, SAID)
    idea = idea_from(db, programme, said, WHO, NOW)
    take_back(db, programme, said[0])
    assert (idea.text, idea.parked_at, idea.version) == (UNSAID, NOW + 10, 2)
    assert [(w.text, w.how, w.who) for w in wordings_of(db, idea.id)] == [
        (UNSAID, "taken back", "its person"), ("", "made", WHO),
    ]  # fmt: skip
    reword_idea(db, programme, idea.id, NewIdea("Ring back within a day"), NOW + 11, WHO)
    assert ideas_to_reword(db, programme) == []


def test_a_statement_loses_it_in_a_version_of_its_own_and_is_back_in_review(db: Db) -> None:
    programme, said = a_programme(db, SAID)
    made = add_statement(db, programme, Content(f"We act on “{RANG}”."), WHO, NOW)
    put_statement(db, programme, made.id, REVIEW, 1, WHO, NOW)
    put_statement(db, programme, made.id, AGREED, 2, WHO, NOW)
    take_back(db, programme, said[0])
    db.refresh(made)
    assert (made.text, made.state, made.version) == ("We act on “[…]”.", REVIEW, 4)
    assert {version.content["text"] for version in versions_of(db, made.id)} == {"We act on “[…]”."}
    assert versions_of(db, made.id)[0].why == "Words were taken back."


def test_who_repeats_what_an_idea_says_and_takes_it_back_changes_nothing(db: Db) -> None:
    programme, _ = a_programme(db)
    (id,) = ideas(db, programme, SAID)
    made = add_statement(db, programme, Content(SAID), WHO, NOW)
    (copied,) = take_in(db, programme, [Told(SAID)], "page", NOW + 5)
    quote(db, programme, id, *_allowed(db, copied))
    reword_idea(db, programme, id, NewIdea(SAID, theme="Calls"), NOW + 6, WHO)
    before = everything(db).count(RANG)
    take_back(db, programme, copied.id)
    assert everything(db).count(RANG) == before - 1
    assert (db.get_one(Idea, id).text, db.get_one(Statement, made.id).version) == (SAID, 1)
    assert ideas_to_reword(db, programme) == []


def test_what_others_said_too_stays_until_the_last_of_them_takes_it_back(db: Db) -> None:
    programme, said = a_programme(db, SAID, f"The same here: {SAID}")
    idea = idea_from(db, programme, said[:1], WHO, NOW)
    take_back(db, programme, said[0])
    assert idea.text == SAID
    take_back(db, programme, said[1])
    assert idea.text == UNSAID
    programme, said = a_programme(db, SAID, SAID)
    idea = idea_from(db, programme, said[:1], WHO, NOW)
    take_back(db, programme, said[1])
    assert idea.text == SAID
    take_back(db, programme, said[0])
    assert idea.text == UNSAID


def _allowed(db: Db, told: Contribution) -> list[str]:
    told.state = "allowed"
    db.flush()
    return [told.id]
