"""What the pictures of two scales say together: which ideas both communities hold in one corner, and where they differ.

An idea's own picture is made by `ratings.picture_of`; here are those of a whole stage, exact or protected.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from .communities import AHP, CITIZEN, COMPARED
from .percentages import FULL_PERCENT_FROM

BOTH_HIGH = ("high", "high")

Ideas = Sequence[Mapping[str, Any]]
"""Ideas of a rate stage with two scales, each with its `picture`."""


def has_both(picture: Mapping[str, Any]) -> bool:
    """Whether both compared communities have a point, so that the idea can be in a corner at all."""
    return all(picture["communities"][c]["point"] is not None for c in COMPARED)


def is_small(picture: Mapping[str, Any]) -> bool:
    """Whether either point rests on fewer than ten people."""
    return any(picture["communities"][c]["answered"] < FULL_PERCENT_FROM for c in COMPARED)


def count_corner(ideas: Ideas, corner: tuple[str, str] = BOTH_HIGH) -> dict[str, int]:
    """{"ideas", "close", "small_group"}: how many ideas have both points in this corner (side on the first scale, on
    the second), and how many of those are dashed or rest on a small group."""
    held = [i["picture"] for i in ideas if i["picture"]["quadrant"] == list(corner)]
    return {
        "ideas": len(held),
        "close": sum(bool(picture["dashed"]) for picture in held),
        "small_group": sum(is_small(picture) for picture in held),
    }


def distance(picture: Mapping[str, Any]) -> float:
    """How far apart the two communities' points lie, in steps of the scales. Both must be there."""
    citizen, ahp = (picture["communities"][c]["point"] for c in (CITIZEN, AHP))
    return math.dist(citizen, ahp)


def seen_alike(ideas: Ideas) -> Mapping[str, Any] | None:
    """The idea with the shortest line among those clearly in one corner; the first of several."""
    held = [i for i in ideas if i["picture"]["quadrant"] and not i["picture"]["dashed"]]
    return min(held, key=lambda idea: distance(idea["picture"]), default=None)


def seen_apart(ideas: Ideas, steps: int) -> tuple[Mapping[str, Any], int, str] | None:
    """(idea, 0 for the first scale or 1 for the second, the community that scores it high there) of the longest line
    among those that clearly cross a middle line; the first of several."""
    crossing = []
    for idea in ideas:
        picture = idea["picture"]
        if has_both(picture) and not picture["dashed"] and (split := _split(picture, steps)):
            crossing.append((distance(picture), idea, *split))
    longest = max(crossing, key=lambda found: found[0], default=None)
    return longest[1:] if longest else None


def _split(picture: Mapping[str, Any], steps: int) -> tuple[int, str] | None:
    """The scale on whose middle line's two sides the points lie, the wider apart of two, and who is above it."""
    middle = (steps + 1) / 2
    gaps = []
    for scale in (0, 1):
        citizen, ahp = (picture["communities"][c]["point"][scale] - middle for c in (CITIZEN, AHP))
        if citizen * ahp < 0:
            gaps.append((abs(citizen - ahp), scale, CITIZEN if citizen > 0 else AHP))
    widest = max(gaps, key=lambda gap: gap[0], default=None)
    return widest[1:] if widest else None
