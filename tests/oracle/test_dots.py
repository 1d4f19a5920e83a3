"""A thousand people share out five dots each over five ideas: every sum beside one made another way."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from app.domain.figures import figures_of
from app.domain.shared_order import in_order_of_shared

IDEAS, BUDGET = "vwxyz", 5
PEOPLE = {"citizen": 800, "ahp": 170, "other": 30}


def shared_out(dice: random.Random) -> dict[str, list[list[int]]]:
    """Community → one row of dots a person; about one in twelve places none, and many keep some back."""
    liking = {community: [dice.random() + 0.1 for _ in IDEAS] for community in PEOPLE}

    def one(community: str) -> list[int]:
        chosen = dice.choices(range(len(IDEAS)), liking[community], k=dice.choice((0, 1, 2, 3, 4, *[BUDGET] * 7)))
        return [chosen.count(n) for n in range(len(IDEAS))]

    return {community: [one(community) for _ in range(people)] for community, people in PEOPLE.items()}


@pytest.mark.parametrize("seed", range(3))
def test_a_thousand_peoples_dots_add_up_to_the_last_one(seed: int) -> None:
    print(f"seed {seed}")
    rows = shared_out(random.Random(seed))
    people = {f"{c}{n}": c for c in rows for n in range(len(rows[c]))}
    ballots = {f"{c}{n}": answers_of(row) for c in rows for n, row in enumerate(rows[c])}
    got = figures_of("dots", {"budget": BUDGET}, [(idea, idea) for idea in IDEAS], ballots, people)
    grids = {c: np.array(rows[c]) for c in rows}
    for community, grid in grids.items():
        cells = [idea["communities"][community] for idea in got["ideas"]]
        voted = int((grid.sum(axis=1) > 0).sum())
        assert got["ballots"][community] == voted
        assert [cell["dots"] for cell in cells] == grid.sum(axis=0).tolist()
        assert [cell["people"] for cell in cells] == (grid > 0).sum(axis=0).tolist()
        assert [cell["share"] for cell in cells] == ((grid > 0).sum(axis=0) / voted).tolist()
        assert [cell["share_of_dots"] for cell in cells] == (grid.sum(axis=0) / grid.sum()).tolist()
        assert got["placed"][community] == grid.sum()
        assert got["unused"][community] == sum(BUDGET - sum(row) for row in rows[community] if sum(row))
    exact = {idea: exact_shares(grids, n) for n, idea in enumerate(IDEAS)}
    assert {idea["idea"]: idea["shared"] for idea in got["ideas"]} == {i: float(min(s)) for i, s in exact.items()}
    by_shared = sorted(IDEAS, key=lambda idea: (-min(exact[idea]), -max(exact[idea]), idea))
    assert [idea["idea"] for idea in in_order_of_shared(got, "dots")] == by_shared
    for n, idea in enumerate(got["ideas"]):
        parts = [Fraction(int(grids[c][:, n].sum()), int(grids[c].sum())) for c in ("citizen", "ahp")]
        assert idea["equal_weight"] == float(sum(parts) / 2)


def answers_of(row: list[int]) -> dict[tuple[str, str], Any]:
    return {(idea, ""): dots for idea, dots in zip(IDEAS, row, strict=True)}


def exact_shares(grids: dict[str, Any], n: int) -> list[Fraction]:
    return [
        Fraction(int((grids[c][:, n] > 0).sum()), int((grids[c].sum(axis=1) > 0).sum())) for c in ("citizen", "ahp")
    ]
