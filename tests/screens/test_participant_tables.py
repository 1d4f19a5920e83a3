"""What phones are told of tables: where one sits, and the own table's list; no other before the reveal."""

from __future__ import annotations

from app.domain import asking
from app.screens.participant import own_things, shared_screen
from app.screens.participant_table import seats_of, table_marks
from tests.builders import Sitting

from .test_board_tables import IDS, ROUND_1, ROUND_2, hand_in, tables_room


def at_table(sitting: Sitting, number: int) -> str:
    return sitting.session.stages["one"].tables[number].members[0]


def test_nothing_that_phones_share_depends_on_a_list() -> None:
    shared = []
    for orders in (ROUND_1, ROUND_2):
        sitting = tables_room()
        hand_in(sitting, "one", *orders)
        sitting.host(asking.NoteMove("one", None, "foot", "Seen"))
        shared.append((shared_screen(sitting.session), table_marks(sitting.session)))
        sitting.closes("one")
        shared.append((shared_screen(sitting.session), table_marks(sitting.session)))
    assert shared[:2] == shared[2:]


def test_a_list_is_told_to_those_who_sit_at_its_table_alone() -> None:
    sitting = tables_room()
    hand_in(sitting, "one", ROUND_2[0])
    mine, other = (seats_of(sitting.session, at_table(sitting, n))["one"] for n in (1, 2))
    assert (mine["order"], mine["handed_in"], mine["state"]) == (ROUND_2[0], True, "in")
    assert (other["order"], other["handed_in"], other["state"]) == ([], False, "free")


def test_one_phone_writes_and_the_others_at_its_table_are_told() -> None:
    sitting = tables_room()
    scribe, *others = sitting.session.stages["one"].tables[2].members
    before = table_marks(sitting.session)["one"]
    sitting.says(scribe, asking.Rank("one", tuple((idea,) for idea in IDS)))
    after = table_marks(sitting.session)["one"]
    assert [n for n in before if before[n] != after[n]] == ["2"]
    assert seats_of(sitting.session, scribe)["one"]["state"] == "write"
    assert {seats_of(sitting.session, other)["one"]["state"] for other in others} == {"other"}
    sitting.says(scribe, asking.Rank("one", tuple((idea,) for idea in IDS[::-1])))
    assert table_marks(sitting.session)["one"] == after, "a move is nobody's business"


def test_where_one_sits_next_is_known_before_the_round_opens() -> None:
    sitting = tables_room()
    sitting.reveals("one")
    sitting.host(asking.DealTables("two", None, 3))
    coming = shared_screen(sitting.session).coming_round
    assert coming is not None
    assert (coming.stage, coming.number, coming.of, coming.dealt, coming.starts) == ("two", 2, 2, True, True)
    seats = own_things(sitting.session, "p0").seats
    assert {"one", "two"} == set(seats)
    assert (seats["two"]["number"], seats["two"]["people"]) == (1, 8)


def test_somebody_without_a_table_has_no_seat() -> None:
    sitting = tables_room()
    sitting.joins("late")
    assert own_things(sitting.session, "late").seats == {}
