"""A host's page on tables: everybody has a number, totals grow as lists fill, and what is missing is plain."""

from __future__ import annotations

from app.domain import asking
from app.domain.seating import MOST_TABLES
from app.screens.console import console_screen
from app.screens.console_tables import TablesScreen, tables_screen
from app.screens.participant_table import seats_of
from tests.builders import Sitting, a_stage, open_sitting, refused

from .test_board_tables import IDEAS, IDS, ROUND_1, ROUND_2, hand_in, tables_room, to_round_2


def screen_of(sitting: Sitting, stage: str = "") -> TablesScreen:
    shown = tables_screen(sitting.session, stage)
    assert shown is not None
    return shown


def test_without_a_round_of_tables_there_is_no_screen() -> None:
    assert tables_screen(open_sitting("rank", "ann").session) is None


def test_people_are_known_by_the_number_with_which_they_came_in() -> None:
    shown = screen_of(tables_room())
    assert [(p.community, p.number) for p in shown.people[:5]] == [
        ("citizen", 1), ("ahp", 2), ("citizen", 3), ("ahp", 4), ("citizen", 5),
    ]  # fmt: skip
    assert [card.people for card in shown.tables] == [{"citizen": 4, "ahp": 4, "other": 0}] * 3
    assert {p.table for p in shown.people} == {1, 2, 3}


def test_a_total_stands_where_every_list_that_has_begun_places_the_idea() -> None:
    sitting = tables_room()
    to_round_2(sitting)
    hand_in(sitting, "two", *ROUND_2[:2])
    sitting.host(asking.OrderTable("two", None, 3, (("home",), ("self",), ("story",))))
    shown = screen_of(sitting)
    totals = {row.id: row.total for row in shown.rows}
    assert totals == dict.fromkeys(IDS) | {"home": 4, "story": 6, "self": 9}
    assert shown.tables[2].typed == {"home": "1", "self": "2", "story": "3"}
    assert [(c.placed, c.handed_in, c.sum) for c in shown.tables] == [(8, True, 36), (8, True, 36), (3, False, 6)]
    assert (shown.column, shown.waiting_for, shown.handed_in, shown.before) == (36, (3,), 2, 1)
    assert [row.before for row in shown.rows] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_it_says_who_meets_again_and_that_fewer_is_not_possible() -> None:
    sitting = tables_room()
    to_round_2(sitting)
    dealt = screen_of(sitting).dealt
    assert dealt is not None
    assert (dealt.people, dealt.tables, dealt.pairs, dealt.each) == (24, 3, 84, {"citizen": 4, "ahp": 4, "other": 0})
    assert dealt.met == dealt.fewest == 21
    sitting.joins("late")
    again = screen_of(sitting).dealt
    assert again is not None
    assert [(p.community, p.number) for p in again.without] == [("citizen", 25)]


def test_the_host_enters_what_no_phone_writes() -> None:
    sitting = tables_room()
    one = sitting.session.stages["one"].tables[1].members[0]
    sitting.says(one, asking.Rank("one", tuple((idea,) for idea in ROUND_1[0])))
    cards = screen_of(sitting).tables
    assert [(card.scribe.id if card.scribe else None, card.entered) for card in cards] == [
        (one, False), (None, True), (None, True),
    ]  # fmt: skip
    sitting.host(asking.NameScribe("one", None, 1, None))
    assert screen_of(sitting).tables[0].entered


def test_level_places_are_typed_as_they_are_printed() -> None:
    sitting = tables_room()
    sitting.host(asking.OrderTable("one", None, 1, (("home",), ("story", "wait"), ("self",))))
    card = screen_of(sitting).tables[0]
    assert card.typed == {"home": "1", "story": "2=", "wait": "2=", "self": "4"}
    assert (card.placed, card.sum) == (4, 10)


def test_the_steps_say_where_the_workshop_is() -> None:
    sitting = tables_room()

    def steps() -> list[tuple[str, str]]:
        return [(f"{step.kind} {step.number}", step.state) for step in screen_of(sitting).steps]

    names = ["round 1", "shared 1", "round 2", "together 8"]
    assert steps() == list(zip(names, ["now", "next", "next", "next"], strict=True))
    to_round_2(sitting)
    assert steps() == list(zip(names, ["past", "past", "now", "next"], strict=True))
    sitting.reveals("two")
    assert steps() == list(zip(names, ["past", "past", "past", "now"], strict=True))


def test_a_phone_that_ranks_for_itself_has_no_column() -> None:
    sitting = tables_room(people=6)
    sitting.closes("one")
    sitting.opens("two", IDEAS)
    sitting.says("p0", asking.Rank("two", tuple((idea,) for idea in IDS)))
    shown = screen_of(sitting, "two")
    assert (shown.tables, shown.alone) == ((), 1)


def test_the_console_counts_people_whose_tables_list_is_in() -> None:
    sitting = tables_room()
    hand_in(sitting, "one", *ROUND_1[:2])
    sitting.host(asking.OrderTable("one", None, 3, (("home",),)))
    turnout = console_screen(sitting.session, sitting.now).turnout
    assert [(t.finished, t.started, t.here) for t in turnout] == [(8, 12, 12), (8, 12, 12)]


def test_numbers_stay_when_others_leave_and_none_is_given_twice() -> None:
    sitting = tables_room()
    before = {person.id: person.number for person in screen_of(sitting).people}
    first, *_, last = before
    for gone in (first, last):
        sitting.says(gone, asking.RemoveAnswers(gone))
    sitting.joins("late")
    sitting.host(asking.EnterPaper(number="7", participant="paper", community="ahp"))
    after = {person.id: person.number for person in screen_of(sitting).people}
    assert {id: number for id, number in after.items() if id in before} == {
        id: number for id, number in before.items() if id not in (first, last)
    }
    assert (after["late"], after["paper"]) == (25, 26)
    assert seats_of(sitting.session, "p1")["one"]["number"] == before["p1"]


def test_phones_that_rank_each_for_themselves_take_no_table_from_the_host() -> None:
    """More of them than there can be tables: the host's own table comes after them, and people can be moved to it."""
    sitting = Sitting(a_stage("rank", "one", by="table"))
    people = [f"p{n}" for n in range(MOST_TABLES + 20)]
    sitting.joins(*people)
    sitting.opens("one")
    for person in people:
        sitting.says(person, asking.Rank("one", (("a",), ("b",))))
    shown = screen_of(sitting)
    assert (shown.alone, shown.tables, shown.new_table) == (MOST_TABLES + 20, (), MOST_TABLES + 21)
    sitting.host(asking.OrderTable("one", table=shown.new_table, order=(("b",), ("a",))))
    sitting.host(asking.HandInTable("one", table=shown.new_table))
    sitting.host(asking.SeatPerson("one", participant="p0", table=screen_of(sitting).new_table))
    shown = screen_of(sitting)
    assert [card.number for card in shown.tables] == [MOST_TABLES + 21, MOST_TABLES + 22]
    assert shown.alone == MOST_TABLES + 19
    with refused("bad_field", "table"):
        sitting.host(asking.OrderTable("one", table=shown.new_table + 1, order=(("a",),)))


def test_a_hall_is_offered_no_more_tables_than_can_be_dealt() -> None:
    sitting = Sitting(a_stage("rank", "one", by="table"))
    sitting.joins(*(f"p{n}" for n in range(MOST_TABLES * 10 + 50)))
    assert screen_of(sitting).propose == MOST_TABLES
    sitting.host(asking.DealTables("one"))
    assert len(sitting.session.stages["one"].tables) == MOST_TABLES
