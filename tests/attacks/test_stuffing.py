"""S7: robots among people are seen, real people hardly ever are, and what looks odd is set aside and back."""

from __future__ import annotations

from random import Random
from statistics import fmean

import pytest

from tests.attacks.stuffing import a_hall, careful_robots, instant_robots, patient_robots, real_people
from tests.chance import a_seed

MOST_SEEN, FEWEST_SEEN = 0.01, 0.9


@pytest.fixture
def dice() -> Random:
    seed = a_seed()
    return Random(seed)


@pytest.mark.check
def test_of_500_robots_among_3000_people_nine_in_ten_are_flagged_and_one_in_a_hundred_people(dice: Random) -> None:
    shares = []
    for _ in range(3):
        hall = a_hall()
        real_people(hall, dice, 3_000)
        instant_robots(hall, dice, 250)
        patient_robots(hall, dice, 150)
        careful_robots(hall, dice, 100)
        robots, people = hall.figures()
        print(f"flagged: {robots:.1%} of 500 robots, {people:.2%} of 3,000 people")
        shares.append((robots, people))
    assert all(robots >= FEWEST_SEEN and people <= MOST_SEEN for robots, people in shares)


@pytest.mark.check
def test_where_everybody_has_the_ideas_in_one_order_copies_are_known_by_when_they_came(dice: Random) -> None:
    """In one hall of fourteen more than one person in a hundred was flagged: families who think alike come together."""
    shares = []
    for _ in range(5):
        hall = a_hall(shuffle=False)
        real_people(hall, dice, 3_000)
        instant_robots(hall, dice, 300)
        patient_robots(hall, dice, 200)
        shares.append(hall.figures())
        print(f"flagged: {shares[-1][0]:.1%} of 500 robots, {shares[-1][1]:.2%} of 3,000 people")
    assert min(robots for robots, _ in shares) >= FEWEST_SEEN
    assert fmean(people for _, people in shares) <= MOST_SEEN


def test_a_hall_of_forty_people_is_left_alone(dice: Random) -> None:
    flagged = 0
    for n in range(25):
        hall = a_hall(shuffle=n % 2 == 0)
        real_people(hall, dice, 40)
        flagged += len(hall.flagged())
    print(f"flagged: {flagged} of 1,000 people in 25 halls")
    assert flagged <= 10
