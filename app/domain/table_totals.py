"""Adding up what tables agreed, as the James Lind Alliance does: places are added, the lowest total comes first."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from .places import mean_positions, places_of, tiers_of
from .tallies import Order


def table_totals(ideas: Sequence[str], tables: Sequence[Order]) -> dict[str, Any]:
    """{"tables": n, "counted": n, "order": [{idea, place, level, total}]}, lowest total first.

    Level ideas share the mean of the places they cover and unplaced ideas are level last, so each table's places add
    to m(m + 1)/2. A table that handed in nothing is left out. No rule for ties is published by the Alliance (JLA
    Guidebook): equal totals are shown level.
    """
    known = set(ideas)
    handed_in = [order for order in tables if any(idea in known for tier in order for idea in tier)]
    totals = dict.fromkeys(ideas, Fraction(0))
    for order in handed_in:
        for idea, position in mean_positions(order, ideas).items():
            totals[idea] += position
    places = places_of(tiers_of({idea: -total for idea, total in totals.items()})) if handed_in else {}
    return {
        "tables": len(tables),
        "counted": len(handed_in),
        "order": [
            {"idea": idea, "place": at.place, "level": at.level, "total": float(totals[idea])}
            for idea, at in places.items()
        ],
    }
