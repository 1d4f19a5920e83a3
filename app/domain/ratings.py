"""What scores on named scales say, per community, and where an idea lies on the picture of two scales."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from .chances import t_for_95
from .communities import COMMUNITIES, COMPARED
from .tallies import Scores

Point = dict[str, Any]


def rating_cell(scores: Sequence[int], steps: int) -> dict[str, Any]:
    """Answers, mean, median, quartiles [q1, q3], counts of 1..steps and dissent; None where nobody answered.

    The median is the mean of the middle two, quartiles are NumPy’s linear ones: type 7 of Hyndman and Fan (1996).
    Dissent is a scale of our own: the population standard deviation ÷ the largest one possible, (steps − 1)/2. 0 is one
    voice, 1 is two equal camps at the ends.
    """
    counts = [0] * steps
    for score in scores:
        counts[score - 1] += 1
    cell: dict[str, Any] = {"answered": len(scores), "mean": None, "median": None, "quartiles": None, "counts": counts}
    if not scores:
        return {**cell, "dissent": None}
    first, median, third = np.percentile(scores, [25, 50, 75]).tolist()
    mean = sum(scores) / len(scores)
    deviation = math.sqrt(_spread(scores) / len(scores))
    dissent = deviation / ((steps - 1) / 2) if steps > 1 else 0.0
    return {**cell, "mean": mean, "median": median, "quartiles": [first, third], "dissent": dissent}


def rating_idea(scores: Scores, scales: Sequence[str], steps: int) -> dict[str, Any]:
    """{"communities": {community: {scale: cell}}}, with a `picture` if there are exactly two scales."""
    cells = {
        c: {scale: rating_cell([s[scale] for s in scores[c] if scale in s], steps) for scale in scales}
        for c in COMMUNITIES
    }
    if len(scales) != 2:
        return {"communities": cells}
    return {"communities": cells, "picture": picture_of(scores, scales, steps)}


def picture_of(scores: Scores, scales: Sequence[str], steps: int) -> dict[str, Any]:
    """Both compared communities' points, the quadrant both lie in (or None), and whether that is uncertain (dashed).

    A point is the pair of means over people who scored both scales; the lines lie at (steps + 1)/2. A point on a line
    lies in no quadrant. Never one mean over both communities.
    """
    points = {c: _point([(s[scales[0]], s[scales[1]]) for s in scores[c] if len(s) == 2], steps) for c in COMPARED}
    quadrants = {tuple(p["quadrant"]) if p["quadrant"] else None for p in points.values()}
    same = quadrants.pop() if len(quadrants) == 1 else None
    return {
        "communities": {c: {k: v for k, v in p.items() if k != "quadrant"} for c, p in points.items()},
        "quadrant": list(same) if same else None,
        "dashed": any(p["dashed"] for p in points.values()),
    }


def _point(pairs: Sequence[tuple[int, int]], steps: int) -> Point:
    if not pairs:
        return {"answered": 0, "point": None, "dashed": False, "quadrant": None}
    axes = list(zip(*pairs, strict=True))
    sides = [_side(axis, steps) for axis in axes]
    return {
        "answered": len(pairs),
        "point": [sum(axis) / len(axis) for axis in axes],
        "dashed": any(_crosses(axis, steps) for axis in axes),
        "quadrant": sides if all(sides) else None,
    }


def _side(scores: Sequence[int], steps: int) -> str | None:
    twice_over = 2 * sum(scores) - (steps + 1) * len(scores)
    return ("high" if twice_over > 0 else "low") if twice_over else None


def _crosses(scores: Sequence[int], steps: int) -> bool:
    """Whether mean ± t·s/√n (95 %, n − 1 degrees of freedom; Student 1908) reaches the line. One score always does."""
    n = len(scores)
    if n < 2:
        return True
    reach = t_for_95(n - 1) * math.sqrt(_spread(scores) / (n - 1) / n)
    return abs(sum(scores) / n - (steps + 1) / 2) <= reach


def _spread(scores: Sequence[int]) -> float:
    """The sum of squared distances from the mean, from whole numbers."""
    return (len(scores) * sum(s * s for s in scores) - sum(scores) ** 2) / len(scores)
