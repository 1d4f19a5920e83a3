"""Tables' places added up, lowest first."""

from app.domain.table_totals import table_totals


def test_the_worked_example_of_three_tables() -> None:
    tables = [
        [["a"], ["b", "c"], ["d"], ["e"]],
        [["b"], ["a"], ["d"], ["c"], ["e"]],
        [["c"], ["a"], ["b"]],
    ]
    got = table_totals(list("abcde"), tables)
    assert {row["idea"]: row["total"] for row in got["order"]} == {"a": 5, "b": 6.5, "c": 7.5, "d": 11.5, "e": 14.5}
    assert [row["place"] for row in got["order"]] == [1, 2, 3, 4, 5]
    assert sum(row["total"] for row in got["order"]) == 45


def test_a_table_that_handed_in_nothing_is_left_out_and_said_so() -> None:
    got = table_totals(["a", "b"], [[["a"], ["b"]], [], [["b"], ["a"]]])
    assert (got["counted"], got["tables"]) == (2, 3)
    assert [(row["place"], row["level"]) for row in got["order"]] == [(1, True), (1, True)]


def test_no_table_gives_no_order() -> None:
    assert table_totals(["a"], [[]]) == {"tables": 1, "counted": 0, "order": []}
