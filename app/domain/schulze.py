"""The Schulze method beside the combined standing, and the idea that would beat every other one to one."""

from collections.abc import Sequence

import numpy as np

from .rankings import Counts


def schulze_tiers(pairwise: Counts, ideas: Sequence[str]) -> list[list[str]]:
    """Tiers by the Schulze method with winning votes (Schulze 2011), best first.

    One idea stands above another if its strongest chain of wins is stronger. Each tier holds the ideas that none of
    those still left stands above; the relation has no cycles, so there is always one.
    """
    strength = strongest_paths(pairwise)
    above = strength > strength.T
    left = np.ones(len(ideas), dtype=bool)
    tiers: list[list[str]] = []
    while left.any():
        top = left & ~above[left].any(axis=0)
        tiers.append([idea for idea, is_top in zip(ideas, top, strict=True) if is_top])
        left &= ~top
    return tiers


def strongest_paths(pairwise: Counts) -> Counts:
    """Shape (ideas, ideas): the widest path from i to j over the duels won, its weakest link as long as possible."""
    strength = np.where(pairwise > pairwise.T, pairwise, 0)
    for middle in range(len(strength)):
        detour = np.minimum(strength[:, middle, None], strength[middle])
        np.maximum(strength, detour, out=strength)
    np.fill_diagonal(strength, 0)
    return strength


def condorcet_winner(pairwise: Counts, ideas: Sequence[str]) -> str | None:
    """The idea that more ballots place above than below each other one, if there is one (Condorcet 1785)."""
    wins = (pairwise > pairwise.T).sum(axis=1)
    return next((idea for idea, won in zip(ideas, wins, strict=True) if won == len(ideas) - 1), None)


def balanced(citizens: Counts, ahps: Counts, citizen_ballots: int, ahp_ballots: int) -> Counts:
    """Pairwise counts in which both communities weigh the same, in whole numbers.

    Each citizen ballot counts as many times as there are AHP ballots, and the other way round. If one community has
    no ballot, the other's counts stand alone.
    """
    return citizens * (ahp_ballots or 1) + ahps * (citizen_ballots or 1)
