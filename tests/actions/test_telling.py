"""Telling a programme what matters: once however often it is sent, taken back for good, and nothing that tells who."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session as Db
from sqlmodel import col, select

from app.actions import listening, own_words
from app.actions.contributing import check_contribution
from app.actions.listening import PageWords, mark_of
from app.actions.planning import create_programme
from app.actions.telling import Telling, tell
from app.storage.contributions import contributions_with
from app.storage.listening import equality_counts
from app.storage.tables import Contribution, EqualityAnswer, Listening, Question
from tests.builders import refused

NOW, WHO, ONCE, RECEIPT = 1_000.0, "organiser", "once-" + "x" * 20, b"receipt"


@pytest.fixture
def page(db: Db) -> Listening:
    """An open page that asks one question, and for age and caring."""
    programme = create_programme(db, "Example programme", NOW).id
    listening.set_page(db, programme, PageWords("What matters?", equality=["carer", "age"]), WHO, NOW)
    listening.add_question(db, programme, "What matters most?", "", WHO, NOW)
    return listening.open_page(db, programme, WHO, NOW)


@pytest.fixture
def asked(db: Db, page: Listening) -> Question:
    return db.scalars(select(Question)).one()


def telling(question: Question, words: str = "A visit in two days", once: str = ONCE, **more: Any) -> Telling:
    said: dict[str, Any] = {"may_quote": True, "once": once} | more
    return Telling({question.id: words}, **said)


def all_told(db: Db) -> list[Contribution]:
    return list(db.scalars(select(Contribution).order_by(col(Contribution.number))))


def test_the_same_sent_twice_is_said_once_and_the_last_answer_about_quoting_counts(
    db: Db, page: Listening, asked: Question
) -> None:
    tell(db, page.code, telling(asked, community="citizen"), RECEIPT, NOW)
    tell(db, page.code.upper().replace("-", " "), telling(asked, may_quote=False, community="other"), RECEIPT, NOW)
    (told,) = all_told(db)
    assert (told.text, told.state, told.may_quote, told.community) == ("A visit in two days", "waiting", False, "other")


def test_other_words_from_the_same_look_at_the_page_are_not_lost(db: Db, page: Listening, asked: Question) -> None:
    tell(db, page.code, telling(asked), RECEIPT, NOW)
    tell(db, page.code, telling(asked, "Somebody else on the same tablet"), RECEIPT, NOW)
    assert [one.text for one in contributions_with(db, RECEIPT)] == [
        "A visit in two days", "Somebody else on the same tablet",
    ]  # fmt: skip


def test_what_was_taken_back_does_not_come_back_when_an_old_page_is_sent_again(
    db: Db, page: Listening, asked: Question
) -> None:
    tell(db, page.code, telling(asked), RECEIPT, NOW)
    own_words.withdraw_all(db, RECEIPT, NOW)
    with refused("moved_on"):
        tell(db, page.code, telling(asked), RECEIPT, NOW)
    assert [one.text for one in all_told(db)] == [""]


def test_a_page_that_is_closed_or_over_takes_no_words(db: Db, page: Listening, asked: Question) -> None:
    page.closes_at = NOW + 10
    tell(db, page.code, telling(asked), RECEIPT, NOW + 9)
    with refused("session_over"):
        tell(db, page.code, telling(asked, once="y" * 20), RECEIPT, NOW + 10)
    listening.close_page(db, page.programme, WHO, NOW)
    with refused("session_over"):
        tell(db, page.code, telling(asked, once="z" * 20), RECEIPT, NOW)
    with refused("unknown_code"):
        tell(db, "nothing", telling(asked), RECEIPT, NOW)
    assert len(all_told(db)) == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [({"words": " \u200b"}, None), ({"may_quote": None}, "may_quote"), ({"words": "x" * 4_001}, None),
     ({"community": "ahp", "profession": "Wizards"}, "profession"), ({"once": "short"}, "once")],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_kept(
    db: Db, page: Listening, asked: Question, more: dict[str, str], field: str | None
) -> None:
    code = "too_long" if len(more.get("words", "")) > 4_000 else "bad_field"
    with refused(code, field or asked.id):
        tell(db, page.code, telling(asked, **more), RECEIPT, NOW)
    assert not all_told(db)


def test_answers_about_equality_stand_in_rows_that_lead_nowhere(db: Db, page: Listening, asked: Question) -> None:
    for n in range(60):
        answers = {"age": "16 to 24" if n % 2 else "85 or over", "carer": "Yes", "sex": "Female", "age2": "x"}
        tell(db, page.code, telling(asked, f"Words {n}", f"{ONCE}{n}", equality=answers), bytes([n]), NOW + n)
    tell(db, page.code, telling(asked, "Words 0", f"{ONCE}0", equality={"age": "16 to 24"}), b"\0", NOW)
    assert equality_counts(db, page.programme) == {"age": {"16 to 24": 30, "85 or over": 30}, "carer": {"Yes": 60}}
    assert {row.day for row in db.scalars(select(EqualityAnswer))} == {"1970-01-01"}
    if db.get_bind().dialect.name == "sqlite":
        order = [row[0] for row in db.execute(text("SELECT answer FROM equality_answer WHERE question = 'age'"))]
        assert order[:20] != ["85 or over", "16 to 24"] * 10, "rows stand in the order in which people came"


def test_a_form_that_a_program_filled_in_is_set_aside_and_not_lost(db: Db, page: Listening, asked: Question) -> None:
    tell(db, page.code, telling(asked, by_a_program=True), RECEIPT, NOW)
    db.flush()
    assert [(one.state, one.text) for one in all_told(db)] == [("hidden", "A visit in two days")]


def test_a_person_changes_their_words_and_what_they_said_of_themselves(
    db: Db, page: Listening, asked: Question
) -> None:
    (told,) = tell(db, page.code, telling(asked), RECEIPT, NOW)
    check_contribution(db, page.programme, told.id, "allowed", "", WHO, NOW)
    own_words.change_own(db, RECEIPT, told.id, "A visit in one day", False, NOW)
    own_words.change_about(db, RECEIPT, "ahp", "carer", "Paramedics", "Whitby")
    (now,) = all_told(db)
    assert (now.text, now.state, now.may_quote) == ("A visit in one day", "waiting", False)
    assert (now.community, now.role, now.profession, now.area) == ("ahp", "carer", "Paramedics", "Whitby")
    with refused("unknown_comment"):
        own_words.change_own(db, b"another", told.id, "Mine", True, NOW)
    own_words.withdraw_own(db, RECEIPT, told.id, NOW)
    with refused("unknown_comment"):
        own_words.change_own(db, RECEIPT, told.id, "Back again", True, NOW)


def test_a_question_keeps_its_words_once_somebody_has_answered(db: Db, page: Listening, asked: Question) -> None:
    listening.reword_question(db, page.programme, asked.id, "What matters to you?", "", WHO, NOW)
    tell(db, page.code, telling(asked), RECEIPT, NOW)
    with refused("bad_field", "text"):
        listening.reword_question(db, page.programme, asked.id, "What would you pay for?", "", WHO, NOW)
    listening.reword_question(db, page.programme, asked.id, "What matters to you?", "A hint", WHO, NOW)
    listening.ask_question(db, page.programme, asked.id, False, WHO, NOW)
    with refused("bad_field"):
        tell(db, page.code, telling(asked, once="w" * 20), RECEIPT, NOW)


def test_two_organisers_do_not_overwrite_each_other(db: Db, page: Listening, asked: Question) -> None:
    seen = mark_of(page)
    listening.set_page(db, page.programme, PageWords("Mine"), WHO, NOW, seen)
    with refused("moved_on"):
        listening.set_page(db, page.programme, PageWords("Yours"), "another", NOW, seen)
    seen = mark_of(asked)
    listening.reword_question(db, page.programme, asked.id, "Mine?", "", WHO, NOW, seen)
    with refused("moved_on"):
        listening.reword_question(db, page.programme, asked.id, "Yours?", "", "another", NOW, seen)


def test_questions_move_and_leave_the_page(db: Db, page: Listening, asked: Question) -> None:
    second = listening.add_question(db, page.programme, "And at home?", "", WHO, NOW)
    listening.move_question(db, page.programme, second.id, -1, WHO, NOW)
    db.flush()
    assert second.position < asked.position
    listening.set_listening(
        db, page.programme,
        {"title": "T", "questions": [{"id": asked.id, "text": asked.text}, {"text": "New?"}], "open": False}, WHO, NOW,
    )  # fmt: skip
    assert (second.asked, page.open) == (False, False)
