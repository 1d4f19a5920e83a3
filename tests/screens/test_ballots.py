"""Printed ballots: how ideas fall on the sides of paper."""

from __future__ import annotations

import pytest

from app.domain.stages import StageIdea
from app.screens.ballots import SEVEN, ballot_print, sides_of
from tests.builders import Sitting, a_stage


def ideas(*lengths: int) -> tuple[StageIdea, ...]:
    return tuple(StageIdea(f"i{n}", ("word " * length)[:length]) for n, length in enumerate(lengths))


def on_sides(*lengths: int, kind: str = "vote", large: bool = False) -> list[int]:
    return [len(side.ideas) for side in sides_of(a_stage(kind), ideas(*lengths), large)]


@pytest.mark.parametrize("kind", ["vote", "dots", "rate", "rank"])
def test_seven_ideas_of_usual_length_stand_on_a_side(kind: str) -> None:
    assert on_sides(*[60] * 14, kind=kind) == [7, 7]
    assert on_sides(*[60] * 15, kind=kind) == [7, 7, 1]
    assert on_sides(60, kind=kind) == [1]
    assert on_sides(kind=kind) == []


def test_every_idea_is_printed_once_in_order_with_the_consoles_number() -> None:
    sides = sides_of(a_stage("vote"), ideas(*[2000, 10, 400, 90, 700] * 5))
    printed = [idea for side in sides for idea in side.ideas]
    assert [idea.number for idea in printed] == list(range(1, 26))
    assert all(len(side.ideas) <= SEVEN for side in sides)
    assert [side.following for side in sides[:-1]] == [(s.ideas[0].number, s.ideas[-1].number) for s in sides[1:]]
    assert sides[-1].following is None


def test_a_longer_idea_is_printed_smaller_and_takes_more_of_a_side() -> None:
    looks = [idea.look for side in sides_of(a_stage("vote"), ideas(100, 200, 500, 2000)) for idea in side.ideas]
    assert looks == ["", "long", "longer", "longest"]
    assert on_sides(*[2000] * 3) == [1, 1, 1]
    assert on_sides(*[60] * 14, large=True)[0] < SEVEN


def test_a_ballot_of_three_sides_has_a_fourth_that_is_empty() -> None:
    sitting = Sitting("vote")
    stage = sitting.session.stages["vote"]
    made = {n: ballot_print(sitting.session, stage, ideas(*[60] * n), 8, 2) for n in (7, 14, 15, 22)}
    assert {n: (len(p.sides), p.blank_back) for n, p in made.items()} == {
        7: (1, False), 14: (2, False), 15: (3, True), 22: (4, False),
    }  # fmt: skip
    assert list(made[7].numbers) == [8, 9]


def test_wording_is_final_once_the_step_was_opened() -> None:
    sitting = Sitting("vote")
    stage = sitting.session.stages["vote"]
    assert not ballot_print(sitting.session, stage, ideas(60), 1, 1).frozen
    sitting.opens("vote")
    assert ballot_print(sitting.session, stage, stage.ideas, 1, 1).frozen
