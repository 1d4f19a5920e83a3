"""From a long list to a short one, both communities weighing the same."""

import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest

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


def test_level_picks_share_what_their_places_are_worth_and_picks_beyond_the_last_are_worth_nothing() -> None:
    orders = {"citizen": [[["a"], ["b", "c", "d"], ["e"]]], "ahp": []}
    got = interim_ballot(list("abcdef"), orders, places=3)
    assert {r["idea"]: r["points"] for r in got["communities"]["citizen"]} == {
        "a": 3, "b": 1, "c": 1, "d": 1, "e": 0, "f": 0
    }  # fmt: skip
    # positions a 1, b c d 3 each, e f 5.5 each; over six ideas these score 6, 4, 4, 4, 1.5, 1.5
    assert [r["points"] for r in got["combined"]] == [6, 4, 4, 4, 1.5, 1.5]
    two = {"citizen": [[["a"], ["b", "c", "d", "e"]]], "ahp": []}
    shared = interim_ballot(list("abcde"), two, places=2)["communities"]["citizen"]
    assert [r["points"] for r in shared] == [2, 0.25, 0.25, 0.25, 0.25]


def test_a_pick_that_is_not_on_the_list_leaves_its_place_to_the_next() -> None:
    rows = interim_ballot(list("ab"), {"citizen": [strict("xba")], "ahp": []}, places=3)["communities"]["citizen"]
    assert {r["idea"]: r["points"] for r in rows} == {"b": 3, "a": 2}


@pytest.mark.parametrize("seed", range(5))
def test_an_interim_ballot_of_a_thousand_people_follows_from_its_rules(seed: int) -> None:
    print(f"seed {seed}")
    dice = random.Random(seed)
    orders = {"citizen": partial_orders(dice, 820), "ahp": partial_orders(dice, 180)}
    got = interim_ballot(list(LONG), orders)
    for community, given in orders.items():
        rows = got["communities"][community]
        assert {r["idea"]: r["points"] for r in rows} == pytest.approx(points_of_picks(given), abs=1e-9)
    scores = {i: sum((16 - position(points_of_picks(o), i) for o in orders.values()), Fraction(0)) for i in LONG}
    assert {r["idea"]: r["points"] for r in got["combined"]} == scores
    assert sum(scores.values()) == 2 * 15 * 16 / 2
    for row in got["combined"]:
        assert row["place"] == 1 + sum(other > scores[row["idea"]] for other in scores.values())


@pytest.mark.parametrize("seed", range(200))
def test_a_union_is_the_largest_that_fits(seed: int) -> None:
    print(f"seed {seed}")
    dice = random.Random(seed)
    citizens, ahps = some_tiers(dice), some_tiers(dice)
    longest = max(sum(map(len, tiers)) for tiers in (citizens, ahps))
    wanted = dice.randint(1, 16)
    got = union_shortlist(citizens, ahps, wanted, ENOUGH)
    fitting = [n for n in range(longest + 1) if len(both_tops([citizens, ahps], n)) <= wanted]
    assert got is not None
    assert (got["each"], set(got["ideas"])) == (max(fitting), both_tops([citizens, ahps], max(fitting)))
    assert len(got["ideas"]) == len(set(got["ideas"])) <= wanted


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


LONG = "abcdefghijklmno"


def partial_orders(dice: random.Random, people: int) -> list[list[list[str]]]:
    """Ten picks or fewer of fifteen ideas, the first ones more often, some neighbours level."""
    liking = [2 * len(LONG) - n for n in range(len(LONG))]
    orders: list[list[list[str]]] = []
    for _ in range(people):
        order: list[list[str]] = []
        for idea in dict.fromkeys(dice.choices(LONG, liking, k=dice.randint(1, 10))):
            if order and dice.random() < 0.15:
                order[-1].append(idea)
            else:
                order.append([idea])
        orders.append(order)
    return orders


def points_of_picks(orders: Sequence[Sequence[Sequence[str]]]) -> dict[str, Fraction]:
    """10 for a first place, 1 for a tenth: for each idea from how many stand above it and beside it."""
    points = dict.fromkeys(LONG, Fraction(0))
    for order in orders:
        for n, tier in enumerate(order):
            above = sum(map(len, order[:n]))
            for idea in tier:
                points[idea] += 10 - above - Fraction(len(tier) - 1, 2)
    return points


def position(points: Mapping[str, Fraction], idea: str) -> Fraction:
    better = sum(other > points[idea] for other in points.values())
    level = sum(other == points[idea] for other in points.values())
    return better + Fraction(level + 1, 2)


def some_tiers(dice: random.Random) -> list[list[str]]:
    tiers: list[list[str]] = []
    for idea in dice.sample(LONG, dice.randint(10, 15)):
        if tiers and dice.random() < 0.3:
            tiers[-1].append(idea)
        else:
            tiers.append([idea])
    return tiers


def both_tops(communities: Sequence[Sequence[Sequence[str]]], n: int) -> set[str]:
    """What stands at place n or better to its last level neighbour, in either community."""
    return {
        idea
        for tiers in communities
        for k, tier in enumerate(tiers)
        for idea in tier
        if sum(map(len, tiers[: k + 1])) <= n
    }
