"""Counts the same ballots with pref_voting and keeps what it finds in tests/oracle, where the tests read it.

python -m tools.oracle, in an environment that has pref_voting; `make oracle` makes one.

What a ballot leaves out is level last with us. The library would leave such comparisons out, so every ballot is
completed before the library sees it.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path
from textwrap import wrap
from typing import Any

from pref_voting.margin_based_methods import beat_path, beat_path_defeat
from pref_voting.profiles_with_ties import ProfileWithTies
from pref_voting.scoring_methods import symmetric_borda_scores

from .ballots import completed, order_of, text_of
from .cases import Ballots, cases

TO = Path(__file__).resolve().parents[2] / "tests" / "oracle"
COMPARED = ("citizen", "ahp")


def main() -> None:
    for name, (ideas, ballots) in cases().items():
        kept = {
            "counted_by": f"pref_voting {version('pref_voting')}",
            "ideas": ideas,
            "ballots": {community: wrap(" ".join(given), 110) for community, given in ballots.items()},
            "found": found(ideas, ballots),
        }
        (TO / f"{name}.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
        print(f"{name}: {sum(map(len, ballots.values()))} ballots over {len(ideas)} ideas")


def found(ideas: str, ballots: Ballots) -> dict[str, Any]:
    """{"all", each community, "balanced": {borda, schulze, condorcet_winner} or None without a ballot}."""
    together = {"all": profile(ideas, ballots, dict.fromkeys(ballots, 1))}
    alone = {community: profile(ideas, ballots, {community: 1}) for community in ballots}
    sizes = [len(ballots[community]) or 1 for community in COMPARED]
    balanced = profile(ideas, ballots, dict(zip(COMPARED, reversed(sizes), strict=True)))
    return {name: counted(ideas, one) for name, one in {**together, **alone, "balanced": balanced}.items()}


def profile(ideas: str, ballots: Ballots, weights: dict[str, int]) -> Any:
    """The completed ballots of the communities that have a weight, each counting that many times; None if none."""
    given = [(order_of(text), weight) for community, weight in weights.items() for text in ballots[community]]
    if not given:
        return None
    rankings = [
        {idea: rank for rank, tier in enumerate(completed(order, ideas), 1) for idea in tier} for order, _ in given
    ]
    return ProfileWithTies(rankings, [weight for _, weight in given], candidates=list(ideas))


def counted(ideas: str, votes: Any) -> dict[str, Any] | None:
    """Borda points, Schulze tiers (winning votes) and the Condorcet winner of a profile.

    The library's symmetric Borda score of an idea is ideas below minus ideas above, added over ballots. Ours is one
    point for each idea below and half a point for each level: half of (score + ballots · (ideas − 1)).
    """
    if votes is None:
        return None
    scores, full = symmetric_borda_scores(votes), int(votes.num_voters) * (len(ideas) - 1)
    return {
        "borda": {idea: (int(scores[idea]) + full) / 2 for idea in ideas},
        "schulze": text_of(schulze(votes)),
        "condorcet_winner": votes.condorcet_winner(),
    }


def schulze(votes: Any) -> list[list[str]]:
    """Tier after tier of those whom nobody still left defeats, by the library's defeats over all ideas."""
    defeats = beat_path_defeat(votes, strength_function=votes.support)
    tiers: list[list[str]] = []
    while defeats:
        tiers.append(sorted(idea for idea in defeats if not defeats.in_degree(idea)))
        defeats.remove_nodes_from(tiers[-1])
    if tiers[0] != beat_path(votes, strength_function=votes.support):
        raise AssertionError("the library contradicts itself on who wins")
    return tiers


if __name__ == "__main__":
    main()
