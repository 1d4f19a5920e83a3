"""The orders that follow from rankings: combined with equal weight, per community, and other ways of counting."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from .agreement import kendall_w, pair_agreement
from .communities import AHP, CITIZEN, COMMUNITIES, COMPARED
from .places import listed, tiers_of
from .rankings import Counts, Levels, borda_points, levels_of, pairwise_of
from .schulze import balanced, condorcet_winner, schulze_tiers
from .tallies import Order

Points = dict[str, Fraction]


def standings_of(ideas: Sequence[str], orders: Mapping[str, Sequence[Order]]) -> dict[str, Any]:
    """All that a rank stage concludes, from the standing orders per community; see PROTOCOL "Outcomes".

    `combined` weighs citizens and AHPs the same. `borda`, `schulze`, `condorcet_winner` and `pairwise` are over all
    ballots, every ballot one voice, and so weigh a big community more. Tiers are empty where there is no ballot.
    """
    levels = {c: levels_of(orders[c], ideas) for c in COMMUNITIES}
    pairwise = {c: pairwise_of(levels[c]) for c in COMMUNITIES}
    ballots = {c: len(orders[c]) for c in COMMUNITIES}
    means = {c: mean_points(pairwise[c], ballots[c], ideas) for c in COMMUNITIES}
    combined = combined_points(means[CITIZEN], means[AHP])
    weighed = balanced(pairwise[CITIZEN], pairwise[AHP], ballots[CITIZEN], ballots[AHP])
    by_schulze = schulze_tiers(weighed, ideas) if combined else []
    return {
        "combined": listed(combined) if combined else None,
        "communities": {c: listed(means[c]) for c in COMMUNITIES},
        **_over_all_ballots(ideas, sum(pairwise.values(), start=np.zeros_like(weighed)), sum(ballots.values())),
        "schulze_balanced": by_schulze,
        "agreement": _agreement(pairwise),
        "kendall_w": _concordance(levels),
        "methods_agree": set(tiers_of(combined)[0]) == set(by_schulze[0]) if combined else None,
    }


def mean_points(pairwise: Counts, ballots: int, ideas: Sequence[str]) -> Points:
    """Mean Borda points a ballot, 0 to m − 1, exact; empty without a ballot."""
    if not ballots:
        return {}
    return {idea: points / ballots for idea, points in borda_points(pairwise, ballots, ideas).items()}


def combined_points(citizens: Points, ahps: Points) -> Points:
    """The mean of the two communities' mean points; the other's own if one has no ballot, empty if neither has.

    Each community weighs the same, as in the interim ballots of the James Lind Alliance (JLA Guidebook); the points are
    Borda's (1781). An idea that people move up never falls, but a ballot can cost its first choice the first place
    (the no-show paradox, Fishburn and Brams 1983).
    """
    if citizens and ahps:
        return {idea: (citizens[idea] + ahps[idea]) / 2 for idea in citizens}
    return citizens or ahps


def _over_all_ballots(ideas: Sequence[str], pairwise: Counts, ballots: int) -> dict[str, Any]:
    return {
        "borda": tiers_of(borda_points(pairwise, ballots, ideas)) if ballots else [],
        "schulze": schulze_tiers(pairwise, ideas) if ballots else [],
        "condorcet_winner": condorcet_winner(pairwise, ideas) if ballots else None,
        "pairwise": pairwise.tolist(),
    }


def _agreement(pairwise: Mapping[str, Counts]) -> dict[str, float | None]:
    everyone = np.sum([pairwise[c] for c in COMMUNITIES], axis=0)
    return {**{c: pair_agreement(pairwise[c]) for c in COMPARED}, "all": pair_agreement(everyone)}


def _concordance(levels: Mapping[str, Levels]) -> dict[str, dict[str, Any]]:
    groups = {**{c: levels[c] for c in COMPARED}, "all": np.concatenate([levels[c] for c in COMMUNITIES])}
    return {name: {"w": kendall_w(group), "n": len(group)} for name, group in groups.items()}
