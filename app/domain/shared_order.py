"""The order in which ideas of a vote or dots stage are shown: by Shared, the lower of the two compared shares."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from .communities import COMPARED
from .readings import ENOUGH


def in_order_of_shared(figures: Mapping[str, Any], kind: str) -> list[dict[str, Any]]:
    """The ideas of a vote or dots stage, highest Shared first, by exact fractions; too-few ideas last.

    Equal Shared is level (see `places.places_of`) and listed by the higher share, then by ref. Given protected
    figures it sees open cells only, so the order tells nothing about a closed one.
    """
    position = {idea["idea"]: n for n, idea in enumerate(figures["ideas"])}

    def key(idea: Mapping[str, Any]) -> tuple[bool, bool, Fraction, Fraction, bool, str, int]:
        lower, higher = exact_shares(figures, kind, idea) or (Fraction(0), Fraction(0))
        ref = idea.get("ref")
        too_few = not is_enough(figures, kind, idea)
        return too_few, idea["shared"] is None, -lower, -higher, ref is None, ref or "", position[idea["idea"]]

    return sorted(figures["ideas"], key=key)


def exact_shares(figures: Mapping[str, Any], kind: str, idea: Mapping[str, Any]) -> tuple[Fraction, Fraction] | None:
    """The lower and the higher of the two compared shares of a vote or dots idea as fractions; None if not shown."""
    if idea["shared"] is None:
        return None
    low, high = sorted(Fraction(*_part_and_whole(figures, kind, idea, c)) for c in COMPARED)
    return low, high


def is_enough(figures: Mapping[str, Any], kind: str, idea: Mapping[str, Any]) -> bool:
    """Whether both compared communities gave at least five answers (dots: ballots)."""
    return all((_part_and_whole(figures, kind, idea, c)[1] or 0) >= ENOUGH for c in COMPARED)


def _part_and_whole(figures: Mapping[str, Any], kind: str, idea: Mapping[str, Any], community: str) -> tuple[Any, Any]:
    cell = idea["communities"][community]
    if kind == "dots":
        return cell["people"], figures["ballots"][community]
    return cell["agree"], cell["answered"]
