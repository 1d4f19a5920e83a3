"""From a long list to a short one, both communities weighing the same."""

from typing import Any

from app.domain.figures import figures_of
from app.domain.shortlists import community_tiers, interim_ballot, top_of, union_shortlist

ENOUGH = {"citizen": 5, "ahp": 5}


def strict(text: str) -> list[list[str]]:
    return [[letter] for letter in text]


def test_interim_points_are_positions_within_each_community_added() -> None:
    orders = {"citizen": [strict("ab"), strict("ac"), strict("ab")], "ahp": [strict("cb")]}
    got = interim_ballot(list("abcd"), orders, places=2)
    assert {r["idea"]: r["points"] for r in got["communities"]["citizen"]} == {"a": 6, "b": 2, "c": 1, "d": 0}
    # positions: citizens a b c d → 4 3 2 1; AHPs c, b, then a and d level → 4, 3, 1.5, 1.5
    assert {r["idea"]: r["points"] for r in got["combined"]} == {"b": 6, "c": 6, "a": 5.5, "d": 2.5}
    assert [(r["place"], r["level"]) for r in got["combined"]] == [(1, True), (1, True), (3, False), (4, False)]


def test_a_hundred_times_the_citizens_change_no_interim_position() -> None:
    one = {"citizen": [strict("abc"), strict("bac"), strict("abd")], "ahp": [strict("dcb")]}
    many = {"citizen": one["citizen"] * 100, "ahp": one["ahp"]}
    assert interim_ballot(list("abcd"), one)["combined"] == interim_ballot(list("abcd"), many)["combined"]


def test_an_interim_ballot_that_nobody_filled_in_has_no_order() -> None:
    got = interim_ballot(list("ab"), {"citizen": [], "ahp": []})
    assert got == {"combined": None, "communities": {"citizen": [], "ahp": []}}


def test_the_union_takes_the_same_number_from_both_and_fits() -> None:
    got = union_shortlist(strict("abcdef"), strict("fedcba"), 4, ENOUGH)
    assert got == {"each": 2, "ideas": ["a", "b", "f", "e"]}
    assert union_shortlist(strict("abc"), strict("abc"), 2, ENOUGH) == {"each": 2, "ideas": ["a", "b"]}
    assert union_shortlist(strict("abc"), strict("cab"), 9, ENOUGH) == {"each": 3, "ideas": ["a", "b", "c"]}


def test_a_level_tier_goes_in_whole_or_not_at_all() -> None:
    citizens = [["a"], ["b", "c"], ["d"]]
    assert top_of(citizens, 2) == ["a"]
    assert top_of(citizens, 3) == ["a", "b", "c"]
    assert union_shortlist(citizens, strict("abcd"), 2, ENOUGH) == {"each": 2, "ideas": ["a", "b"]}
    assert union_shortlist(citizens, strict("abcd"), 3, ENOUGH) == {"each": 3, "ideas": ["a", "b", "c"]}


def test_under_five_ballots_in_either_community_there_is_no_shortlist() -> None:
    assert union_shortlist(strict("ab"), strict("ab"), 2, {"citizen": 30, "ahp": 4}) is None


def test_a_communitys_own_order_comes_from_any_kind_of_stage() -> None:
    ideas = [("a", None), ("b", None), ("c", None)]
    votes: dict[str, Any] = {
        "p": {("a", ""): "agree", ("b", ""): "agree"},
        "q": {("a", ""): "disagree", ("b", ""): "agree"},
    }
    people = {"p": "citizen", "q": "citizen"}
    vote = figures_of("vote", {}, ideas, votes, people)
    assert community_tiers(vote, "vote", "citizen") == [["b"], ["a"]]
    assert community_tiers(vote, "vote", "ahp") == []
    dots = figures_of("dots", {}, ideas, {"p": {("a", ""): 2}, "q": {("c", ""): 1}}, people)
    assert community_tiers(dots, "dots", "citizen") == [["a", "c"], ["b"]]
    rank = figures_of("rank", {}, ideas, {"p": {("", "order"): (("c",), ("a", "b"))}}, people)
    assert community_tiers(rank, "rank", "citizen") == [["c"], ["a", "b"]]
