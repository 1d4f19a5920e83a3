"""Orders as numbers: how high each ballot holds each idea, and how many ballots place one above another."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from .tallies import Order

Levels = NDArray[np.int32]  # shape (ballots, ideas): the tier of each idea, 0 best; left-out ideas level last
Counts = NDArray[np.int64]

_LEFT_OUT = np.iinfo(np.int32).max


def levels_of(orders: Sequence[Order], ideas: Sequence[str]) -> Levels:
    """Shape (ballots, ideas), the tier in which each ballot holds each idea; ideas it leaves out come level last."""
    column = {idea: n for n, idea in enumerate(ideas)}
    rows = []
    for order in orders:
        row = [_LEFT_OUT] * len(ideas)
        for tier, level in enumerate(order):
            for idea in level:
                if idea in column:
                    row[column[idea]] = tier
        rows.append(row)
    return np.array(rows, dtype=np.int32).reshape(len(orders), len(ideas))


def pairwise_of(levels: Levels) -> Counts:
    """Shape (ideas, ideas): how many ballots place idea i strictly above idea j."""
    ideas = levels.shape[1]
    wins = np.zeros((ideas, ideas), dtype=np.int64)
    for i in range(ideas):
        wins[i] = np.count_nonzero(levels[:, i : i + 1] < levels, axis=0)
    return wins


def half_points_of(levels: Levels) -> Counts:
    """Shape (ballots, ideas): twice the Borda points, so that level ideas stay whole numbers."""
    ballots, ideas = levels.shape
    points = np.full((ballots, ideas), ideas - 1, dtype=np.int64)
    for i in range(ideas):
        own = levels[:, i : i + 1]
        points[:, i] += np.count_nonzero(own < levels, axis=1) - np.count_nonzero(own > levels, axis=1)
    return points


def borda_points(pairwise: Counts, ballots: int, ideas: Sequence[str]) -> dict[str, Fraction]:
    """Borda points in all: one for each idea beaten, half for each level, added over ballots.

    Borda (1781), with level and left-out ideas sharing evenly what their places are worth: every ballot gives
    m(m − 1)/2 points whatever its length.
    """
    won, lost = pairwise.sum(axis=1), pairwise.sum(axis=0)
    full = ballots * (len(ideas) - 1)
    return {idea: Fraction(int(won[n]) - int(lost[n]) + full, 2) for n, idea in enumerate(ideas)}
