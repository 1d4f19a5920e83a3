"""Examples that others have worked out and published, with where they stand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from app.domain.rankings import borda_points, levels_of, pairwise_of
from app.domain.readings import likely_range
from app.domain.schulze import condorcet_winner, schulze_tiers, strongest_paths
from app.domain.standings import standings_of
from app.domain.tallies import Order


class Election:
    """ "5 ACBED, 3 CABED": so many ballots of each order, the first letter on top."""

    def __init__(self, ideas: str, text: str) -> None:
        self.ideas = list(ideas)
        self.orders: list[Order] = []
        for line in text.split(","):
            count, order = line.split()
            self.orders += [[[letter] for letter in order]] * int(count)
        self.pairwise = pairwise_of(levels_of(self.orders, self.ideas))

    def duel(self, one: str, two: str) -> int:
        return int(self.pairwise[self.ideas.index(one), self.ideas.index(two)])

    def borda(self) -> dict[str, Fraction]:
        return borda_points(self.pairwise, len(self.orders), self.ideas)


SCHULZE = "5 ACBED, 5 ADECB, 8 BEDAC, 3 CABED, 7 CAEBD, 2 CBADE, 7 DCEBA, 8 EBADC"


def test_the_forty_five_voters_of_schulze() -> None:
    """M. Schulze (2011), A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner
    election method, Social Choice and Welfare 36: a cycle, its 20 duels and the strength of its 20 strongest paths."""
    election = Election("ABCDE", SCHULZE)
    assert election.pairwise.tolist() == [
        [0, 20, 26, 30, 22], [25, 0, 16, 33, 18], [19, 29, 0, 17, 24], [15, 12, 28, 0, 14], [23, 27, 21, 31, 0],
    ]  # fmt: skip
    assert strongest_paths(election.pairwise).tolist() == [
        [0, 28, 28, 30, 24], [25, 0, 28, 33, 24], [25, 29, 0, 29, 24], [25, 28, 28, 0, 24], [25, 28, 28, 31, 0],
    ]  # fmt: skip
    assert condorcet_winner(election.pairwise, election.ideas) is None
    assert schulze_tiers(election.pairwise, election.ideas) == [["E"], ["A"], ["C"], ["B"], ["D"]]


def test_the_sixty_voters_of_condorcet() -> None:
    """Condorcet (1785), Essai sur l'application de l'analyse, page lxi, as told by H. P. Young (1988), Condorcet's
    theory of voting, American Political Science Review 82: a cycle whose weakest link is A over B, so B, C, A."""
    election = Election("ABC", "23 ABC, 17 BCA, 2 BAC, 10 CAB, 8 CBA")
    assert (election.duel("A", "B"), election.duel("B", "C"), election.duel("C", "A")) == (33, 42, 35)
    assert condorcet_winner(election.pairwise, election.ideas) is None
    assert schulze_tiers(election.pairwise, election.ideas) == [["B"], ["C"], ["A"]]
    assert election.borda() == {"A": 58, "B": 69, "C": 53}


def test_the_twenty_one_voters_of_borda() -> None:
    """J.-C. de Borda (1781), Mémoire sur les élections au scrutin: most put A first, and A comes last. His 37, 42 and
    47 give three points for a first place; ours give two."""
    election = Election("ABC", "1 ABC, 7 ACB, 7 BCA, 6 CBA")
    assert {idea: points + 21 for idea, points in election.borda().items()} == {"A": 37, "B": 42, "C": 47}
    assert condorcet_winner(election.pairwise, election.ideas) == "C"


def test_the_capital_of_tennessee() -> None:
    """The textbook example of where to put a capital, for instance in Wikipedia's articles on the Borda count, the
    Condorcet method and the Schulze method: by each of them Nashville."""
    election = Election("MNCK", "42 MNCK, 26 NCKM, 15 CKNM, 17 KCNM")
    assert election.borda() == {"M": 126, "N": 194, "C": 173, "K": 107}
    duels = {"NM": 58, "NC": 68, "NK": 68, "CM": 58, "CK": 83, "KM": 58}
    assert {pair: election.duel(*pair) for pair in duels} == duels
    assert condorcet_winner(election.pairwise, election.ideas) == "N"
    assert schulze_tiers(election.pairwise, election.ideas) == [["N"], ["C"], ["K"], ["M"]]
    alone = standings_of(election.ideas, {"citizen": election.orders, "ahp": [], "other": []})
    assert [row["idea"] for row in alone["combined"]] == list("NCMK")


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_four_score_intervals_of_newcombe(part: int, whole: int, low: float, high: float) -> None:
    """R. G. Newcombe (1998), Two-sided confidence intervals for the single proportion, Statistics in Medicine 17,
    table I, method 3: Wilson's score interval without continuity correction."""
    assert [round(end, 4) for end in likely_range(part, whole)] == [low, high]
