"""Places typed by a host become an order, or it is said at once what does not fit."""

from __future__ import annotations

import pytest

from app.domain.table_entry import Problem, order_typed, what_is_missing

IDEAS = ["a", "b", "c", "d"]


def typed(words: str) -> dict[str, str]:
    """ "2 1 - 3" → the places of a, b, c and d; a dash is an empty box."""
    return {idea: "" if word == "-" else word for idea, word in zip(IDEAS, words.split(), strict=True)}


@pytest.mark.parametrize(
    ("words", "tiers"),
    [
        ("1 2 3 4", (("a",), ("b",), ("c",), ("d",))),
        ("4 3 2 1", (("d",), ("c",), ("b",), ("a",))),
        ("2 - 1 -", (("c",), ("a",))),
        ("1 2= 2= 4", (("a",), ("b", "c"), ("d",))),
        ("1= 1= 1= 1=", (("a", "b", "c", "d"),)),
        ("- - - -", ()),
        ("1= 2 3 4", (("a",), ("b",), ("c",), ("d",))),
    ],
)
def test_places_become_an_order(words: str, tiers: tuple[tuple[str, ...], ...]) -> None:
    assert order_typed(typed(words), IDEAS) == (tiers, ())


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("1 2 2 4", Problem("twice", 2, ("b", "c"))),
        ("1 2= 2 4", Problem("twice", 2, ("b", "c"))),
        ("1 2= 2= 3", Problem("twice", 3, ("d",))),
        ("1 3 - -", Problem("gap", 2)),
        ("2 - - -", Problem("gap", 1)),
        ("1 5 - -", Problem("not_a_place", 0, ("b",))),
        ("0 - - -", Problem("not_a_place", 0, ("a",))),
        ("1 x - -", Problem("not_a_place", 0, ("b",))),
        ("1 ² - -", Problem("not_a_place", 0, ("b",))),
        ("1 -2 - -", Problem("not_a_place", 0, ("b",))),
        ("1 99999999999999999999 - -", Problem("not_a_place", 0, ("b",))),
    ],
)
def test_what_does_not_fit_is_named(words: str, problem: Problem) -> None:
    assert problem in order_typed(typed(words), IDEAS)[1]


def test_ideas_that_were_said_to_be_level_may_share_a_place() -> None:
    assert order_typed(typed("1 2 2 4"), IDEAS, level=True) == ((("a",), ("b", "c"), ("d",)), ())


def test_a_list_is_whole_when_it_holds_as_many_as_there_are_places() -> None:
    assert what_is_missing((("a",), ("b",)), IDEAS, None) == Problem("missing", 2)
    assert what_is_missing((("a", "b"),), IDEAS, 2) is None
    assert what_is_missing((("a",), ("b",), ("c",), ("d",)), IDEAS, 9) is None
