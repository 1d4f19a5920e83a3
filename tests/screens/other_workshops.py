"""Other workshops of the programme on the same ideas. Their reports are public, and the attacker was in all of them.

An idea's trail lists them beside the small workshop, and pools them where it may.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from app.domain.outcomes import outcome_of
from app.domain.stages import StageIdea
from tests.builders import Sitting

_VOTED: dict[str, tuple[tuple[int, int], ...]] = {
    "a": ((10, 12), (10, 12), (10, 12), (10, 12)),
    "b": ((10, 12), (10, 12), (10, 12), (0, 0)),
    "c": ((10, 12), (10, 12), (10, 3), (3, 12)),
}
"""idea → how many citizens and AHPs of each workshop voted on it. Of b, three others are too few for a pool; two of
those on c hold a hidden cell."""


@cache
def outcomes_elsewhere(ideas: tuple[StageIdea, ...]) -> Sequence[dict[str, Any]]:
    return [_outcome(n, ideas) for n in range(4)]


def _outcome(number: int, ideas: tuple[StageIdea, ...]) -> dict[str, Any]:
    sitting = Sitting("vote")
    sitting.session.id, sitting.session.name = f"elsewhere-{number}", f"Elsewhere {number}"
    for community in ("citizen", "ahp"):
        sitting.joins(*(f"{community}-{n}" for n in range(12)), community=community)
    voted = {idea.id: dict(zip(("citizen", "ahp"), _VOTED[idea.id][number], strict=True)) for idea in ideas}
    sitting.opens("vote", [idea for idea in ideas if any(voted[idea.id].values())])
    for id, counts in voted.items():
        for community, count in counts.items():
            for n in range(count):
                sitting.votes(f"{community}-{n}", id, "agree" if n % 4 else "disagree")
    sitting.reveals("vote")
    sitting.ends()
    return outcome_of(sitting.session, sitting.now, 1)
