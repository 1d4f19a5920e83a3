"""Shares, likely ranges, readings and close calls, against the worked figures and an independent integral."""

import math
import random

import pytest

from app.domain.chances import beta_below, chi_square_above, t_for_95
from app.domain.readings import (
    chance_of_side,
    chance_of_the_same,
    count_readings,
    likely_range,
    reading_of,
    vote_cell,
    vote_reading,
)


def near(value: object) -> object:
    return pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize(
    ("agree", "answered", "expected"),
    [
        (6, 8, [0.409275, 0.928521]),
        (0, 5, [0, 0.434482]),
        (5, 5, [0.565518, 1]),
        (14, 20, [0.481027, 0.854523]),
    ],
)
def test_the_likely_range_is_wilsons(agree: int, answered: int, expected: list[float]) -> None:
    assert likely_range(agree, answered) == near(expected)


@pytest.mark.parametrize(
    ("citizen", "ahp", "reading", "chance", "close"),
    [
        ((14, 20), (9, 12), "common_ground", 0.442887, True),
        ((17, 20), (10, 12), "common_ground", 0.863831, False),
        ((36, 38), (21, 27), "common_ground", 0.892483, False),
        ((18, 20), (3, 12), "citizen_keener", 0.990338, False),
        ((12, 18), (8, 12), "common_ground", 0.237417, True),
        ((1999, 3000), (400, 500), "ahp_keener", 0.516303, True),
        ((6, 8), (5, 5), "common_ground", 0.651026, True),
    ],
)
def test_a_reading_and_the_chance_that_it_stays(
    citizen: tuple[int, int], ahp: tuple[int, int], reading: str, chance: float, close: bool
) -> None:
    assert reading_of(citizen, ahp) == reading
    assert chance_of_the_same(citizen, ahp) == near(chance)
    figures = vote_reading({"citizen": cell(*citizen), "ahp": cell(*ahp)})
    assert (figures["reading"], figures["close_call"]) == (reading, close)


@pytest.mark.parametrize(
    ("agree", "answered", "chance"),
    [(14, 20, 0.614215), (9, 12, 0.721062), (17, 20, 0.965882), (10, 12, 0.894344), (12, 18, 0.488620),
     (8, 12, 0.485893), (6, 8, 0.677316), (5, 5, 0.961186)],
)  # fmt: skip
def test_the_chance_of_one_community_staying_above(agree: int, answered: int, chance: float) -> None:
    assert chance_of_side(agree, answered, above=True) == near(chance)


def cell(agree: int, answered: int) -> dict[str, object]:
    return vote_cell(agree, 0, answered - agree)


def test_shared_and_consensus_of_the_worked_example() -> None:
    figures = vote_reading({"citizen": cell(14, 20), "ahp": cell(9, 12)})
    assert figures["shared"] == near(0.70)
    assert figures["group_informed_consensus"] == near(0.487013)
    assert not figures["small_group"]


def test_under_five_answers_nothing_is_read_but_organisers_keep_the_figures() -> None:
    figures = vote_reading({"citizen": cell(18, 20), "ahp": cell(3, 4)})
    assert (figures["reading"], figures["close_call"]) == ("too_few", False)
    assert figures["shared"] == near(0.75)
    assert figures["group_informed_consensus"] == near(0.575758)


def test_nobody_asked_is_null_and_not_zero() -> None:
    assert vote_cell(0, 0, 0) == {
        "agree": 0, "unsure": 0, "disagree": 0, "answered": 0, "share": None, "likely_range": None
    }  # fmt: skip
    assert vote_reading({"citizen": cell(0, 0), "ahp": cell(5, 5)})["shared"] is None


def test_every_combination_of_sides_has_its_reading() -> None:
    yes, no = (5, 5), (3, 5)
    assert reading_of(yes, yes) == "common_ground"
    assert reading_of(yes, no) == "citizen_keener"
    assert reading_of(no, yes) == "ahp_keener"
    assert reading_of(no, no) == "not_there_yet"
    assert reading_of(yes, (4, 4)) == "too_few"


def test_a_small_group_has_under_ten_answers_in_either_community() -> None:
    assert vote_reading({"citizen": cell(30, 40), "ahp": cell(9, 9)})["small_group"]
    assert not vote_reading({"citizen": cell(30, 40), "ahp": cell(9, 10)})["small_group"]


def test_a_heading_counts_readings_with_those_that_are_close_or_small() -> None:
    pairs = [((14, 20), (9, 12)), ((36, 38), (21, 27)), ((6, 8), (5, 5)), ((18, 20), (3, 4))]
    ideas = [vote_reading({"citizen": cell(*c), "ahp": cell(*a)}) for c, a in pairs]
    counts = count_readings(ideas)
    assert counts["common_ground"] == {"ideas": 3, "close": 2, "small_group": 1}
    assert counts["too_few"]["ideas"] == 1
    assert counts["ahp_keener"]["ideas"] == 0


def test_the_beta_distribution_agrees_with_a_plain_integral() -> None:
    seed = 20
    print(f"seed {seed}")
    dice = random.Random(seed)
    for _ in range(20):
        a, b, x = dice.uniform(3, 60), dice.uniform(3, 60), dice.random()  # smooth at both ends, for Simpson
        assert beta_below(x, a, b) == pytest.approx(integral_of_beta(x, a, b), abs=1e-7)
        assert beta_below(x, a, b) + beta_below(1 - x, b, a) == pytest.approx(1, abs=1e-12)


def integral_of_beta(x: float, a: float, b: float, steps: int = 4000) -> float:
    """Simpson's rule, written from the definition."""

    def density(t: float) -> float:
        if t <= 0 or t >= 1:
            return 0.0
        log = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + (a - 1) * math.log(t) + (b - 1) * math.log1p(-t)
        return math.exp(log)

    width = x / steps
    inner = sum((4 if n % 2 else 2) * density(n * width) for n in range(1, steps))
    return width / 3 * (density(0) + inner + density(x))


def test_the_beta_distribution_holds_for_thousands_of_answers() -> None:
    assert beta_below(0.5, 2500.5, 2500.5) == pytest.approx(0.5, abs=1e-10)
    assert beta_below(2 / 3, 4000.5, 1000.5) == pytest.approx(0.0, abs=1e-12)


def test_t_and_chi_square_match_the_printed_tables() -> None:
    assert [round(t_for_95(n), 3) for n in (1, 2, 5, 11, 30)] == [12.706, 4.303, 2.571, 2.201, 2.042]
    table = {1: 3.841, 2: 5.991, 3: 7.815, 5: 11.070, 10: 18.307}
    for degrees, value in table.items():
        assert chi_square_above(value, degrees) == pytest.approx(0.05, abs=1e-4)
