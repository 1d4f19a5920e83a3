"""How much the people within one community agree about an order."""

import numpy as np

from .rankings import Counts, Levels, pairwise_of


def pair_agreement(pairwise: Counts) -> float | None:
    """The chance that two ballots which both separate two ideas separate them the same way; 0.5 is chance alone.

    A = Σ[p(p−1) + q(q−1)] ÷ Σ(p+q)(p+q−1) over pairs of ideas, where p and q ballots place them strictly one way and
    the other: the agreeing pairs of Kendall and Babington Smith (1940). None if nothing can be compared.
    """
    p, q = pairwise, pairwise.T
    same = int((p * (p - 1) + q * (q - 1)).sum())  # each pair stands twice, above and below, and so cancels
    both = int(((p + q) * (p + q - 1)).sum())
    return same / both if both else None


def kendall_w(levels: Levels) -> float | None:
    """Kendall's coefficient of concordance with the correction for ties (Kendall 1948), 0 to 1; None if undefined.

    It is biased upwards in small groups, so it is given only in downloads, together with its n.
    """
    ballots, ideas = levels.shape
    if not ballots or ideas < 2:
        return None
    pairwise = pairwise_of(levels)
    totals = pairwise.sum(axis=1) - pairwise.sum(axis=0)  # they differ as twice the mean ranks do
    spread = ideas * int((totals**2).sum()) - int(totals.sum()) ** 2
    ties = _tie_correction(levels)
    largest = ballots**2 * (ideas**3 - ideas) - ballots * ties
    return 3 * spread / (ideas * largest) if largest else None


def _tie_correction(levels: Levels) -> int:
    """Σ(t³ − t) over the groups of t level ideas of every ballot, which is Σ(t² − 1) over its ideas."""
    together = sum(np.count_nonzero(levels[:, i : i + 1] == levels, axis=1) ** 2 for i in range(levels.shape[1]))
    return int(np.sum(together)) - levels.size
