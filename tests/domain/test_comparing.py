"""Two sides of the same ideas: differences, and whether they are more than chance."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

import pytest

from app.domain.comparing import (
    as_shares,
    coin,
    compare_places,
    compare_scores,
    compare_shares,
    exactly,
    holm,
    moves_between,
    two_answers,
    two_shares,
)
from app.domain.dots import dots_idea
from app.domain.ratings import rating_cell
from tests.voted import a_vote


def test_two_proportions_give_the_chance_that_the_plain_test_gives() -> None:
    """Against the z test of two proportions with their common share, whose square chi-square is."""
    for (a, n), (b, m) in (((30, 50), (20, 50)), ((61, 100), (55, 80)), ((10, 20), (12, 30))):
        common = (a + b) / (n + m)
        z = abs(a / n - b / m) / math.sqrt(common * (1 - common) * (1 / n + 1 / m))
        assert two_shares((a, n), (b, m))["p"] == pytest.approx(2 * (1 - NormalDist().cdf(z)), abs=1e-9)


def test_a_difference_has_one_of_five_words() -> None:
    assert two_shares((40, 50), (20, 50))["verdict"] == "more"
    assert two_shares((26, 50), (24, 50))["verdict"] == "no_more"
    assert two_shares((20, 40), (30, 60)) == {"p": 1.0, "verdict": "same"}
    assert two_shares((4, 4), (30, 60)) == {"p": None, "verdict": "too_few"}
    assert two_shares((0, 0), (30, 60)) == {"p": None, "verdict": "missing"}
    assert two_shares((5, 5), (9, 9)) == {"p": 1.0, "verdict": "same"}


def test_small_sides_are_compared_exactly() -> None:
    """Fisher's tea (1935): three of four cups told apart is 0.486, four of four 0.029. And 1 of 10 beside 11 of 14."""
    assert exactly((3, 4), (1, 4)) == pytest.approx(34 / 70)
    assert exactly((4, 4), (0, 4)) == pytest.approx(2 / 70)
    assert exactly((1, 10), (11, 14)) == pytest.approx(0.002759, abs=1e-6)
    assert exactly((0, 9), (9, 9)) == exactly((9, 9), (0, 9))
    assert two_shares((1, 10), (11, 14))["verdict"] == "more"
    assert two_shares((9, 10), (11, 14))["verdict"] == "no_more"


def test_people_who_changed_are_held_against_a_coin() -> None:
    assert coin(5, 15) == pytest.approx(0.0413895, abs=1e-6)  # twice the binomial tail: 2 · 21,700 ÷ 2^20
    assert coin(0, 0) == coin(4, 4) == 1.0
    assert coin(2_000, 3_000) < 1e-12
    assert coin(3, 9) == coin(9, 3)
    assert two_answers(20, 15, 5)["verdict"] == "more"
    assert two_answers(20, 0, 5)["verdict"] == "no_more"  # five of five is not enough: 2 ÷ 32
    assert two_answers(20, 0, 0)["verdict"] == "same"
    assert two_answers(0, 0, 0) == {"p": None, "verdict": "missing"}


def test_many_looks_are_allowed_for_step_by_step() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == [True, False, False, True]
    assert holm([]) == []
    assert holm([0.04]) == [True]
    assert holm([0.04, 0.04]) == [False, False]


def test_a_difference_that_only_stands_out_alone_says_so() -> None:
    one = {"a": ((30, 50), (25, 50))}
    level = {f"i{n}": ((25, 50), (25, 50)) for n in range(10)}
    before = a_vote("v1", {**one, **level})["ideas"]
    after = a_vote("v2", {"a": ((19, 50), (25, 50)), **level})["ideas"]
    found = compare_shares(before, after)
    assert found["ideas"][0]["communities"]["citizen"]["verdict"] == "maybe"
    assert (found["compared"], found["more"], found["hold"]) == (22, 1, 0)
    assert found["by_chance"] == pytest.approx(1.1)
    one_community = [a_vote(f"v{n}", {"a": ((n, 50), (0, 0))})["ideas"] for n in (30, 19)]
    alone = compare_shares(*one_community)
    assert alone["ideas"][0]["communities"]["citizen"]["verdict"] == "more"


def test_only_ideas_on_both_sides_are_compared_in_both_wordings() -> None:
    before = a_vote("v1", {"a": ((30, 50), (25, 50)), "b": ((1, 2), (1, 2))}, {"a": "Old words"})["ideas"]
    after = a_vote("v2", {"c": ((1, 2), (1, 2)), "a": ((20, 50), (25, 50))})["ideas"]
    found = compare_shares(before, after)
    assert [row["idea"] for row in found["ideas"]] == ["a"]
    assert found["ideas"][0]["texts"] == ["Old words", "Idea a"]
    assert found["ideas"][0]["communities"]["citizen"]["difference"] == pytest.approx(-0.2)
    assert found["ideas"][0]["readings"][0]["reading"] == "not_there_yet"


def votes(**choices: str) -> dict[str, dict[tuple[str, str], Any]]:
    words = {"a": "agree", "u": "unsure", "d": "disagree"}
    return {person: {("x", ""): words[choice], ("", "done"): True} for person, choice in choices.items()}


def test_moving_from_not_sure_to_disagree_is_no_change_of_a_share() -> None:
    before, after = votes(ann="u", ben="u", eva="a", joe="a"), votes(ann="d", ben="a", eva="d", may="a")
    people = dict.fromkeys(("ann", "ben", "eva", "joe", "may"), "citizen")
    assert moves_between("vote", before, after, people) == {
        ("x", ""): {"citizen": (3, 1, 1), "ahp": (0, 0, 0), "other": (0, 0, 0)}
    }
    del people["eva"]  # removed people count nowhere
    assert moves_between("vote", before, after, people)["x", ""]["citizen"] == (2, 1, 0)


def test_the_same_people_twice_are_tested_by_who_changed() -> None:
    """18 of 40 and then 28 of 40 may be chance between strangers; ten who changed, all one way, are not."""
    before, after = a_vote("v1", {"x": ((18, 40), (0, 0))})["ideas"], a_vote("v2", {"x": ((28, 40), (0, 0))})["ideas"]
    moves = {("x", ""): {"citizen": (40, 10, 0), "ahp": (0, 0, 0)}}
    cell = compare_shares(before, after, moves)["ideas"][0]["communities"]
    assert (cell["citizen"]["verdict"], cell["citizen"]["up"], cell["citizen"]["down"]) == ("more", 10, 0)
    assert cell["ahp"]["verdict"] == "missing"


def test_delphi_rounds_show_how_the_middle_moved_and_whether_people_came_together() -> None:
    def rated(citizens: list[int]) -> list[dict[str, Any]]:
        cells = {c: {"ease": rating_cell(citizens if c == "citizen" else [], 5)} for c in ("citizen", "ahp", "other")}
        return [{"idea": "x", "text": "X", "communities": cells}]

    moves = {("x", "ease"): {"citizen": (5, 2, 1), "ahp": (0, 0, 0)}}
    found = compare_scores(rated([1, 2, 3, 4, 5]), rated([3, 4, 4, 4, 5]), moves)["ideas"][0]["communities"]
    cell = found["citizen"]["ease"]
    assert (cell["a"]["median"], cell["b"]["median"], cell["moved"], cell["spread"]) == (3, 4, 1, "closer")
    assert cell["a"]["quartiles"] == [2, 4]
    assert (cell["up"], cell["down"], cell["verdict"]) == (2, 1, "no_more")
    assert found["ahp"]["ease"]["moved"] is None
    assert found["ahp"]["ease"]["spread"] is None
    assert compare_scores(rated([1]), rated([5]))["compared"] == 0


def test_scores_that_went_up_and_down_are_counted_by_person() -> None:
    before = {"ann": {("x", "ease"): 2}, "ben": {("x", "ease"): 4}, "eva": {("x", "ease"): 1}}
    after = {"ann": {("x", "ease"): 3}, "ben": {("x", "ease"): 3}, "eva": {("x", "other"): 5}}
    people = dict.fromkeys(before, "ahp")
    assert moves_between("rate", before, after, people)["x", "ease"]["ahp"] == (2, 1, 1)


def test_dots_compare_people_with_a_dot_of_all_ballots() -> None:
    def dotted(people: int) -> dict[str, Any]:
        cells = {c: {"dots": people, "people": people if c == "citizen" else 0} for c in ("citizen", "ahp", "other")}
        ballots = {"citizen": 50, "ahp": 10, "other": 0}
        return {"ballots": ballots, "ideas": [{"idea": "x", "text": "X", **dots_idea(cells, ballots, ballots)}]}

    cells = compare_shares(as_shares(dotted(40)), as_shares(dotted(20)))["ideas"][0]["communities"]
    assert (cells["citizen"]["a"]["agree"], cells["citizen"]["a"]["answered"]) == (40, 50)
    assert cells["citizen"]["verdict"] == "more"


def test_a_dot_taken_away_counts_only_for_whoever_placed_some_in_both() -> None:
    before = {"ann": {("x", ""): 2}, "ben": {("x", ""): 1}, "eva": {("x", ""): 0, ("", "done"): True}}
    after = {"ann": {("y", ""): 2, ("x", ""): 0}, "ben": {("x", ""): 3}, "eva": {("x", ""): 5}}
    moves = moves_between("dots", before, after, dict.fromkeys(before, "citizen"))
    assert moves["x", ""]["citizen"] == (2, 0, 1)
    assert moves["y", ""]["citizen"] == (1, 1, 0)


def test_places_move_up_towards_the_first() -> None:
    rows = a_vote("v", dict.fromkeys("abc", ((1, 2), (1, 2))))["ideas"]
    found = compare_places(rows, rows, [{"a": 1, "b": 2, "c": 3}, {"c": 1, "b": 2}])["ideas"]
    assert [(row["idea"], row["a"], row["b"], row["moved"]) for row in found] == [
        ("c", 3, 1, 2), ("b", 2, 2, 0), ("a", 1, None, None)
    ]  # fmt: skip
