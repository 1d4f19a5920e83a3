"""Our orders beside those of a library that shares no line with us, and beside a count written from the definitions.

`make oracle` counts again with the library; what it found stands in the JSON files here, each with its ballots.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from fractions import Fraction
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from app.domain.figures import figures_of
from tools.oracle.ballots import Order, completed, order_of, text_of
from tools.oracle.cases import EVENT, cases

HERE = Path(__file__).parent
NAMES = sorted(path.stem for path in HERE.glob("*.json"))
COMMUNITIES = ("citizen", "ahp", "other")

Wins = dict[tuple[str, str], int]


class Case:
    """Stored ballots, what the library found in them, and what we find."""

    def __init__(self, name: str) -> None:
        stored = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
        self.ideas: str = stored["ideas"]
        self.texts: dict[str, list[str]] = {c: " ".join(lines).split() for c, lines in stored["ballots"].items()}
        self.found: dict[str, Any] = stored["found"]
        self.orders = {c: [completed(order_of(text), self.ideas) for text in texts] for c, texts in self.texts.items()}
        people = {f"{c}{n}": c for c in COMMUNITIES for n in range(len(self.texts[c]))}
        given = [text for c in COMMUNITIES for text in self.texts[c]]
        ballots = {person: {("", "order"): order_of(text)} for person, text in zip(people, given, strict=True)}
        figures = figures_of("rank", {}, [(idea, None) for idea in self.ideas], ballots, people)
        self.ballots: dict[str, int] = figures["ballots"]
        self.ours: dict[str, Any] = figures["standings"]

    def everybody(self) -> list[Order]:
        return [order for c in COMMUNITIES for order in self.orders[c]]


@pytest.fixture(scope="module", params=NAMES)
def case(request: pytest.FixtureRequest) -> Case:
    return Case(request.param)


def test_the_stored_ballots_are_those_that_would_be_counted_again() -> None:
    assert {name: (Case(name).ideas, Case(name).texts) for name in NAMES} == cases()


def test_the_event_is_a_thousand_people_who_place_fifteen_ideas_mostly_in_part() -> None:
    event = Case("event")
    placed = [sum(map(len, order_of(text))) for texts in event.texts.values() for text in texts]
    assert (len(EVENT), sum(event.ballots.values())) == (15, 1000)
    assert sum(count < len(EVENT) for count in placed) > 800
    assert sum("(" in text for texts in event.texts.values() for text in texts) > 200


def test_all_ballots_together_come_out_as_the_library_counts_them(case: Case) -> None:
    library = case.found["all"]
    assert case.ours["borda"] == tiers_of(library["borda"])
    assert text_of(case.ours["schulze"]) == library["schulze"]
    assert case.ours["condorcet_winner"] == library["condorcet_winner"]


def test_each_communitys_points_come_out_as_the_library_counts_them(case: Case) -> None:
    for community in COMMUNITIES:
        library, ours = case.found[community], case.ours["communities"][community]
        if library is None:
            assert ours == []
        else:
            means = {i: Fraction(points) / case.ballots[community] for i, points in library["borda"].items()}
            assert_listed(ours, means)


def test_the_combined_order_is_the_mean_of_what_the_library_finds_in_both_communities(case: Case) -> None:
    means = [
        {idea: Fraction(points) / case.ballots[c] for idea, points in case.found[c]["borda"].items()}
        for c in ("citizen", "ahp")
        if case.found[c]
    ]
    assert_listed(case.ours["combined"], {idea: sum(mean[idea] for mean in means) / len(means) for idea in case.ideas})


def test_the_balanced_order_comes_out_as_the_library_counts_weighed_ballots(case: Case) -> None:
    assert text_of(case.ours["schulze_balanced"]) == case.found["balanced"]["schulze"]


def test_every_figure_follows_from_the_definitions(case: Case) -> None:
    everybody = case.everybody()
    wins = duels(case.ideas, everybody)
    assert case.ours["pairwise"] == [[wins.get((x, y), 0) for y in case.ideas] for x in case.ideas]
    assert case.ours["borda"] == tiers_of(borda(case.ideas, everybody))
    assert case.ours["schulze"] == schulze(case.ideas, wins)
    winners = [x for x in case.ideas if all(wins[x, y] > wins[y, x] for y in case.ideas if y != x)]
    assert case.ours["condorcet_winner"] == next(iter(winners), None)


def test_a_cycle_has_no_winner_of_all_duels_and_the_order_that_its_author_gives() -> None:
    assert (Case("cycle").ours["condorcet_winner"], text_of(Case("cycle").ours["schulze"])) == (None, "eacbd")
    level = Case("level_cycle").ours
    assert (level["condorcet_winner"], level["borda"], level["schulze"]) == (None, [["a", "b", "c"]], [["a", "b", "c"]])


def test_a_thousand_ballots_that_mirror_one_another_hold_everything_level() -> None:
    level = Case("level_event").ours
    assert {(row["place"], row["level"], row["points"]) for row in level["combined"]} == {(1, True, 7.0)}
    assert level["borda"] == level["schulze"] == level["schulze_balanced"] == [list(EVENT)]


def test_winning_votes_are_told_from_margins() -> None:
    case = Case("winning_votes")
    wins = duels(case.ideas, case.everybody())
    margins = {(x, y): count - wins[y, x] for (x, y), count in wins.items()}
    assert (case.ours["schulze"][0], schulze(case.ideas, margins)[0]) == (["b"], ["d"])


def test_what_a_ballot_leaves_out_stands_below_what_it_places() -> None:
    assert Case("left_out").ours["pairwise"] == [[0, 2], [1, 0]]


def test_one_more_ballot_can_cost_its_first_choice_the_first_place() -> None:
    before, after = Case("before_one_more").ours["combined"], Case("after_one_more").ours["combined"]
    assert {row["idea"]: row["points"] for row in before} == {"a": 1.75, "b": 1.5, "c": 1.5, "d": 1.25}
    assert {row["idea"]: row["points"] for row in after} == {"b": 2.0, "a": 1.75, "c": 1.25, "d": 1.0}


def assert_listed(rows: list[dict[str, Any]], points: dict[str, Any]) -> None:
    """The rows hold these points, most first, with the places that follow."""
    assert {row["idea"]: row["points"] for row in rows} == {idea: float(exact) for idea, exact in points.items()}
    assert [row["idea"] for row in rows] == [idea for tier in tiers_of(points) for idea in tier]
    for row in rows:
        mine = points[row["idea"]]
        assert row["place"] == 1 + sum(other > mine for other in points.values())
        assert row["level"] == (sum(other == mine for other in points.values()) > 1)


def tiers_of(points: dict[str, Any]) -> list[list[str]]:
    return [[i for i in points if points[i] == level] for level in sorted(set(points.values()), reverse=True)]


def duels(ideas: str, orders: Iterable[Order]) -> Wins:
    """How many completed orders place one idea in an earlier tier than another."""
    wins = dict.fromkeys(permutations(ideas, 2), 0)
    for order in orders:
        for upper, tier in enumerate(order):
            for x in tier:
                for lower in order[upper + 1 :]:
                    for y in lower:
                        wins[x, y] += 1
    return wins


def borda(ideas: str, orders: Iterable[Order]) -> dict[str, Fraction]:
    """Each tier shares out evenly what its places are worth: m − 1 for the first, 0 for the last."""
    points = dict.fromkeys(ideas, Fraction(0))
    for order in orders:
        worth = list(range(len(ideas)))
        for tier in order:
            share = Fraction(sum(worth.pop() for _ in tier), len(tier))
            for idea in tier:
                points[idea] += share
    return points


def schulze(ideas: str, wins: Wins) -> list[list[str]]:
    """Tiers by the strongest paths, found as the highest level at which one idea still reaches the other."""
    links = {pair: count for pair, count in wins.items() if count > wins[pair[::-1]]}
    strength = dict.fromkeys(wins, 0)
    for level in sorted(set(links.values())):
        for x in ideas:
            strength |= {(x, y): level for y in reached(x, {p for p, count in links.items() if count >= level})}
    tiers: list[list[str]] = []
    left = list(ideas)
    while left:
        top = [x for x in left if not any(strength[y, x] > strength[x, y] for y in left if y != x)]
        tiers.append(top)
        left = [x for x in left if x not in top]
    return tiers


def reached(start: str, links: set[tuple[str, str]]) -> set[str]:
    seen, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        onward = {y for x, y in links if x == here} - seen
        seen |= onward
        waiting.extend(onward)
    return seen - {start}
