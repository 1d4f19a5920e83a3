"""How far a place could move if another group like this had ranked: the slow part of a ranking, so on its own."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .communities import COMMUNITIES, COMPARED
from .rankings import half_points_of, levels_of
from .tallies import Ballots, Order, collect_orders

RESAMPLES = 1_000
SEED = 14  # any fixed number: the same ballots must give the same ranges on every screen
_BATCH = 100

Totals = NDArray[np.float64]  # shape (resamples, ideas): whole numbers, held as floats for a fast product


def place_ranges_of(ideas: Sequence[str], ballots: Ballots, community_of: Mapping[str, str]) -> dict[str, Any]:
    """{"combined": [{idea, low, high}] or None, "communities": {community: [{idea, low, high}]}}, ideas as given.

    A bootstrap (Efron 1979): people are drawn anew within each community 1,000 times; `low` and `high` are the 5th
    and 95th percentile of the place, by the inverted distribution function. A community without ballots has [].
    """
    orders = collect_orders(ideas, ballots, community_of)
    totals = {c: resampled_totals(ideas, orders[c], SEED + n) for n, c in enumerate(COMMUNITIES)}
    present = [c for c in COMPARED if orders[c]]
    # Cross-multiplied by the number of ballots, so that equal means stay exactly equal.
    weights = {c: len(orders[other]) or 1 for c, other in zip(COMPARED, reversed(COMPARED), strict=True)}
    combined = sum((totals[c] * weights[c] for c in present), start=np.zeros((RESAMPLES, len(ideas))))
    return {
        "combined": _ranges(ideas, combined) if present else None,
        "communities": {c: _ranges(ideas, totals[c]) if orders[c] else [] for c in COMMUNITIES},
    }


def resampled_totals(ideas: Sequence[str], orders: Sequence[Order], seed: int) -> Totals:
    """Twice the Borda points of each idea in each resample, shape (1000, ideas).

    Ballots are sorted first: who answered before whom must not change a range.
    """
    points = half_points_of(levels_of(orders, ideas)).astype(np.float64)
    points = points[np.lexsort(points.T[::-1])] if points.size else points
    dice, n = np.random.default_rng(seed), len(orders)
    totals = np.zeros((RESAMPLES, len(ideas)))
    for start in range(0, RESAMPLES if n else 0, _BATCH):
        drawn = dice.integers(0, n, size=(_BATCH, n), dtype=np.int32)
        drawn += np.arange(_BATCH, dtype=np.int32)[:, None] * n
        times = np.bincount(drawn.ravel(), minlength=_BATCH * n).reshape(_BATCH, n)
        totals[start : start + _BATCH] = times.astype(np.float64) @ points
    return totals


def _ranges(ideas: Sequence[str], totals: Totals) -> list[dict[str, Any]]:
    places = np.empty(totals.shape, dtype=np.int64)
    for n in range(len(ideas)):
        places[:, n] = 1 + np.count_nonzero(totals > totals[:, n : n + 1], axis=1)
    low, high = np.percentile(places, [5, 95], axis=0, method="inverted_cdf")
    return [{"idea": idea, "low": int(low[n]), "high": int(high[n])} for n, idea in enumerate(ideas)]
