"""What a vote says about one idea: shares, likely ranges, and whether both communities are over the line."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from .chances import beta_below
from .communities import COMPARED
from .percentages import at_or_above_the_line

Z = 1.959964
LINE = 2 / 3
ENOUGH = 5  # answers in each community, below which nothing is read into them
SMALL_GROUP_BELOW = 10
CLOSE_BELOW = 0.8


def vote_cell(agree: int, unsure: int, disagree: int) -> dict[str, Any]:
    """One idea in one community: counts of people, share (0..1 or None) and likely range ([low, high] or None)."""
    answered = agree + unsure + disagree
    return {
        "agree": agree,
        "unsure": unsure,
        "disagree": disagree,
        "answered": answered,
        "share": agree / answered if answered else None,
        "likely_range": likely_range(agree, answered) if answered else None,
    }


def vote_reading(communities: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What the two compared cells say together: shared, reading, close_call, small_group, group_informed_consensus."""
    counts = [(communities[c]["agree"], communities[c]["answered"]) for c in COMPARED]
    shares = [communities[c]["share"] for c in COMPARED]
    reading = reading_of(*counts)
    return {
        "shared": None if None in shares else min(shares),
        "reading": reading,
        "close_call": reading != "too_few" and is_close_call(*counts),
        "small_group": min(answered for _, answered in counts) < SMALL_GROUP_BELOW,
        "group_informed_consensus": group_informed_consensus(*counts),
    }


def likely_range(agree: float, answered: float) -> list[float]:
    """The 95 % score interval of Wilson (1927), [low, high]; `answered` above 0. Counts may be fractions (pools)."""
    share, z2 = agree / answered, Z * Z
    centre = (share + z2 / (2 * answered)) / (1 + z2 / answered)
    reach = Z / (1 + z2 / answered) * math.sqrt(share * (1 - share) / answered + z2 / (4 * answered**2))
    low = 0.0 if agree == 0 else max(0.0, centre - reach)
    high = 1.0 if agree == answered else min(1.0, centre + reach)
    return [low, high]


def reading_of(citizen: tuple[int, int], ahp: tuple[int, int]) -> str:
    """Both, one or neither of the two communities, each (agree, answered), at or above the line of two thirds, a
    convention of our own."""
    if min(citizen[1], ahp[1]) < ENOUGH:
        return "too_few"
    sides = (at_or_above_the_line(*citizen), at_or_above_the_line(*ahp))
    return {
        (True, True): "common_ground",
        (True, False): "citizen_keener",
        (False, True): "ahp_keener",
        (False, False): "not_there_yet",
    }[sides]


def is_close_call(citizen: tuple[int, int], ahp: tuple[int, int]) -> bool:
    """Whether another group like this could come out the other way: chance of both staying put under 0.8, a line of our
    own."""
    return chance_of_the_same(citizen, ahp) < CLOSE_BELOW


def chance_of_the_same(citizen: tuple[int, int], ahp: tuple[int, int]) -> float:
    """The chance that both true shares lie on the side of the line where the observed ones do."""
    return math.prod(chance_of_side(*cell, above=at_or_above_the_line(*cell)) for cell in (citizen, ahp))


def chance_of_side(agree: float, answered: float, *, above: bool) -> float:
    """The chance that a true share lies above (or below) the line: Beta posterior from Jeffreys' prior Beta(½, ½)."""
    below = beta_below(LINE, agree + 0.5, answered - agree + 0.5)
    return 1 - below if above else below


def group_informed_consensus(*counts: tuple[int, int]) -> float:
    """Polis' figure (Small and others 2021): the product of (agree + 1) ÷ (answered + 2) over the two communities.

    It is not comparable between groups of different size, so it belongs in downloads only.
    """
    return math.prod((agree + 1) / (answered + 2) for agree, answered in counts)


def count_readings(ideas: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """{reading: {"ideas": n, "close": n, "small_group": n}} for a heading, from exact or protected figures alike."""
    ideas = list(ideas)
    totals = Counter(idea["reading"] for idea in ideas)
    close = Counter(idea["reading"] for idea in ideas if idea["close_call"])
    small = Counter(idea["reading"] for idea in ideas if idea["small_group"])
    readings = ("common_ground", "citizen_keener", "ahp_keener", "not_there_yet", "too_few")
    return {r: {"ideas": totals[r], "close": close[r], "small_group": small[r]} for r in readings}
