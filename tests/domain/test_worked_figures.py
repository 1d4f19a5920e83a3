"""The ten worked figures, each from raw ballots to the figure as outcomes hold it. By hand to six places or exact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest

from app.domain.figures import figures_of
from app.domain.percentages import printed_percentage, printed_share, printed_shared
from app.domain.pools import pool_of
from app.domain.ratings import rating_cell
from app.domain.readings import chance_of_side, chance_of_the_same, likely_range
from app.domain.shared_order import in_order_of_shared
from app.domain.small_numbers import protect
from app.domain.standings import standings_of
from app.domain.table_totals import table_totals

Cell = tuple[int, int]
"""(agree, answered)."""


def near(value: object) -> object:
    return pytest.approx(value, abs=1e-6)


def voted(citizen: Cell, ahp: Cell) -> dict[str, Any]:
    """One idea of a vote, counted from the ballots of people who said agree or disagree."""
    ballots: dict[str, dict[tuple[str, str], str]] = {}
    for community, (agree, answered) in {"citizen": citizen, "ahp": ahp}.items():
        for n in range(answered):
            ballots[f"{community}{n}"] = {("a", ""): "agree" if n < agree else "disagree"}
    people = {person: person.rstrip("0123456789") for person in ballots}
    return figures_of("vote", {}, [("a", "A")], ballots, people)


def test_1_likely_ranges() -> None:
    worked = {
        (6, 8): [0.409275, 0.928521],
        (0, 5): [0, 0.434482],
        (5, 5): [0.565518, 1],
        (14, 20): [0.481027, 0.854523],
    }
    for cell, expected in worked.items():
        idea = voted(cell, (5, 5))["ideas"][0]
        assert idea["communities"]["citizen"]["likely_range"] == near(expected)
        assert likely_range(*cell) == near(expected)


READINGS: Sequence[tuple[Cell, Cell, tuple[float, float] | None, float, str, bool]] = (
    ((14, 20), (9, 12), (0.614215, 0.721062), 0.442887, "common_ground", True),
    ((17, 20), (10, 12), (0.965882, 0.894344), 0.863831, "common_ground", False),
    ((36, 38), (21, 27), None, 0.892483, "common_ground", False),
    ((18, 20), (3, 12), None, 0.990338, "citizen_keener", False),
    ((12, 18), (8, 12), (0.488620, 0.485893), 0.237417, "common_ground", True),
    ((1999, 3000), (400, 500), None, 0.516303, "ahp_keener", True),
    ((6, 8), (5, 5), (0.677316, 0.961186), 0.651026, "common_ground", True),
)


@pytest.mark.parametrize(("citizen", "ahp", "each", "chance", "reading", "close"), READINGS)
def test_2_to_5_readings_and_close_calls(
    citizen: Cell, ahp: Cell, each: tuple[float, float] | None, chance: float, reading: str, close: bool
) -> None:
    idea = voted(citizen, ahp)["ideas"][0]
    assert (idea["reading"], idea["close_call"]) == (reading, close)
    assert chance_of_the_same(citizen, ahp) == near(chance)
    if each is not None:
        assert [chance_of_side(*cell, above=True) for cell in (citizen, ahp)] == near(list(each))


def test_2_shared_and_consensus() -> None:
    idea = voted((14, 20), (9, 12))["ideas"][0]
    assert (idea["shared"], idea["group_informed_consensus"]) == (near(0.70), near(0.487013))


def test_4_a_share_just_below_the_line_never_prints_as_67() -> None:
    assert printed_percentage(1999, 3000) == 66
    assert printed_percentage(12, 18) == printed_percentage(8, 12) == 67


def test_5_small_groups_print_people_and_too_few_print_nothing() -> None:
    cells = voted((6, 8), (5, 5))["ideas"][0]["communities"]
    assert printed_shared(cells) == "6 of 8"
    exact = voted((18, 20), (3, 4))
    assert exact["ideas"][0]["reading"] == "too_few"
    assert (exact["ideas"][0]["shared"], exact["ideas"][0]["group_informed_consensus"]) == (near(0.75), near(0.575758))
    public = protect(exact, "vote")["ideas"][0]
    assert (public["shared"], public["group_informed_consensus"], public["reading"]) == (None, None, "too_few")
    assert printed_share(public["communities"]["ahp"]["agree"], public["communities"]["ahp"]["answered"]) is None


def order(text: str) -> list[list[str]]:
    """ "a(bc)d" → [[a], [b, c], [d]]."""
    tiers: list[list[str]] = []
    level = False
    for letter in text:
        if letter in "()":
            level = letter == "("
            tiers += [[]] if level else []
        elif level:
            tiers[-1].append(letter)
        else:
            tiers.append([letter])
    return tiers


def ranked(citizen: str, ahp: str, ideas: str = "abcd") -> dict[str, Any]:
    orders = {"citizen": citizen.split(), "ahp": ahp.split()}
    people = {f"{c}{n}": c for c, texts in orders.items() for n in range(len(texts))}
    ballots = {f"{c}{n}": {("", "order"): order(t)} for c, texts in orders.items() for n, t in enumerate(texts)}
    standings: dict[str, Any] = figures_of("rank", {}, [(i, None) for i in ideas], ballots, people)["standings"]
    return standings


def points(rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    return {row["idea"]: row["points"] for row in rows}


def test_6_both_communities_points_and_their_mean() -> None:
    got = ranked("ab a(bc) d", "bacd")
    assert points(got["communities"]["citizen"]) == near({"a": 7 / 3, "b": 3 / 2, "c": 1, "d": 7 / 6})
    assert points(got["communities"]["ahp"]) == near({"a": 2, "b": 3, "c": 1, "d": 0})
    assert points(got["combined"]) == near({"a": 13 / 6, "b": 9 / 4, "c": 1, "d": 7 / 12})
    assert [row["idea"] for row in got["combined"]] == ["b", "a", "c", "d"]


def test_6_all_ballots_as_one() -> None:
    got = ranked("ab a(bc) d", "bacd")
    alone = standings_of(
        list("abcd"), {"citizen": [order(t) for t in ["ab", "a(bc)", "d", "bacd"]], "ahp": [], "other": []}
    )
    assert {i: Fraction(p).limit_denominator(8) * 4 for i, p in points(alone["combined"]).items()} == {
        "a": 9, "b": Fraction(15, 2), "c": 4, "d": Fraction(7, 2)
    }  # fmt: skip
    assert got["pairwise"] == [[0, 2, 3, 3], [1, 0, 2, 3], [0, 0, 0, 2], [1, 1, 1, 0]]
    assert (got["condorcet_winner"], got["schulze"]) == ("a", [["a"], ["b"], ["c"], ["d"]])
    assert got["agreement"] == {"citizen": near(8 / 18), "ahp": None, "all": near(24 / 44)}
    assert got["kendall_w"]["citizen"]["w"] == near(0.263889)


def test_7_agreement_and_concordance_of_three_ballots() -> None:
    got = ranked("abcd a(bc)d bacd", "")
    assert (got["kendall_w"]["citizen"]["w"], got["agreement"]["citizen"]) == (near(0.862069), near(28 / 32))


def test_8_one_more_ballot_costs_its_own_first_choice_the_first_place() -> None:
    before, after = ranked("acdb", "bcda bdac")["combined"], ranked("acdb abcd", "bcda bdac")["combined"]
    assert points(before) == near({"a": 1.75, "b": 1.5, "c": 1.5, "d": 1.25})
    assert points(after) == near({"a": 1.75, "b": 2.0, "c": 1.25, "d": 1.0})
    assert (before[0]["idea"], after[0]["idea"]) == ("a", "b")


def test_9_three_tables_added_up() -> None:
    got = table_totals(list("abcde"), [order("a(bc)de"), order("badce"), order("cab")])
    assert {row["idea"]: row["total"] for row in got["order"]} == {"a": 5, "b": 6.5, "c": 7.5, "d": 11.5, "e": 14.5}
    assert sum(row["total"] for row in got["order"]) == 45


def test_10_a_pool_of_sessions_that_differ() -> None:
    got = pool_of([(18, 20), (6, 20), (17, 20), (9, 20)])
    assert (got["share"], got["dispersion"]) == (near(0.625), near(7.466667))
    assert got["likely_range"] == near([0.341126, 0.842895])
    assert likely_range(50, 80) == near([0.515487, 0.723058])
    assert (got["chi_square"], got["differ"]) == (near(22.4), True)


def test_10_dissent() -> None:
    assert rating_cell([1, 1, 5, 5], 5)["dissent"] == near(1)
    assert rating_cell([1, 2, 3, 4, 5], 5)["dissent"] == near(0.707107)


def test_10_dots_count_people_before_dots() -> None:
    rows = {"x": [5, 0, 2, 0, 0], "y": [0, 3, 0, 2, 1]}
    ballots = {
        f"{c}{n}": {(idea, ""): dots[n] for idea, dots in rows.items()} for c in ("citizen", "ahp") for n in range(5)
    }
    people = {person: person.rstrip("0123456789") for person in ballots}
    got = figures_of("dots", {"budget": 5}, [("x", None), ("y", None)], ballots, people)
    x, y = (idea["communities"]["citizen"] for idea in got["ideas"])
    assert (x["dots"], x["people"], x["share_of_dots"]) == (7, 2, near(7 / 13))
    assert (y["dots"], y["people"]) == (6, 3)
    assert [idea["idea"] for idea in in_order_of_shared(got, "dots")] == ["y", "x"]
