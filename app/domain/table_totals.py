"""Adding up what tables agreed, as the James Lind Alliance does: places are added, the lowest total comes first.

Beside the totals stand each table's own column and, from the second round on, what moved.
"""

from collections.abc import Collection, Mapping, Sequence
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
    handed_in = [order for order in tables if _places_one(order, known)]
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


def places_at(order: Order, ideas: Sequence[str]) -> dict[str, dict[str, Any]]:
    """One table's column, best first: {idea: {"place": int, "level": bool, "position": float}}.

    `place` is what people read; `position` is what `table_totals` adds, the mean of the places that level ideas cover.
    Unplaced ideas are level last. A table that handed in nothing has an empty column.
    """
    if not _places_one(order, set(ideas)):
        return {}
    positions = mean_positions(order, ideas)
    places = places_of(tiers_of({idea: -position for idea, position in positions.items()}))
    return {
        idea: {"place": at.place, "level": at.level, "position": float(positions[idea])} for idea, at in places.items()
    }


def moves(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """{idea: places moved between two orders of rows {idea, place, …}}, positive up; only ideas that stand in both."""
    stood = {row["idea"]: row["place"] for row in before}
    return {row["idea"]: stood[row["idea"]] - row["place"] for row in after if row["idea"] in stood}


def _places_one(order: Order, known: Collection[str]) -> bool:
    return any(idea in known for tier in order for idea in tier)
