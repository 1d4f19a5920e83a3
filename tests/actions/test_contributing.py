"""What people told us: taken in once, quoted by passage, and gone everywhere once they take it back."""

from __future__ import annotations

import pytest
from sqlmodel import Session as Db
from sqlmodel import SQLModel, select

from app.actions.contributing import Told, change_words, check_contribution, take_in, withdraw_contribution
from app.actions.planning import NewIdea, add_ideas, create_programme
from app.actions.quoting import attach_quote, detach_quote, put_back_quote
from app.actions.shaping import reword_idea
from app.storage.contributions import areas_of, contribution_of, contributions_with
from app.storage.quotes import quotes_from, quotes_of, words_of
from app.storage.tables import Contribution
from app.storage.wordings import wordings_of
from tests.builders import refused

NOW, WHO = 1_000.0, "organiser"
SAID = "My mum fell on the Friday. A visit in two days would have changed everything."


@pytest.fixture
def programme(db: Db) -> str:
    return create_programme(db, "Example programme", NOW).id


@pytest.fixture
def idea(db: Db, programme: str) -> str:
    return add_ideas(db, programme, [NewIdea("A home visit after a fall")], NOW)[0].id


def test_what_came_before_under_the_same_key_is_left_out(db: Db, programme: str) -> None:
    rows = [Told("One", key="file:1"), Told("Two", key="file:2"), Told("Two again", key="file:2")]
    assert [c.text for c in take_in(db, programme, rows, "file", NOW)] == ["One", "Two"]
    more = take_in(db, programme, [*rows, Told("Three", key="file:3")], "file", NOW)
    assert [(c.text, c.number) for c in more] == [("Three", 3)]


@pytest.mark.parametrize(
    ("told", "code", "field"),
    [
        (Told("\u200b \n"), "bad_field", "text"),
        (Told("x" * 4_001), "too_long", "text"),
        (Told("x", community="doctors"), "bad_field", "community"),
        (Told("x", community="citizen", profession="Paramedics"), "bad_field", "profession"),
        (Told("x", community="ahp", profession="Wizards"), "bad_field", "profession"),
        (Told("x", question="unknown"), "bad_field", "question"),
        (Told("x", area="y" * 101), "too_long", "area"),
    ],
)
def test_one_that_is_wrong_keeps_all_out(db: Db, programme: str, told: Told, code: str, field: str) -> None:
    with refused(code, field):
        take_in(db, programme, [Told("Fine"), told], "page", NOW)
    assert db.scalars(select(Contribution)).all() == []


def test_a_quote_is_a_passage_and_follows_its_words(db: Db, programme: str, idea: str) -> None:
    said = _said(db, programme)
    start = SAID.index("A visit")
    quote = attach_quote(db, programme, idea, said.id, WHO, NOW, start, len(SAID))
    assert attach_quote(db, programme, idea, said.id, WHO, NOW, start, len(SAID)).id == quote.id
    change_words(db, said, f"Last winter. {SAID}", NOW)
    assert said.state == "waiting"
    assert [words_of(*pair) for pair in quotes_of(db, idea)] == [SAID[start:]]


def test_a_quote_whose_words_went_goes_with_them(db: Db, programme: str, idea: str) -> None:
    said = _said(db, programme)
    attach_quote(db, programme, idea, said.id, WHO, NOW, 0, 6)
    change_words(db, said, "Nobody came.", NOW)
    db.flush()
    assert quotes_of(db, idea) == []


def test_a_loosened_quote_can_be_put_back(db: Db, programme: str, idea: str) -> None:
    said = _said(db, programme)
    quote = attach_quote(db, programme, idea, said.id, WHO, NOW)
    detach_quote(db, programme, idea, quote.id, WHO, NOW)
    db.flush()
    assert quotes_of(db, idea) == []
    assert quotes_from(db, said.id) == []
    put_back_quote(db, programme, idea, quote.id, WHO, NOW)
    db.flush()
    assert [i.id for _, i in quotes_from(db, said.id)] == [idea]


def test_what_is_withdrawn_leaves_no_word_in_any_table(db: Db, programme: str, idea: str) -> None:
    said = take_in(
        db, programme, [Told("xyzzy words", community="ahp", role="plugh", profession="Paramedics", area="frotz")],
        "page", NOW, receipt=b"r",
    )[0]  # fmt: skip
    said = contributions_with(db, b"r")[0]
    attach_quote(db, programme, idea, said.id, WHO, NOW)
    withdraw_contribution(db, said, "its person", NOW)
    withdraw_contribution(db, said, "its person", NOW)
    db.flush()
    assert quotes_of(db, idea) == []
    assert (said.state, said.text, said.may_quote) == ("withdrawn", "", False)
    for table in SQLModel.metadata.sorted_tables:
        for row in db.execute(table.select()):
            assert not any(word in str(tuple(row)) for word in ("xyzzy", "plugh", "frotz")), table.name
    with refused("bad_field", "contribution"):
        attach_quote(db, programme, idea, said.id, WHO, NOW)
    with refused("bad_field", "state"):
        check_contribution(db, programme, said.id, "allowed", "", WHO, NOW)


def test_every_wording_is_kept_with_who_and_why(db: Db, programme: str, idea: str) -> None:
    reword_idea(db, programme, idea, NewIdea("A visit within two days"), NOW, WHO, "two people said two", seen=1)
    assert [(w.number, w.text, w.how, w.who, w.why) for w in wordings_of(db, idea)] == [
        (2, "A visit within two days", "reworded", WHO, "two people said two"),
        (1, "A home visit after a fall", "made", "", ""),
    ]
    with refused("moved_on"):
        reword_idea(db, programme, idea, NewIdea("Mine"), NOW, "another", "", seen=1)


def _said(db: Db, programme: str) -> Contribution:
    take_in(db, programme, [Told(SAID, may_quote=True)], "page", NOW, receipt=b"said")
    return contributions_with(db, b"said")[0]


def test_areas_are_counted_however_they_are_spelt(db: Db, programme: str) -> None:
    told = [
        Told(f"Words {n}", area=area)
        for n, area in enumerate(["Hull", " hull", "Leeds", None, "York ", "HULL", "leeds"])
    ]
    made = take_in(db, programme, told, "page", NOW)
    assert areas_of(db, programme) == [("Hull", 3), ("Leeds", 2), ("York", 1)]
    york = contribution_of(db, programme, made[4].id)
    assert york is not None
    withdraw_contribution(db, york, "its person", NOW)
    db.flush()
    assert areas_of(db, programme) == [("Hull", 3), ("Leeds", 2)]
