"""Figures beside slow counts of them, written from the definitions in whole numbers and fractions."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from app.domain.agreement import kendall_w
from app.domain.communities import COMMUNITIES
from app.domain.figures import figures_of
from app.domain.place_ranges import RESAMPLES, SEED, place_ranges_of
from app.domain.places import mean_positions
from app.domain.pools import chi_square_of, dispersion_of, pooled
from app.domain.rankings import levels_of
from app.domain.ratings import rating_cell
from app.domain.readings import group_informed_consensus, likely_range
from app.domain.stages import ORDER

IDEAS = "abcde"
Order = tuple[tuple[str, ...], ...]


def near(value: object) -> object:
    return pytest.approx(value, abs=1e-9)


def an_order(dice: random.Random) -> Order:
    tiers: list[list[str]] = []
    for idea in dice.sample(IDEAS, dice.randint(1, len(IDEAS))):
        if tiers and dice.random() < 0.25:
            tiers[-1].append(idea)
        else:
            tiers.append([idea])
    return tuple(map(tuple, tiers))


def points_of(order: Order) -> dict[str, Fraction]:
    """One for each idea beaten, half for each level with; what is left out is level last."""
    left = tuple(idea for idea in IDEAS if all(idea not in tier for tier in order))
    level = {idea: n for n, tier in enumerate((*order, left)) for idea in tier}
    return {one: sum((_beats(level[one], level[two]) for two in IDEAS if two != one), Fraction(0)) for one in IDEAS}


def _beats(mine: int, theirs: int) -> Fraction:
    return Fraction(1) if mine < theirs else Fraction(mine == theirs, 2)


def places_by(points: dict[str, Fraction]) -> dict[str, int]:
    return {idea: 1 + sum(other > mine for other in points.values()) for idea, mine in points.items()}


def drawn(ballots: Sequence[dict[str, Fraction]], seed: int) -> list[dict[str, Fraction]]:
    """The mean points of each resample, with the dice of the figure: a hundred resamples at a throw."""
    ordered = sorted(ballots, key=lambda points: [points[idea] for idea in IDEAS])
    dice, n, means = np.random.default_rng(seed), len(ballots), []
    for _ in range(RESAMPLES // 100):
        for row in dice.integers(0, n, size=(100, n), dtype=np.int32).tolist():
            times = Counter(row)
            means.append({i: sum((ordered[k][i] * t for k, t in times.items()), Fraction(0)) / n for i in IDEAS})
    return means


def ends_of(places: Sequence[int]) -> tuple[int, int]:
    """The 5th and 95th percentile: the smallest place that at least so many in a hundred do not exceed."""
    listed = sorted(places)
    return listed[math.ceil(len(listed) * 0.05) - 1], listed[math.ceil(len(listed) * 0.95) - 1]


@pytest.mark.parametrize("seed", range(2))
def test_ranges_of_places_are_those_of_a_plain_bootstrap(seed: int) -> None:
    print(f"seed {seed}")
    dice = random.Random(seed)
    sizes = {"citizen": 9, "ahp": 5}
    people = {f"{c}{n}": c for c, size in sizes.items() for n in range(size)}
    ballots = {person: {ORDER: an_order(dice)} for person in people}
    got = place_ranges_of(IDEAS, ballots, people)
    means = {}
    for community in sizes:
        own = [points_of(ballots[p][ORDER]) for p in people if people[p] == community]
        means[community] = drawn(own, SEED + COMMUNITIES.index(community))
        assert_ranges(got["communities"][community], [places_by(points) for points in means[community]])
    both = [
        {idea: (one[idea] + two[idea]) / 2 for idea in IDEAS}
        for one, two in zip(means["citizen"], means["ahp"], strict=True)
    ]
    assert_ranges(got["combined"], [places_by(points) for points in both])


def assert_ranges(rows: list[dict[str, Any]], places: list[dict[str, int]]) -> None:
    assert {row["idea"]: (row["low"], row["high"]) for row in rows} == {
        idea: ends_of([at[idea] for at in places]) for idea in IDEAS
    }


@pytest.mark.parametrize("seed", range(30))
def test_concordance_is_kendalls_with_his_correction_for_ties(seed: int) -> None:
    """W = 12 S ÷ (m²(n³ − n) − m ΣT) over mean ranks, T = t³ − t of each group of t level ideas."""
    print(f"seed {seed}")
    dice = random.Random(seed)
    orders = [an_order(dice) for _ in range(dice.randint(2, 9))]
    ranks = [mean_positions(order, IDEAS) for order in orders]
    totals = [sum((rank[idea] for rank in ranks), Fraction(0)) for idea in IDEAS]
    m, n, middle = len(orders), len(IDEAS), sum(totals, Fraction(0)) / len(IDEAS)
    ties = sum(t**3 - t for rank in ranks for t in Counter(rank.values()).values())
    below = m * m * (n**3 - n) - m * ties
    expected = float(12 * sum((total - middle) ** 2 for total in totals) / below) if below else None
    assert kendall_w(levels_of(orders, IDEAS)) == (None if expected is None else near(expected))


def linear_quantile(scores: Sequence[int], part: Fraction) -> Fraction:
    """The value at (n − 1) · part along the sorted scores, in a straight line between neighbours: type 7 of Hyndman and
    Fan (1996)."""
    listed, at = sorted(scores), (len(scores) - 1) * part
    low = at.numerator // at.denominator
    high = min(low + 1, len(listed) - 1)
    return listed[low] + (at - low) * (listed[high] - listed[low])


@pytest.mark.parametrize("seed", range(60))
def test_quartiles_median_mean_and_dissent_follow_from_their_definitions(seed: int) -> None:
    print(f"seed {seed}")
    dice = random.Random(seed)
    steps = dice.choice((2, 3, 5, 7, 10))
    scores = [dice.randint(1, steps) for _ in range(dice.randint(1, 25))]
    got, n = rating_cell(scores, steps), len(scores)
    assert got["quartiles"] == near([float(linear_quantile(scores, Fraction(q, 4))) for q in (1, 3)])
    assert got["median"] == near(float(linear_quantile(scores, Fraction(1, 2))))
    mean = Fraction(sum(scores), n)
    assert got["mean"] == near(float(mean))
    variance = sum((score - mean) ** 2 for score in scores) / n
    assert got["dissent"] ** 2 == near(float(variance / Fraction(steps - 1, 2) ** 2))


@pytest.mark.parametrize("seed", range(60))
def test_dots_and_their_equal_weight_follow_from_their_definitions(seed: int) -> None:
    print(f"seed {seed}")
    dice = random.Random(seed)
    people = {f"p{n}": dice.choice(COMMUNITIES) for n in range(dice.randint(0, 14))}
    ballots = {p: {(idea, ""): dice.choice((0, 0, 1, 2)) for idea in IDEAS[:4]} for p in people}
    got = figures_of("dots", {"budget": 8}, [(idea, None) for idea in IDEAS], ballots, people)
    placed = {c: sum(sum(ballots[p].values()) for p in people if people[p] == c) for c in COMMUNITIES}
    voters = {c: sum(any(ballots[p].values()) for p in people if people[p] == c) for c in COMMUNITIES}
    assert (got["placed"], got["ballots"]) == (placed, voters)
    assert got["unused"] == {c: 8 * voters[c] - placed[c] for c in COMMUNITIES}
    for row in got["ideas"]:
        key = (row["idea"], "")
        dots = {c: [ballots[p].get(key, 0) for p in people if people[p] == c] for c in COMMUNITIES}
        if all(placed[c] for c in ("citizen", "ahp")):
            halves = [Fraction(sum(dots[c]), placed[c]) for c in ("citizen", "ahp")]
            assert row["equal_weight"] == near(float(sum(halves) / 2))
            shares = [Fraction(sum(map(bool, dots[c])), voters[c]) for c in ("citizen", "ahp")]
            assert row["shared"] == near(float(min(shares)))
        else:
            assert row["equal_weight"] is None


@pytest.mark.parametrize("seed", range(40))
def test_pools_follow_from_their_definitions(seed: int) -> None:
    print(f"seed {seed}")
    dice = random.Random(seed)
    counts = [(dice.randint(0, n), n) for n in (dice.randint(1, 30) for _ in range(dice.randint(2, 7)))]
    agree, answered = sum(a for a, _ in counts), sum(n for _, n in counts)
    share, k = Fraction(agree, answered), len(counts)
    if 0 < agree < answered:
        square = sum((a - share * n) ** 2 / (n * share * (1 - share)) for a, n in counts)
        spread = Fraction(k, k - 1) * sum((a - share * n) ** 2 for a, n in counts) / (answered * share * (1 - share))
        assert chi_square_of(counts) == near(float(square))
        assert dispersion_of(counts) == near(float(max(Fraction(1), spread)))
    else:
        assert (chi_square_of(counts), dispersion_of(counts)) == (0.0, 1.0)
    assert pooled({"citizen": counts, "ahp": counts})["shared"] == near(float(share))


def test_the_score_interval_holds_the_shares_that_would_not_be_rejected() -> None:
    """Wilson's ends are the two shares p with (observed − p)² = z² p(1 − p)/n."""
    for answered, agree in combinations(range(1, 40), 2):
        agree, answered = sorted((agree, answered))
        for end in likely_range(agree, answered):
            if 0 < end < 1:
                assert (agree / answered - end) ** 2 == near(1.959964**2 * end * (1 - end) / answered)


def test_the_consensus_of_groups_is_a_product_of_fractions() -> None:
    assert group_informed_consensus((14, 20), (9, 12)) == near(float(Fraction(15, 22) * Fraction(10, 14)))
