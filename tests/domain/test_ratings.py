"""Ratings: middle, spread and dissent, and the picture of two scales."""

import random
import statistics

import pytest

from app.domain.ratings import picture_of, rating_cell, rating_idea


def test_dissent_of_the_worked_examples() -> None:
    assert rating_cell([1, 1, 5, 5], 5)["dissent"] == pytest.approx(1)
    assert rating_cell([1, 2, 3, 4, 5], 5)["dissent"] == pytest.approx(0.707107, abs=1e-6)
    assert rating_cell([3, 3, 3], 5)["dissent"] == 0


def test_a_cell_agrees_with_the_standard_library() -> None:
    seed = 11
    print(f"seed {seed}")
    dice = random.Random(seed)
    for _ in range(50):
        scores = [dice.randint(1, 7) for _ in range(dice.randint(2, 30))]
        got = rating_cell(scores, 7)
        low, _, high = statistics.quantiles(scores, n=4, method="inclusive")
        assert got["median"] == statistics.median(scores)
        assert got["mean"] == pytest.approx(statistics.fmean(scores))
        assert got["quartiles"] == pytest.approx([low, high])
        assert got["dissent"] == pytest.approx(statistics.pstdev(scores) / 3)
        assert got["counts"] == [scores.count(n) for n in range(1, 8)]


def test_a_cell_nobody_scored_has_counts_of_zero_and_nothing_else() -> None:
    assert rating_cell([], 3) == {
        "answered": 0, "mean": None, "median": None, "quartiles": None, "counts": [0, 0, 0], "dissent": None
    }  # fmt: skip


def scores(citizen: list[tuple[int, int]], ahp: list[tuple[int, int]]) -> dict[str, list[dict[str, int]]]:
    return {
        "citizen": [{"i": a, "e": b} for a, b in citizen],
        "ahp": [{"i": a, "e": b} for a, b in ahp],
        "other": [],
    }


def test_a_quadrant_is_named_only_if_both_communities_lie_in_it() -> None:
    high_low = [(5, 1), (5, 1), (4, 1), (5, 2)]
    assert picture_of(scores(high_low, high_low), ("i", "e"), 5) == {
        "communities": {
            "citizen": {"answered": 4, "point": [4.75, 1.25], "dashed": False},
            "ahp": {"answered": 4, "point": [4.75, 1.25], "dashed": False},
        },
        "quadrant": ["high", "low"],
        "dashed": False,
    }
    assert picture_of(scores(high_low, [(1, 1)] * 4), ("i", "e"), 5)["quadrant"] is None
    assert picture_of(scores(high_low, [(3, 1)] * 4), ("i", "e"), 5)["quadrant"] is None


def test_a_mean_that_chance_could_carry_over_a_line_is_dashed() -> None:
    sure, unsure = [(5, 5), (5, 4), (4, 5), (5, 5)], [(5, 5), (1, 5), (4, 5), (5, 5)]
    got = picture_of(scores(sure, unsure), ("i", "e"), 5)
    assert got["quadrant"] == ["high", "high"]
    assert (got["communities"]["citizen"]["dashed"], got["communities"]["ahp"]["dashed"]) == (False, True)
    assert got["dashed"]
    assert picture_of(scores([(5, 5)], sure), ("i", "e"), 5)["communities"]["citizen"]["dashed"]


def test_only_people_who_scored_both_scales_are_in_the_picture() -> None:
    given = scores([(5, 5)] * 5, [(5, 5)] * 5)
    given["citizen"].append({"i": 1})
    got = rating_idea(given, ("i", "e"), 5)
    assert got["picture"]["communities"]["citizen"]["point"] == [5, 5]
    assert got["communities"]["citizen"]["i"]["answered"] == 6
    assert "picture" not in rating_idea(given, ("i",), 5)
