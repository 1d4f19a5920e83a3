"""A host's page on tables: everybody has a number, totals grow as lists fill, and what is missing is plain."""

from __future__ import annotations

from app.domain import asking
from app.screens.console import console_screen
from app.screens.console_tables import TablesScreen, tables_screen
from tests.builders import Sitting, open_sitting

from .test_board_tables import IDEAS, IDS, ROUND_1, ROUND_2, hand_in, tables_room, to_round_2


def screen_of(sitting: Sitting, stage: str = "") -> TablesScreen:
    shown = tables_screen(sitting.session, stage)
    assert shown is not None
    return shown


def test_without_a_round_of_tables_there_is_no_screen() -> None:
    assert tables_screen(open_sitting("rank", "ann").session) is None


def test_people_are_known_by_their_number_within_their_community_in_the_order_they_joined() -> None:
    shown = screen_of(tables_room())
    assert [(p.community, p.number) for p in shown.people[:5]] == [
        ("citizen", 1), ("ahp", 1), ("citizen", 2), ("ahp", 2), ("citizen", 3),
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
    assert [(p.community, p.number) for p in again.without] == [("citizen", 13)]


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
