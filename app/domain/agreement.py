"""How much the people within one community agree about an order."""

from .rankings import Counts, Levels, half_points_of


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
    totals = half_points_of(levels).sum(axis=0)  # twice the points differ as twice the mean ranks do
    spread = ideas * int((totals**2).sum()) - int(totals.sum()) ** 2
    ties = sum(_tie_correction(row) for row in levels.tolist())
    largest = ballots**2 * (ideas**3 - ideas) - ballots * ties
    return 3 * spread / (ideas * largest) if largest else None


def _tie_correction(levels: list[int]) -> int:
    sizes = [levels.count(level) for level in set(levels)]
    return sum(size**3 - size for size in sizes)
