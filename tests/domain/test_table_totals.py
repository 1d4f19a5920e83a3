"""Tables' places added up, lowest first, beside each table's own column and what moved between rounds."""

import random
from fractions import Fraction

import pytest

from app.domain.table_totals import moves, places_at, table_totals

WORKED = [
    [["a"], ["b", "c"], ["d"], ["e"]],
    [["b"], ["a"], ["d"], ["c"], ["e"]],
    [["c"], ["a"], ["b"]],
]


def test_the_worked_example_of_three_tables() -> None:
    got = table_totals(list("abcde"), WORKED)
    assert {row["idea"]: row["total"] for row in got["order"]} == {"a": 5, "b": 6.5, "c": 7.5, "d": 11.5, "e": 14.5}
    assert [row["place"] for row in got["order"]] == [1, 2, 3, 4, 5]
    assert sum(row["total"] for row in got["order"]) == 45


def test_the_columns_of_the_worked_example_add_to_its_totals() -> None:
    columns = [places_at(order, list("abcde")) for order in WORKED]
    assert columns[0] == {
        "a": {"place": 1, "level": False, "position": 1.0},
        "b": {"place": 2, "level": True, "position": 2.5},
        "c": {"place": 2, "level": True, "position": 2.5},
        "d": {"place": 4, "level": False, "position": 4.0},
        "e": {"place": 5, "level": False, "position": 5.0},
    }
    assert columns[2]["d"] == columns[2]["e"] == {"place": 4, "level": True, "position": 4.5}
    assert list(columns[1]) == ["b", "a", "d", "c", "e"]
    added = {idea: sum(column[idea]["position"] for column in columns) for idea in "abcde"}
    assert added == {"a": 5, "b": 6.5, "c": 7.5, "d": 11.5, "e": 14.5}


def test_one_idea_left_out_is_last_but_level_with_none() -> None:
    column = places_at([["b"], ["a"]], list("abc"))
    assert column["c"] == {"place": 3, "level": False, "position": 3.0}


def test_ideas_that_are_not_weighed_leave_no_gap_in_a_column() -> None:
    assert places_at([["x"], ["b", "y"], ["a"]], list("ab")) == {
        "b": {"place": 1, "level": False, "position": 1.0},
        "a": {"place": 2, "level": False, "position": 2.0},
    }


def test_a_table_that_handed_in_nothing_is_left_out_and_said_so() -> None:
    got = table_totals(["a", "b"], [[["a"], ["b"]], [], [["b"], ["a"]]])
    assert (got["counted"], got["tables"]) == (2, 3)
    assert [(row["place"], row["level"]) for row in got["order"]] == [(1, True), (1, True)]
    assert places_at([], ["a", "b"]) == places_at([["x"], []], ["a", "b"]) == {}


def test_no_table_gives_no_order() -> None:
    assert table_totals(["a"], [[]]) == {"tables": 1, "counted": 0, "order": []}


def test_moves_are_places_gained_since_the_round_before() -> None:
    before = table_totals(list("abcd"), [[["a"], ["b"], ["c"], ["d"]]])["order"]
    after = table_totals(list("abcd"), [[["c"], ["a", "b"], ["d"]]])["order"]
    assert moves(before, after) == {"c": 2, "a": -1, "b": 0, "d": 0}
    assert moves(before, before) == dict.fromkeys("abcd", 0)
    assert moves(after, before) == {"c": -2, "a": 1, "b": 0, "d": 0}


def test_what_stands_in_one_round_only_has_not_moved() -> None:
    assert moves([{"idea": "a", "place": 1}, {"idea": "b", "place": 2}], [{"idea": "b", "place": 1}]) == {"b": 1}
    assert moves([], [{"idea": "b", "place": 1}]) == {}


@pytest.mark.parametrize("seed", range(40))
def test_totals_and_columns_follow_from_the_rules(seed: int) -> None:
    print(f"seed {seed}")
    dice = random.Random(seed)
    ideas = list("abcdefghijklmno"[: dice.randint(1, 15)])
    tables = [some_order(dice, ideas) for _ in range(dice.randint(1, 20))]
    handed_in = [order for order in tables if order]
    expected = {idea: sum(position(order, ideas, idea) for order in handed_in) for idea in ideas}
    got = table_totals(ideas, tables)
    assert (got["tables"], got["counted"]) == (len(tables), len(handed_in))
    assert {row["idea"]: row["total"] for row in got["order"]} == (expected if handed_in else {})
    for row in got["order"]:
        assert row["place"] == 1 + sum(total < expected[row["idea"]] for total in expected.values())
        assert row["level"] == (sum(total == expected[row["idea"]] for total in expected.values()) > 1)
    for order in handed_in:
        column = places_at(order, ideas)
        assert {idea: at["position"] for idea, at in column.items()} == {i: position(order, ideas, i) for i in ideas}
        assert sum(at["position"] for at in column.values()) == len(ideas) * (len(ideas) + 1) / 2
        for at in column.values():
            beside = [other for other in column.values() if other["position"] == at["position"]]
            ahead = [other for other in column.values() if other["position"] < at["position"]]
            assert (at["place"], at["level"]) == (len(ahead) + 1, len(beside) > 1)


def some_order(dice: random.Random, ideas: list[str]) -> list[list[str]]:
    order: list[list[str]] = []
    for idea in dice.sample(ideas, dice.randint(0, len(ideas))):
        if order and dice.random() < 0.3:
            order[-1].append(idea)
        else:
            order.append([idea])
    return order


def position(order: list[list[str]], ideas: list[str], idea: str) -> Fraction:
    """By counting, for one idea: those above, and half of those beside."""
    tier_of = {i: n for n, tier in enumerate(order) for i in tier}
    mine = tier_of.get(idea, len(order))
    above = sum(tier_of.get(other, len(order)) < mine for other in ideas)
    beside = sum(tier_of.get(other, len(order)) == mine for other in ideas)
    return above + Fraction(beside + 1, 2)
