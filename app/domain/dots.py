"""What shared-out dots say: first how many people put one on an idea, then how many dots lie there."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from .communities import COMMUNITIES, COMPARED

Cells = Mapping[str, Mapping[str, int]]  # community → {"dots": n, "people": n}


def dots_idea(cells: Cells, ballots: Mapping[str, int], placed: Mapping[str, int]) -> dict[str, Any]:
    """One idea: per community dots, people, share (people ÷ ballots) and share_of_dots (of the dots placed).

    A rule of our own for dot voting, which has no author: people come before dots. `shared` is the lower of the two
    compared shares, `equal_weight` the mean of the two shares of dots. Dots are never
    added across communities.
    """
    communities = {
        c: {
            **cells[c],
            "share": _ratio(cells[c]["people"], ballots[c]),
            "share_of_dots": _ratio(cells[c]["dots"], placed[c]),
        }
        for c in COMMUNITIES
    }
    shares = [communities[c]["share"] for c in COMPARED]
    parts = [Fraction(cells[c]["dots"], placed[c]) for c in COMPARED if placed[c]]
    return {
        "communities": communities,
        "shared": None if None in shares else min(s for s in shares if s is not None),
        "equal_weight": float(sum(parts) / 2) if len(parts) == len(COMPARED) else None,
    }


def dots_placed(ideas: Sequence[Cells], ballots: Mapping[str, int], budget: int) -> dict[str, dict[str, int]]:
    """{"placed": {community: dots}, "unused": {community: dots}}; unused counts the budgets of those with a ballot."""
    placed = {c: sum(cells[c]["dots"] for cells in ideas) for c in COMMUNITIES}
    return {"placed": placed, "unused": {c: budget * ballots[c] - placed[c] for c in COMMUNITIES}}


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
