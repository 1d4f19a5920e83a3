"""Orders that follow from rankings, against the worked figures and references written from the definitions."""

import itertools
import random
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest

from app.domain.agreement import kendall_w, pair_agreement
from app.domain.communities import COMMUNITIES
from app.domain.places import mean_positions, places_of, printed_place, tiers_of
from app.domain.rankings import borda_points, half_points_of, levels_of, pairwise_of
from app.domain.schulze import schulze_tiers
from app.domain.standings import standings_of

Order = Sequence[Sequence[str]]


def order(text: str) -> Order:
    """ "a(bc)d" → [[a], [b, c], [d]]."""
    tiers: list[list[str]] = []
    level = False
    for letter in text:
        if letter == "(":
            level = True
            tiers.append([])
        elif letter == ")":
            level = False
        elif level:
            tiers[-1].append(letter)
        else:
            tiers.append([letter])
    return tiers


def standings(ideas: str, citizen: str = "", ahp: str = "", other: str = "") -> dict[str, Any]:
    texts = {"citizen": citizen, "ahp": ahp, "other": other}
    return standings_of(list(ideas), {c: [order(t) for t in texts[c].split()] for c in COMMUNITIES})


def points(rows: list[dict[str, Any]]) -> dict[str, float]:
    return {row["idea"]: row["points"] for row in rows}


def near(value: object) -> object:
    return pytest.approx(value, abs=1e-6)


def test_the_worked_example_of_the_combined_standing() -> None:
    got = standings("abcd", citizen="ab a(bc) d", ahp="bacd")
    assert points(got["communities"]["citizen"]) == near({"a": 7 / 3, "b": 3 / 2, "c": 1, "d": 7 / 6})
    assert points(got["communities"]["ahp"]) == near({"a": 2, "b": 3, "c": 1, "d": 0})
    assert points(got["combined"]) == near({"b": 9 / 4, "a": 13 / 6, "c": 1, "d": 7 / 12})
    assert [row["idea"] for row in got["combined"]] == ["b", "a", "c", "d"]
    assert got["pairwise"] == [[0, 2, 3, 3], [1, 0, 2, 3], [0, 0, 0, 2], [1, 1, 1, 0]]
    assert got["borda"] == [["a"], ["b"], ["c"], ["d"]]
    assert got["schulze"] == [["a"], ["b"], ["c"], ["d"]]
    assert got["condorcet_winner"] == "a"
    assert got["agreement"]["citizen"] == near(8 / 18)
    assert got["agreement"]["ahp"] is None
    assert got["agreement"]["all"] == near(24 / 44)
    assert got["kendall_w"]["citizen"] == {"w": near(0.263889), "n": 3}


def test_borda_over_all_ballots_of_the_worked_example() -> None:
    levels = levels_of([order(t) for t in ("ab", "a(bc)", "d", "bacd")], list("abcd"))
    assert list(borda_points(pairwise_of(levels), 4, list("abcd")).values()) == [9, 7.5, 4, 3.5]


def test_agreement_of_the_second_worked_example() -> None:
    levels = levels_of([order(t) for t in ("abcd", "a(bc)d", "bacd")], list("abcd"))
    assert kendall_w(levels) == near(0.862069)
    assert pair_agreement(pairwise_of(levels)) == near(28 / 32)


def test_a_new_ballot_can_cost_its_first_choice_the_first_place() -> None:
    before = standings("abcd", citizen="acdb", ahp="bcda bdac")
    assert points(before["combined"]) == near({"a": 1.75, "b": 1.5, "c": 1.5, "d": 1.25})
    assert [(row["idea"], row["place"], row["level"]) for row in before["combined"]] == [
        ("a", 1, False), ("b", 2, True), ("c", 2, True), ("d", 4, False)
    ]  # fmt: skip
    after = standings("abcd", citizen="acdb abcd", ahp="bcda bdac")
    assert points(after["combined"]) == near({"a": 1.75, "b": 2.0, "c": 1.25, "d": 1.0})
    assert after["combined"][0]["idea"] == "b"


def test_one_community_without_ballots_leaves_the_other_alone() -> None:
    got = standings("abc", citizen="cab cba", other="abc abc abc")
    assert got["combined"] == got["communities"]["citizen"]
    assert got["schulze_balanced"][0] == ["c"]
    assert got["methods_agree"] is True
    assert got["communities"]["ahp"] == []


def test_without_compared_ballots_there_is_no_combined_order() -> None:
    got = standings("abc", other="abc")
    assert (got["combined"], got["schulze_balanced"], got["methods_agree"]) == (None, [], None)
    assert got["borda"] == [["a"], ["b"], ["c"]]
    nothing = standings("abc")
    assert (nothing["borda"], nothing["schulze"], nothing["condorcet_winner"]) == ([], [], None)
    assert nothing["pairwise"] == [[0, 0, 0]] * 3


def test_two_ways_of_counting_may_put_different_ideas_first() -> None:
    got = standings("abc", citizen="abc abc abc bca bca", ahp="abc abc abc bca bca")
    assert got["schulze_balanced"][0] == ["a"]
    assert got["combined"][0]["idea"] == "b"
    assert got["methods_agree"] is False


def test_a_big_community_weighs_no_more_in_the_balanced_orders() -> None:
    small = standings("abcd", citizen="abcd acbd", ahp="dcba dbca")
    big = standings("abcd", citizen=" ".join(["abcd acbd"] * 9), ahp="dcba dbca")
    for name in ("combined", "schulze_balanced", "methods_agree"):
        assert big[name] == small[name]
    assert big["communities"]["ahp"] == small["communities"]["ahp"]
    assert big["schulze"] != small["schulze"]


@pytest.mark.parametrize("seed", range(20))
def test_the_balanced_order_is_that_of_ballots_copied_until_both_communities_are_level(seed: int) -> None:
    print(f"seed {seed}")
    dice = random.Random(seed)
    citizens, ahps = (random_orders(dice, "abcde", dice.randint(1, 9)) for _ in range(2))
    got = standings_of(list("abcde"), {"citizen": citizens, "ahp": ahps, "other": random_orders(dice, "abcde", 4)})
    copies = levels_of(citizens * len(ahps) + ahps * len(citizens), list("abcde"))
    assert got["schulze_balanced"] == schulze_tiers(pairwise_of(copies), list("abcde"))


def random_orders(dice: random.Random, ideas: str, ballots: int) -> list[Order]:
    orders: list[Order] = []
    for _ in range(ballots):
        picked = dice.sample(ideas, dice.randint(1, len(ideas)))
        tiers: list[list[str]] = []
        for idea in picked:
            if tiers and dice.random() < 0.3:
                tiers[-1].append(idea)
            else:
                tiers.append([idea])
        orders.append(tiers)
    return orders


def level_of(ballot: Order, idea: str) -> int:
    return next((n for n, tier in enumerate(ballot) if idea in tier), 999)


def borda_by_definition(ideas: str, ballots: list[Order]) -> dict[str, Fraction]:
    totals = dict.fromkeys(ideas, Fraction(0))
    for ballot in ballots:
        for one, two in itertools.permutations(ideas, 2):
            mine, theirs = level_of(ballot, one), level_of(ballot, two)
            totals[one] += Fraction(1) if mine < theirs else Fraction(1, 2) if mine == theirs else 0
    return totals


def schulze_by_paths(ideas: str, wins: dict[tuple[str, str], int]) -> set[tuple[str, str]]:
    """Every pair in which one idea stands above another, by walking every simple path."""

    def link(x: str, y: str) -> int:
        return wins[x, y] if wins[x, y] > wins[y, x] else 0

    def strongest(x: str, y: str) -> int:
        others = [i for i in ideas if i not in (x, y)]
        paths = ((x, *between, y) for n in range(len(others) + 1) for between in itertools.permutations(others, n))
        return max(min(link(u, v) for u, v in itertools.pairwise(path)) for path in paths)

    return {(x, y) for x, y in itertools.permutations(ideas, 2) if strongest(x, y) > strongest(y, x)}


@pytest.mark.parametrize("seed", range(40))
def test_standings_agree_with_their_definitions(seed: int) -> None:
    print(f"seed {seed}")
    dice = random.Random(seed)
    ideas = "abcde"[: dice.randint(2, 5)]
    ballots = random_orders(dice, ideas, dice.randint(1, 12))
    levels = levels_of(ballots, list(ideas))
    pairwise = pairwise_of(levels)
    wins = {(x, y): sum(level_of(b, x) < level_of(b, y) for b in ballots) for x, y in itertools.permutations(ideas, 2)}
    for (x, y), count in wins.items():
        assert pairwise[ideas.index(x), ideas.index(y)] == count
    assert borda_points(pairwise, len(ballots), list(ideas)) == borda_by_definition(ideas, ballots)
    assert half_points_of(levels).sum(axis=1).tolist() == [len(ideas) * (len(ideas) - 1)] * len(ballots)
    above = schulze_by_paths(ideas, wins)
    tiers = schulze_tiers(pairwise, list(ideas))
    assert sorted(itertools.chain(*tiers)) == sorted(ideas)
    for n, tier in enumerate(tiers):
        rest = set(itertools.chain(*tiers[n:]))
        assert set(tier) == {idea for idea in rest if not any((x, idea) in above for x in rest)}


@pytest.mark.parametrize("seed", range(10))
def test_agreement_is_the_share_of_pairs_of_people_in_the_same_order(seed: int) -> None:
    print(f"seed {seed}")
    dice = random.Random(seed)
    ballots = random_orders(dice, "abcd", 7)
    same = both = 0
    for one, two in itertools.permutations(ballots, 2):
        for x, y in itertools.combinations("abcd", 2):
            mine, theirs = level_of(one, x) - level_of(one, y), level_of(two, x) - level_of(two, y)
            both += bool(mine and theirs)
            same += mine * theirs > 0
    assert pair_agreement(pairwise_of(levels_of(ballots, list("abcd")))) == near(same / both)


def test_concordance_is_one_for_the_same_order_and_none_where_nothing_is_ordered() -> None:
    same = levels_of([order("abc")] * 4, list("abc"))
    level = levels_of([order("(abc)")] * 4, list("abc"))
    assert kendall_w(same) == near(1.0)
    assert kendall_w(level) is None
    assert pair_agreement(pairwise_of(level)) is None
    assert kendall_w(levels_of([], list("abc"))) is None


def test_places_skip_what_level_ideas_cover() -> None:
    tiers = tiers_of({"a": Fraction(1), "b": Fraction(3), "c": Fraction(3), "d": Fraction(4), "e": Fraction(0)})
    printed = {idea: printed_place(at.place, at.level) for idea, at in places_of(tiers).items()}
    assert printed == {"d": "1", "b": "2=", "c": "2=", "a": "4", "e": "5"}


def test_positions_always_add_to_the_same() -> None:
    dice = random.Random(3)
    for ballot in random_orders(dice, "abcdef", 50):
        assert sum(mean_positions(ballot, list("abcdef")).values()) == 21
