"""One's own answers set beside what everyone sees: where I agreed, where I differ, how much of mine is in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.domain.communities import AHP, CITIZEN

from .participant import Own, Screen
from .participant_results import Results

MEETS_THE_LINE = {
    CITIZEN: frozenset({"common_ground", "citizen_keener"}),
    AHP: frozenset({"common_ground", "ahp_keener"}),
}
"""The readings in which two in three or more of a community agree; for others it takes both communities."""


@dataclass(frozen=True, slots=True)
class Beside:
    """`places`: stage → idea → own place, or one's table's. `agreed`, `differ`: per revealed vote. `given` of `asked`
    answers are in."""

    places: dict[str, dict[str, int]]
    agreed: dict[str, int]
    differ: dict[str, tuple[str, ...]]
    given: int
    asked: int
    ideas_voted: int
    comments: int


def beside(screen: Screen, own: Own) -> Beside:
    votes = [r for r in screen.results if r.kind == "vote"]
    current = own.answers.get(screen.stage, {})
    return Beside(
        {stage: places_in(answers["order"]) for stage, answers in own.answers.items() if "order" in answers}
        | {stage: places_in(seat["order"]) for stage, seat in own.seats.items() if seat["order"]},
        {r.stage: _agreed(r, own.answers.get(r.stage, {})) for r in votes},
        {r.stage: _differ(r, own.answers.get(r.stage, {}), own.community) for r in votes},
        len(current) if screen.kind in ("vote", "rate") else 0,
        len(screen.cards),
        len({idea for a in own.answers.values() for idea in (places_in(a["order"]) if "order" in a else a)}),
        len(own.comments),
    )


def places_in(order: list[Any]) -> dict[str, int]:
    """idea → place of an order as it is sent; ideas held level share one."""
    tiers = [tier if isinstance(tier, list) else [tier] for tier in order]
    return {idea: 1 + sum(map(len, tiers[:n])) for n, tier in enumerate(tiers) for idea in tier}


def _agreed(result: Results, answers: dict[str, Any]) -> int:
    """How many of the shared ideas this person agreed with."""
    return sum(answers.get(row.id) == "agree" for row in result.rows if row.reading == "common_ground")


def _differ(result: Results, answers: dict[str, Any], community: str) -> tuple[str, ...]:
    """Ideas where I agree and two in three of my community do not, or the other way round. Open readings only."""
    line = MEETS_THE_LINE.get(community, frozenset({"common_ground"}))
    return tuple(
        row.id
        for row in result.rows
        if row.reading != "too_few" and row.id in answers and (answers[row.id] == "agree") != (row.reading in line)
    )
