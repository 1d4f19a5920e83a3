"""How a share is printed: whole numbers, so that no rounding ever lifts a share over the line."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from .communities import COMPARED

FULL_PERCENT_FROM = 10  # with fewer answers "6 of 8" is honest where "75%" is not
SHOWN_FROM = 5


def at_or_above_the_line(agree: int, answered: int) -> bool:
    """The line is two thirds: 3 · agree ≥ 2 · answered, in whole numbers."""
    return answered > 0 and 3 * agree >= 2 * answered


def printed_percentage(agree: int, answered: int) -> int:
    """Nearest whole percent, halves up; 66 where that would print 67 for a share below the line."""
    rounded = (200 * agree + answered) // (2 * answered)
    if rounded == 67 and not at_or_above_the_line(agree, answered):
        return 66
    return rounded


def printed_share(agree: int | None, answered: int | None, translate: Callable[[str], str] = str) -> str | None:
    """A share as any audience may read it: "75%" from 10 answers, "6 of 8" from 5, otherwise None."""
    if agree is None or answered is None or answered < SHOWN_FROM:
        return None
    if answered < FULL_PERCENT_FROM:
        _ = translate
        return _("%(part)d of %(whole)d") % {"part": agree, "whole": answered}
    return f"{printed_percentage(agree, answered)}%"


def printed_shared(
    communities: Mapping[str, Mapping[str, int | None]],
    part: str = "agree",
    whole: str = "answered",
    translate: Callable[[str], str] = str,
) -> str | None:
    """The lower of the two compared shares, printed as that community's share is; None if either is not shown.

    Of two equal shares the one with fewer answers is printed, so that "6 of 8" is not dressed up as "75%".
    """
    cells = [(communities[c][part], communities[c][whole]) for c in COMPARED]
    known = [(p, w) for p, w in cells if p is not None and w is not None and w >= SHOWN_FROM]
    if len(known) < len(COMPARED):
        return None
    lower = min(known, key=lambda cell: (Fraction(*cell), cell[1]))
    return printed_share(*lower, translate=translate)
