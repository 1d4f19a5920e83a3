"""Where a passage stands, and where it is after the words around it changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.passages import excerpts, found, is_excerpt, moved, passage, without
from tests.builders import refused

SAID = "Nobody came till the new year. A visit in two days would have changed everything."


def test_a_passage_leaves_the_blanks_around_it_out() -> None:
    assert passage("  two days ", 0, 11) == (2, 10)
    assert passage(SAID, None, None) == (0, len(SAID))


@pytest.mark.parametrize("span", [(5, 5), (9, 3), (-1, 4), (0, len(SAID) + 1), (6, 7)])
def test_a_passage_holds_at_least_one_word_of_what_was_said(span: tuple[int, int]) -> None:
    with refused("bad_field", "quote"):
        passage(SAID, *span)


def test_a_passage_is_found_again_where_its_words_went() -> None:
    after = f"My mum fell on the Friday. {SAID}"
    start = SAID.index("A visit")
    span = moved(SAID, (start, len(SAID)), after)
    assert span is not None
    assert after[slice(*span)] == SAID[start:]


def test_a_passage_whose_words_are_gone_is_gone() -> None:
    assert moved(SAID, (0, 6), "Somebody came.") is None


@given(st.text("ab ", min_size=1, max_size=30), st.text("ab ", max_size=10), st.data())
def test_what_is_found_again_says_the_same(said: str, before: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(said) - 1))
    end = data.draw(st.integers(start + 1, len(said)))
    after = before + said
    span = moved(said, (start, end), after)
    assert span is not None
    assert after[slice(*span)] == said[start:end]


@pytest.mark.parametrize(
    ("typed", "there"),
    [
        ("A visit in two days", "A visit in two days"),
        ("a VISIT  in\ntwo days", "A visit in two days"),
        ("“Nobody came”", "Nobody came"),
        ("isn't six", "isn’t six"),
        ("a.b", "a.b"),
    ],
)
def test_words_are_found_however_they_were_typed(typed: str, there: str) -> None:
    said = f"{SAID} It isn’t six weeks. a.b axb"
    assert said[slice(*found(said, typed))] == there


@pytest.mark.parametrize("typed", ["", " \n ", "“”", "six months", "visit two", "(", "[a-z]+"])
def test_words_that_were_not_said_are_not_found(typed: str) -> None:
    with refused("bad_field", "words"):
        found(SAID, typed)


OWN = "My mum fell on the Friday. A visit in two days would have changed everything."
PART = "A visit in two days would have changed everything."


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (OWN, ""),
        (f" “{OWN.upper()}” ", ""),
        ("Heard: a  visit in two days\nwould have changed everything! Come sooner.", "Heard: […]! Come sooner."),
        (PART.replace(".", "ness."), PART.replace(".", "ness.")),
        ("Come sooner after a fall.", "Come sooner after a fall."),
        ("", ""),
    ],
)
def test_words_are_cut_out_however_they_are_spaced_and_nothing_else(text: str, left: str) -> None:
    assert without(text, {OWN, PART}) == left


def test_an_excerpt_is_words_that_somebody_said_in_a_row() -> None:
    assert is_excerpt("a visit in TWO days", OWN)
    assert not is_excerpt("a visit in two weeks", OWN)
    assert not is_excerpt("the Friday", OWN)


def test_many_words_in_a_row_are_found_in_a_longer_text() -> None:
    text = "So we act: a visit in two days, would have *changed* everything! My mum fell on the bus."
    assert excerpts(text, OWN) == ["a visit in two days, would have *changed* everything"]
    assert excerpts("A visit in two days would be good.", OWN) == []
    assert excerpts(OWN, OWN) == [OWN.rstrip(".")]


def test_few_words_are_cut_only_where_they_are_all_that_is_said() -> None:
    assert without("More buses!", ["more buses"]) == ""
    assert without("More buses to the clinic", ["more buses"]) == "More buses to the clinic"
    assert without("👍", ["👍"]) == "👍"
    assert without("It’s the 5% – “that” one: caf\u0065\u0301", ['It\'s the 5% - "that" one: caf\u00e9']) == ""
