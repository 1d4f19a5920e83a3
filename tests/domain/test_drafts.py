"""Statements of the strategy draft: their states, what they need, and bringing two drafters' words together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.domain.drafts import (
    AGREED,
    DRAFT,
    REVIEW,
    WRITTEN,
    Content,
    content_from,
    merged,
    needs_of,
    put_in,
    rewritten,
    word_changes,
)
from tests.builders import refused

WHOLE = Content("Someone visits.", None, ("i",), ("Paramedics",), "GPs", ("2",))
WORDS = st.text(st.sampled_from("ab \n“é"), max_size=12)


def test_a_content_comes_back_from_its_plain_form() -> None:
    assert content_from(WHOLE.as_plain()) == WHOLE
    assert content_from({"text": "Short"}) == Content("Short")


def test_a_statement_goes_through_review_before_it_is_agreed() -> None:
    with refused("bad_field", "state"):
        put_in(WHOLE, AGREED, [])
    agreed = put_in(put_in(WHOLE, REVIEW, []), AGREED, [])
    assert put_in(agreed, AGREED, []) is agreed
    assert put_in(agreed, REVIEW, []).state == REVIEW
    with refused("bad_field", "state"):
        put_in(agreed, DRAFT, [])
    with refused("bad_field", "state"):
        put_in(agreed, "perfect", [])


def test_where_one_community_is_keener_it_has_to_say_what_would_make_it_work() -> None:
    review = replace(WHOLE, state=REVIEW)
    for reading in ("citizen_keener", "ahp_keener"):
        assert needs_of(WHOLE, ["common_ground", reading]) == ("works_if",)
        with refused("bad_field", "works_if"):
            put_in(review, AGREED, [reading])
        assert put_in(replace(review, works_if="More staff"), AGREED, [reading]).state == AGREED
        assert put_in(WHOLE, REVIEW, [reading]).state == REVIEW
    assert needs_of(Content("Bare"), ["common_ground", "too_few", ""]) == ("ideas", "professions", "commitments")


def test_what_was_agreed_is_back_in_review_when_it_says_otherwise_but_not_when_it_moves() -> None:
    agreed = replace(WHOLE, state=AGREED)
    for name in WRITTEN:
        other: dict[str, Any] = {name: ("x",) if isinstance(getattr(WHOLE, name), tuple) else "x"}
        after = rewritten(agreed, replace(WHOLE, **other))
        assert after.state == (AGREED if name == "section" else REVIEW), name
    assert rewritten(agreed, replace(WHOLE, state=DRAFT)) == agreed
    assert rewritten(WHOLE, replace(WHOLE, text="Else")).state == DRAFT


def test_two_who_changed_different_parts_both_have_theirs() -> None:
    merge = merged(WHOLE, replace(WHOLE, text="Mine"), replace(WHOLE, with_whom="Theirs", state=AGREED))
    assert merge.content == replace(WHOLE, text="Mine", with_whom="Theirs", state=AGREED)
    assert merge.clashes == ()


def test_where_both_changed_the_same_it_is_said_and_mine_is_offered() -> None:
    merge = merged(WHOLE, replace(WHOLE, text="Mine", ideas=()), replace(WHOLE, text="Theirs", ideas=()))
    assert merge.clashes == ("text",)
    assert merge.content.text == "Mine"


@given(WORDS, WORDS)
def test_changes_of_words_hold_both_texts(before: str, after: str) -> None:
    changes = word_changes(before, after)
    assert "".join(words for kind, words in changes if kind != "new") == before
    assert "".join(words for kind, words in changes if kind != "gone") == after


def test_a_change_of_words_names_the_words() -> None:
    assert word_changes("visited by a physiotherapist soon", "visited by the right professional soon") == [
        ("same", "visited by "), ("gone", "a physiotherapist "), ("new", "the right professional "), ("same", "soon"),
    ]  # fmt: skip
