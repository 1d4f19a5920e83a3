"""Rounds of tables on the board: before the reveal only whose list is in, afterwards the finding and every figure."""

from __future__ import annotations

from app.domain import asking
from app.domain.stages import StageIdea
from app.screens.board import BoardScreen, board_pages, board_screen
from app.screens.board_tables import Tables, TablesAsking
from tests.builders import Sitting, a_stage

IDEAS = tuple(
    StageIdea(key, f"The whole sentence of {name}", name=name)
    for key, name in (
        ("home", "Home visit after a fall"), ("story", "One person knows my story"), ("wait", "Honest waiting times"),
        ("covid", "Long covid recovery groups"), ("self", "Self-refer to a physio"), ("plan", "Hold my own care plan"),
        ("foot", "Foot checks nearby"), ("school", "Same therapist through school"),
    )
)  # fmt: skip
IDS = [idea.id for idea in IDEAS]
ROUND_1 = (IDS, IDS, IDS)
ROUND_2 = (  # by hand: totals 4, 6, 9, 13, 13, 19, 21, 23
    ["home", "story", "wait", "self", "foot", "plan", "covid", "school"],
    ["story", "home", "self", "foot", "wait", "covid", "school", "plan"],
    ["home", "self", "story", "foot", "wait", "covid", "plan", "school"],
)


def tables_room(people: int = 24) -> Sitting:
    """Two rounds at three tables; half citizens, half AHPs. Round 1 is open, everybody dealt."""
    sitting = Sitting(
        a_stage("rank", "one", by="table"), a_stage("rank", "two", by="table", start_from="one")
    )  # fmt: skip
    for n in range(people):
        sitting.joins(f"p{n}", community=("citizen", "ahp")[n % 2])
    sitting.host(asking.DealTables("one", None, 3))
    sitting.opens("one", IDEAS)
    return sitting


def hand_in(sitting: Sitting, stage: str, *orders: list[str]) -> None:
    for number, order in enumerate(orders, start=1):
        sitting.host(asking.OrderTable(stage, None, number, tuple((idea,) for idea in order)))
        sitting.host(asking.HandInTable(stage, None, number))


def to_round_2(sitting: Sitting) -> None:
    hand_in(sitting, "one", *ROUND_1)
    sitting.reveals("one")
    sitting.host(asking.DealTables("two", None, 3))
    sitting.opens("two", IDEAS)


def board_of(sitting: Sitting) -> BoardScreen:
    return board_screen(sitting.session, sitting.now, len(IDEAS), ())


def tables_on(sitting: Sitting) -> Tables:
    body = board_of(sitting).body
    assert isinstance(body, Tables)
    return body


def test_before_the_reveal_the_board_is_the_same_whatever_is_on_the_lists() -> None:
    boards = []
    for orders in (ROUND_1, ROUND_2):
        sitting = tables_room()
        hand_in(sitting, "one", *orders[:2])
        sitting.host(asking.NoteMove("one", None, "foot", "Seen at table 2"))
        boards.append(board_of(sitting))
        sitting.closes("one")
        boards.append(board_of(sitting))
    assert boards[:2] == boards[2:]
    body = boards[0].body
    assert isinstance(body, TablesAsking)
    assert [(t.number, t.handed_in) for t in body.tables] == [(1, True), (2, True), (3, False)]
    assert "Seen" not in repr(boards)


def test_what_came_first_at_every_table_is_the_finding_of_a_first_round() -> None:
    sitting = tables_room()
    hand_in(sitting, "one", *ROUND_1)
    sitting.reveals("one")
    shown = tables_on(sitting)
    assert (shown.finding.kind, shown.finding.ideas) == ("all", ("Home visit after a fall",))
    assert (shown.round, shown.rounds, shown.since, shown.tables) == (1, 2, None, (1, 2, 3))
    assert [row.total for row in shown.rows] == [3, 6, 9, 12, 15, 18, 21, 24]


def test_a_second_round_shows_totals_moves_and_reasons() -> None:
    sitting = tables_room()
    to_round_2(sitting)
    hand_in(sitting, "two", *ROUND_2)
    sitting.host(asking.NoteMove("two", None, "foot", "One check in time can save a foot."))
    sitting.reveals("two")
    shown = tables_on(sitting)
    assert [(row.id, row.place, row.level, row.total) for row in shown.rows] == [
        ("home", 1, False, 4), ("story", 2, False, 6), ("self", 3, False, 9), ("wait", 4, True, 13),
        ("foot", 4, True, 13), ("covid", 6, False, 19), ("plan", 7, False, 21), ("school", 8, False, 23),
    ]  # fmt: skip
    assert [row.moved for row in shown.rows] == [0, 0, 2, -1, 3, -2, -1, 0]
    assert (shown.finding.kind, shown.finding.ideas, shown.finding.places) == ("moved", ("Foot checks nearby",), 3)
    assert shown.rows[4].places == ((5, False), (4, False), (4, False))
    assert shown.rows[4].reason == "One check in time can save a foot."
    assert (shown.since, shown.reasons, shown.counted, shown.all) == (1, True, 3, 3)


def test_moves_are_counted_only_from_a_round_that_everybody_has_seen() -> None:
    sitting = tables_room()
    hand_in(sitting, "one", *ROUND_1)
    sitting.closes("one")
    sitting.host(asking.DealTables("two", None, 3))
    sitting.opens("two", IDEAS)
    hand_in(sitting, "two", *ROUND_2)
    sitting.reveals("two")
    assert tables_on(sitting).since is None
    assert {row.moved for row in tables_on(sitting).rows} == {None}


def test_a_table_of_two_has_no_column_and_alone_keeps_the_totals_off_the_board_too() -> None:
    sitting = tables_room(people=8)  # three, three and two
    hand_in(sitting, "one", *ROUND_2)
    sitting.reveals("one")
    assert [len(t.members) for t in sitting.session.stages["one"].tables.values()] == [3, 3, 2]
    shown = tables_on(sitting)
    assert (shown.rows, shown.finding.kind) == ((), "none")


def test_a_table_that_handed_in_nothing_is_left_out_and_the_board_says_so() -> None:
    sitting = tables_room()
    hand_in(sitting, "one", *ROUND_2[:2])
    sitting.reveals("one")
    shown = tables_on(sitting)
    assert (shown.counted, shown.all, shown.tables) == (2, 3, (1, 2))
    assert sum(row.total for row in shown.rows) == 2 * 36


def test_many_tables_are_summed_up_by_their_best_and_worst_place() -> None:
    sitting = tables_room(people=36)
    sitting.host(asking.DealTables("one", None, 9))
    hand_in(sitting, "one", *(ROUND_2 * 3))
    sitting.reveals("one")
    shown = tables_on(sitting)
    assert (shown.tables, {row.places for row in shown.rows}) == ((), {()})
    assert [row.between for row in shown.rows][:3] == [(1, 2), (1, 3), (2, 4)]


def test_a_long_list_has_eight_ideas_a_page() -> None:
    sitting = tables_room()
    many = tuple(StageIdea(f"i{n}", f"Idea {n}") for n in range(11))
    sitting.reveals("one")
    sitting.host(asking.DealTables("two", None, 3))
    sitting.opens("two", many)
    hand_in(sitting, "two", *[[idea.id for idea in many]] * 3)
    sitting.reveals("two")
    assert board_pages(sitting.session) == 2
    sitting.host(asking.ChangeBoard("", None, {"page": 2}))
    shown = tables_on(sitting)
    assert (shown.first, [row.id for row in shown.rows]) == (9, ["i8", "i9", "i10"])
