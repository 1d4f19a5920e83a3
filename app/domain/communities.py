"""The communities a programme brings together: two are compared on equal footing, others are counted."""

from __future__ import annotations

from collections.abc import Iterable

CITIZEN, AHP, OTHER = "citizen", "ahp", "other"
COMMUNITIES = (CITIZEN, AHP, OTHER)
COMPARED = (CITIZEN, AHP)


def by_community(people: Iterable[str]) -> dict[str, int]:
    """Counts the community words in `people` → {citizen: n, ahp: n, other: n}, zeros included."""
    counts = dict.fromkeys(COMMUNITIES, 0)
    for community in people:
        counts[community] += 1
    return counts
