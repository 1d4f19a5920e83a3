"""Dots: people first, dots second, never added across communities."""

from typing import Any

import pytest

from app.domain.figures import figures_of
from app.domain.shared_order import in_order_of_shared

IDEAS = [("x", "X"), ("y", "Y")]


def ballots_of(dots: dict[str, list[int]], community: str) -> dict[str, Any]:
    people = range(len(next(iter(dots.values()))))
    return {f"{community}{n}": {(idea, ""): given[n] for idea, given in dots.items()} for n in people}


def both(dots: dict[str, list[int]]) -> dict[str, Any]:
    ballots = ballots_of(dots, "citizen") | ballots_of(dots, "ahp")
    return figures_of("dots", {"budget": 5}, IDEAS, ballots, {p: p.rstrip("0123456789") for p in ballots})


def test_the_worked_example_counts_people_before_dots() -> None:
    got = both({"x": [5, 0, 2, 0, 0], "y": [0, 3, 0, 2, 1]})
    x, y = (idea["communities"]["citizen"] for idea in got["ideas"])
    assert (x["dots"], x["people"], x["share_of_dots"]) == (7, 2, pytest.approx(7 / 13))
    assert (y["dots"], y["people"]) == (6, 3)
    assert [idea["idea"] for idea in in_order_of_shared(got, "dots")] == ["y", "x"]
    assert got["ideas"][1]["shared"] == pytest.approx(3 / 5)
    assert got["ideas"][0]["equal_weight"] == pytest.approx(7 / 13)
    assert got["placed"] == {"citizen": 13, "ahp": 13, "other": 0}
    assert got["unused"] == {"citizen": 12, "ahp": 12, "other": 0}


def test_a_person_whose_dots_are_all_taken_back_has_no_ballot() -> None:
    got = both({"x": [1, 0], "y": [0, 0]})
    assert got["ballots"] == {"citizen": 1, "ahp": 1, "other": 0}
    assert got["ideas"][1]["communities"]["other"] == {"dots": 0, "people": 0, "share": None, "share_of_dots": None}
