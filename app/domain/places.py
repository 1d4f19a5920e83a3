"""Places as people read them, 1, 2=, 2=, 4, and the tiers of ideas that stand level."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any


@dataclass(frozen=True)
class Place:
    """A place from 1, and whether others share it."""

    place: int
    level: bool


def tiers_of(points: Mapping[str, Fraction | int]) -> list[list[str]]:
    """Ideas in tiers, most points first; level only when exactly equal. Inside a tier the given order stays."""
    tiers: dict[Fraction | int, list[str]] = {}
    for idea in sorted(points, key=lambda idea: points[idea], reverse=True):
        tiers.setdefault(points[idea], []).append(idea)
    return list(tiers.values())


def places_of(tiers: Sequence[Sequence[str]]) -> dict[str, Place]:
    """{idea: Place} in order; a tier of two at the second place is 2=, 2=, and the next idea is 4."""
    places: dict[str, Place] = {}
    for tier in tiers:
        place = Place(len(places) + 1, len(tier) > 1)
        places.update(dict.fromkeys(tier, place))
    return places


def listed(points: Mapping[str, Fraction]) -> list[dict[str, Any]]:
    """[{idea, place, level, points}], most points first, the points as unrounded floats."""
    return [
        {"idea": idea, "place": at.place, "level": at.level, "points": float(points[idea])}
        for idea, at in places_of(tiers_of(points)).items()
    ]


def printed_place(place: int, level: bool, translate: Callable[[str], str] = str) -> str:
    """ "4" or, where others share the place, "4="."""
    _ = translate
    return _("%(place)d=") % {"place": place} if level else str(place)


def mean_positions(tiers: Sequence[Sequence[str]], ideas: Sequence[str]) -> dict[str, Fraction]:
    """Each idea's position, where level ideas share the mean of the places they cover and unplaced ones are level last.

    The positions of m ideas always add to m(m + 1)/2.
    """
    known = set(ideas)
    placed = [[idea for idea in tier if idea in known] for tier in tiers]
    named = {idea for tier in placed for idea in tier}
    positions: dict[str, Fraction] = {}
    for tier in [*placed, [idea for idea in ideas if idea not in named]]:
        mean = Fraction(2 * len(positions) + len(tier) + 1, 2)
        positions.update(dict.fromkeys(tier, mean))
    return positions
