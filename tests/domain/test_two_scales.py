"""The picture of two scales against a computation of its own: exact fractions, and Student's t by integration."""

import random
from fractions import Fraction
from functools import cache
from math import dist, exp, lgamma, pi, sqrt
from typing import Any

import pytest

from app.domain.chances import t_for_95
from app.domain.communities import AHP, CITIZEN, COMPARED
from app.domain.ratings import rating_idea
from app.domain.two_scales import count_corner, distance, has_both, seen_alike, seen_apart

SCALES = ("importance", "ease")
FROM_THE_TABLE = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 9: 2.262, 19: 2.093, 26: 2.056, 37: 2.026, 120: 1.980}

Pairs = dict[str, list[tuple[int, int]]]


def an_idea(pairs: Pairs, steps: int = 5, idea: str = "a") -> dict[str, Any]:
    scores = {
        c: [dict(zip(SCALES, pair, strict=True)) for pair in pairs.get(c, [])] for c in ("citizen", "ahp", "other")
    }
    return {"idea": idea, **rating_idea(scores, SCALES, steps)}


def both(citizen: tuple[int, int], ahp: tuple[int, int], people: int = 12, idea: str = "a") -> dict[str, Any]:
    """An idea that every citizen and every AHP scores the same way."""
    return an_idea({"citizen": [citizen] * people, "ahp": [ahp] * people}, idea=idea)


@pytest.mark.parametrize(("degrees", "quantile"), FROM_THE_TABLE.items())
def test_students_t_is_that_of_the_printed_table(degrees: int, quantile: float) -> None:
    assert round(t_for_95(degrees), 3) == quantile


@cache
def chance_within(t: float, degrees: int) -> float:
    """Student's density between -t and t, by Simpson's rule."""
    front: float = exp(lgamma((degrees + 1) / 2) - lgamma(degrees / 2)) / sqrt(degrees * pi)
    parts = 4_000
    step = t / parts
    heights: list[float] = [front * (1 + (n * step) ** 2 / degrees) ** (-(degrees + 1) / 2) for n in range(parts + 1)]
    return 2 * step / 3 * (heights[0] + heights[-1] + 4 * sum(heights[1:-1:2]) + 2 * sum(heights[2:-1:2]))


def corner_by_hand(pairs: Pairs, steps: int) -> list[str] | None:
    sides = set()
    for community in COMPARED:
        if not pairs[community]:
            return None
        means = [Fraction(sum(axis), len(axis)) for axis in zip(*pairs[community], strict=True)]
        if Fraction(steps + 1, 2) in means:
            return None
        sides.add(tuple("high" if mean > Fraction(steps + 1, 2) else "low" for mean in means))
    return list(sides.pop()) if len(sides) == 1 else None


def is_close_by_hand(scores: tuple[int, ...], steps: int) -> bool:
    """95 % of Student's density lies within t = (mean − line) ÷ (s ÷ √n), or less: then the range reaches the line."""
    n = len(scores)
    if n < 2:
        return True
    mean = Fraction(sum(scores), n)
    away = abs(float(mean - Fraction(steps + 1, 2)))
    spread = sqrt(sum((Fraction(s) - mean) ** 2 for s in scores) / (n - 1) / n)
    if not spread:
        return not away
    return away / spread < 40 and chance_within(away / spread, n - 1) <= 0.95


def leans(dice: random.Random, leaning: list[int], steps: int) -> tuple[int, int]:
    """One person's two scores, more often than not those that most people give."""
    first, second = (dice.choice([most, most, dice.randint(1, steps)]) for most in leaning)
    return first, second


def test_corners_and_dashes_are_those_of_a_computation_by_hand() -> None:
    seed = random.randrange(10**6)
    print("seed", seed)
    dice = random.Random(seed)
    seen = set()
    for _ in range(150):
        steps = dice.choice([3, 5, 5, 7])
        leaning = [dice.choice([1, steps, dice.randint(1, steps)]) for _ in SCALES]
        pairs = {c: [leans(dice, leaning, steps) for _ in range(dice.randrange(40))] for c in COMPARED}
        picture = an_idea(pairs, steps)["picture"]
        assert picture["quadrant"] == corner_by_hand(pairs, steps)
        close = [is_close_by_hand(axis, steps) for c in COMPARED for axis in zip(*pairs[c], strict=True)]
        assert picture["dashed"] is any(close)
        for c in COMPARED:
            point = [float(Fraction(sum(axis), len(axis))) for axis in zip(*pairs[c], strict=True)] or None
            assert picture["communities"][c]["point"] == pytest.approx(point)
        seen.add((bool(picture["quadrant"]), picture["dashed"]))
    assert seen == {(False, False), (False, True), (True, False), (True, True)}


def test_a_mark_on_a_middle_line_lies_in_no_corner() -> None:
    ideas = [both((3, 5), (3, 5)), both((5, 3), (4, 3))]
    assert [idea["picture"]["quadrant"] for idea in ideas] == [None, None]
    assert all(idea["picture"]["dashed"] for idea in ideas)
    assert seen_alike(ideas) is None


def test_an_idea_counts_in_a_corner_only_if_both_communities_hold_it_there() -> None:
    ideas = [both((5, 4), (4, 5)), both((5, 4), (5, 2)), both((5, 4), (5, 3)), both((2, 1), (1, 2))]
    assert count_corner(ideas) == {"ideas": 1, "close": 0, "small_group": 0}
    assert count_corner(ideas, ("low", "low"))["ideas"] == 1


def test_a_corner_counts_close_calls_and_small_groups() -> None:
    unsure = an_idea({"citizen": [(5, 5), (2, 5), (4, 4)] * 4, "ahp": [(5, 5)] * 12})
    few = both((5, 5), (5, 5), people=9)
    assert count_corner([both((5, 5), (5, 5)), unsure, few]) == {"ideas": 3, "close": 1, "small_group": 1}


def test_people_who_scored_one_scale_only_are_in_no_point() -> None:
    scores = {
        "citizen": [{"importance": 5, "ease": 5}] * 5 + [{"importance": 1}] * 20,
        "ahp": [{"importance": 5, "ease": 5}] * 5 + [{"ease": 1}] * 20,
        "other": [{"importance": 1, "ease": 1}] * 50,
    }
    idea = {"idea": "a", **rating_idea(scores, SCALES, 5)}
    assert [idea["picture"]["communities"][c]["point"] for c in COMPARED] == [[5, 5], [5, 5]]
    assert count_corner([idea])["ideas"] == 1


def test_the_shortest_and_the_longest_line_are_found_and_named() -> None:
    near, far = both((5, 4), (5, 5), idea="near"), both((4, 5), (4, 1), idea="far")
    wide = both((5, 5), (4, 4), idea="wide")
    ideas = [wide, near, far]
    assert distance(far["picture"]) == dist((4, 5), (4, 1))
    assert (seen_alike(ideas) or {})["idea"] == "near"
    apart = seen_apart(ideas, 5)
    assert apart is not None
    assert (apart[0]["idea"], apart[1], apart[2]) == ("far", 1, CITIZEN)
    keener = seen_apart([both((1, 4), (5, 4))], 5)
    assert keener is not None
    assert keener[1:] == (0, AHP)


def test_nothing_is_said_of_lines_that_are_dashed_or_have_one_end() -> None:
    unsure = an_idea({"citizen": [(5, 5), (1, 5)] * 6, "ahp": [(1, 1), (5, 1)] * 6})
    alone = an_idea({"citizen": [(5, 5)] * 6})
    assert not has_both(alone["picture"])
    assert seen_alike([unsure, alone]) is None
    assert seen_apart([unsure, alone], 5) is None
    assert count_corner([alone])["ideas"] == 0
