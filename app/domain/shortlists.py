"""From a long list to a short one without drowning the smaller community: interim ballots and unions."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from .communities import COMPARED
from .places import listed, mean_positions, tiers_of
from .readings import ENOUGH
from .tallies import Order

Tiers = Sequence[Sequence[str]]


def interim_ballot(ideas: Sequence[str], orders: Mapping[str, Sequence[Order]], places: int = 10) -> dict[str, Any]:
    """The interim ballot of the James Lind Alliance: {"combined": [{idea, place, level, points}], "communities": …}.

    Each person's picks score places…1 within their community; picks beyond that score nothing, and level picks share
    evenly what their places are worth. Each community's totals become positions, position p of L ideas scores
    L + 1 − p (the mean if level), and the two are added: a small community weighs as much as a large one. A community
    without ballots adds nothing.
    """
    totals = {c: _points_of_picks(ideas, orders[c], places) for c in COMPARED}
    scores = dict.fromkeys(ideas, Fraction(0))
    for community in COMPARED:
        if orders[community]:
            for idea, position in mean_positions(tiers_of(totals[community]), ideas).items():
                scores[idea] += len(ideas) + 1 - position
    return {
        "combined": listed(scores) if any(orders[c] for c in COMPARED) else None,
        "communities": {c: listed(totals[c]) if orders[c] else [] for c in COMPARED},
    }


def union_shortlist(citizens: Tiers, ahps: Tiers, wanted: int, ballots: Mapping[str, int]) -> dict[str, Any] | None:
    """The union of each community's top N for the largest N that fits: {"each": N, "ideas": [idea…]}.

    After the James Lind Alliance partnership on adult social work, which took both sides' top items where their lists
    differed. A tier level at N goes in whole or not at all: only tiers that end at or before N are in a top N. None
    below 5 ballots in either community.
    """
    if min(ballots[c] for c in COMPARED) < ENOUGH:
        return None
    chosen: dict[str, Any] = {"each": 0, "ideas": []}
    for each in range(1, max(_size(citizens), _size(ahps)) + 1):
        union = list(dict.fromkeys([*top_of(citizens, each), *top_of(ahps, each)]))
        if len(union) > wanted:
            break
        chosen = {"each": each, "ideas": union}
    return chosen


def top_of(tiers: Tiers, n: int) -> list[str]:
    """The whole tiers that end at or before place n."""
    top: list[str] = []
    for tier in tiers:
        if len(top) + len(tier) > n:
            break
        top.extend(tier)
    return top


def community_tiers(figures: Mapping[str, Any], kind: str, community: str) -> list[list[str]]:
    """One community's own order of a stage's ideas, in tiers, from a vote (share), dots (people) or rank stage.

    Ideas the community did not answer are left out.
    """
    if kind == "rank":
        return tiers_of({row["idea"]: -row["place"] for row in figures["standings"]["communities"][community] or []})
    points = {}
    for idea in figures["ideas"]:
        cell = idea["communities"][community]
        part = cell["people"] if kind == "dots" else cell["agree"]
        whole = figures["ballots"][community] if kind == "dots" else cell["answered"]
        if whole:
            points[idea["idea"]] = Fraction(part, whole)
    return tiers_of(points)


def _points_of_picks(ideas: Sequence[str], orders: Sequence[Order], places: int) -> dict[str, Fraction]:
    totals = dict.fromkeys(ideas, Fraction(0))
    for order in orders:
        worth = [max(0, places - place) for place in range(len(ideas))]
        for tier in order:
            level = [idea for idea in tier if idea in totals]
            for idea in level:
                totals[idea] += Fraction(sum(worth[: len(level)]), len(level))
            del worth[: len(level)]
    return totals


def _size(tiers: Tiers) -> int:
    return sum(map(len, tiers))
