"""Tables that rank together: dealing, scribes, lists, and what follows when somebody leaves."""

from __future__ import annotations

from random import Random

import pytest

from app.domain import asking
from app.domain.outcomes import outcome_of
from app.domain.selecting import stage_figures
from app.domain.small_numbers import protect
from tests.builders import IDEAS, Sitting, a_stage, refused

PEOPLE = [f"p{n}" for n in range(24)]


def a_room(*more: object) -> Sitting:
    """24 people, half citizens and half AHPs, before two rounds at tables."""
    sitting = Sitting(a_stage("rank", "one", by="table"), a_stage("rank", "two", by="table", start_from="one"))
    for n, person in enumerate(PEOPLE):
        sitting.joins(person, community=("citizen", "ahp")[n % 2])
    return sitting


def deal(sitting: Sitting, stage: str, count: int | None = None, seed: int = 7) -> None:
    sitting.host(asking.DealTables(stage, count=count, dice=Random(seed)))


def enter(sitting: Sitting, stage: str, *orders: str) -> None:
    for number, order in enumerate(orders, start=1):
        sitting.host(asking.OrderTable(stage, table=number, order=tuple((idea,) for idea in order)))
        sitting.host(asking.HandInTable(stage, table=number))


def test_24_people_over_two_rounds_give_totals_checked_by_hand() -> None:
    sitting = a_room()
    deal(sitting, "one")
    one, two = sitting.session.stages["one"], sitting.session.stages["two"]
    assert [len(table.members) for table in one.tables.values()] == [8, 8, 8]
    sitting.opens("one")
    enter(sitting, "one", "abcd", "bacd", "bdac")
    sitting.closes("one")
    found = outcome_of(sitting.session, 0.0)["stages"][0]
    # a: 1 + 2 + 3 = 6, b: 2 + 1 + 1 = 4, c: 3 + 3 + 4 = 10, d: 4 + 4 + 2 = 10
    assert [(row["idea"], row["place"], row["level"], row["total"]) for row in found["tables"]["order"]] == [
        ("b", 1, False, 4.0), ("a", 2, False, 6.0), ("c", 3, True, 10.0), ("d", 3, True, 10.0),
    ]  # fmt: skip
    assert found["ballots"] == {"citizen": 12, "ahp": 12, "other": 0}
    deal(sitting, "two")
    again = sum(
        len(set(old.members) & set(new.members)) * (len(set(old.members) & set(new.members)) - 1) // 2
        for old in one.tables.values()
        for new in two.tables.values()
    )
    assert again == 21
    sitting.opens("two")
    assert [idea.id for idea in two.ideas] == ["b", "a", "c", "d"]
    enter(sitting, "two", "bacd", "badc", "abcd")
    sitting.closes("two")
    # b: 1 + 1 + 2 = 4, a: 2 + 2 + 1 = 5, c: 3 + 4 + 3 = 10, d: 4 + 3 + 4 = 11
    totals = outcome_of(sitting.session, 0.0)["stages"][1]["tables"]["order"]
    assert [(row["idea"], row["total"]) for row in totals] == [("b", 4.0), ("a", 5.0), ("c", 10.0), ("d", 11.0)]


def test_the_first_phone_that_writes_is_the_scribe() -> None:
    sitting = a_room()
    deal(sitting, "one", 3)
    sitting.opens("one")
    first, second = sitting.session.stages["one"].tables[1].members[:2]
    sitting.says(first, asking.Rank("one", (("a",), ("b",))))
    with refused("not_allowed"):
        sitting.says(second, asking.Rank("one", (("b",), ("a",))))
    with refused("not_allowed"):
        sitting.says(second, asking.HandIn("one"))
    sitting.host(asking.NameScribe("one", table=1, participant=second))
    sitting.says(second, asking.Rank("one", (("b",), ("a",))))
    sitting.says(second, asking.HandIn("one"))
    with refused("not_allowed", "order"):
        sitting.says(second, asking.Rank("one", (("a",),)))
    sitting.says(second, asking.HandIn("one", on=False))
    sitting.says(second, asking.Rank("one", (("a",),)))
    assert sitting.session.stages["one"].tables[1].order == (("a",),)


def test_where_nobody_was_dealt_each_phone_is_a_table() -> None:
    sitting = a_room()
    sitting.opens("one")
    sitting.says("p0", asking.Rank("one", (("a",), ("b",))))
    sitting.says("p1", asking.Rank("one", (("b",), ("a",))))
    sitting.says("p0", asking.Rank("one", (("b",), ("a",))))
    tables = sitting.session.stages["one"].tables
    assert [(t.number, t.members, t.order) for t in tables.values()] == [
        (1, ("p0",), (("b",), ("a",))), (2, ("p1",), (("b",), ("a",))),
    ]  # fmt: skip
    sitting.says("p0", asking.RemoveAnswers("p0"))
    assert list(tables) == [2]


def test_what_a_table_agreed_stays_when_its_scribe_leaves() -> None:
    sitting = a_room()
    deal(sitting, "one", 3)
    sitting.opens("one")
    scribe = sitting.session.stages["one"].tables[2].members[0]
    sitting.says(scribe, asking.Rank("one", (("a",),)))
    sitting.says(scribe, asking.RemoveAnswers(scribe))
    table = sitting.session.stages["one"].tables[2]
    assert (table.scribe, table.order, len(table.members)) == (None, (("a",),), 7)


def test_dealing_ends_when_a_table_has_begun() -> None:
    sitting = a_room()
    deal(sitting, "one", 3)
    sitting.opens("one")
    deal(sitting, "one", 4)
    sitting.host(asking.OrderTable("one", table=4, order=(("a",),)))
    with refused("moved_on"):
        deal(sitting, "one", 3)
    sitting.host(asking.SeatPerson("one", participant="p0", table=5))
    table = sitting.session.stages["one"].table_of("p0")
    assert table is not None
    assert table.number == 5


@pytest.mark.parametrize(
    ("action", "code"),
    [
        (asking.Rank("one", (("a",), ("a",))), "repeated_idea"),
        (asking.Rank("one", (("x",),)), "unknown_idea"),
        (asking.HandIn("one"), "bad_field"),
        (asking.NoteReason("one", "a", "x" * 301), "too_long"),
        (asking.NoteReason("one", "x", "so"), "unknown_idea"),
        (asking.HandIn("two"), "not_allowed"),
    ],
)
def test_what_is_wrong_is_refused_and_changes_nothing(action: asking.Action, code: str) -> None:
    sitting = a_room()
    deal(sitting, "one", 3)
    sitting.opens("one")
    version, person = sitting.session.version, sitting.session.stages["one"].tables[1].members[0]
    with refused(code):
        sitting.says(person, action)
    assert sitting.session.version == version


def test_lists_are_entered_until_the_results_are_shown() -> None:
    sitting = a_room()
    deal(sitting, "one", 3)
    with refused("stage_closed"):
        enter(sitting, "one", "abcd")
    sitting.opens("one")
    sitting.closes("one")
    sitting.waits(60)
    enter(sitting, "one", "abcd")
    sitting.host(asking.RevealStage("one"))
    with refused("stage_closed"):
        enter(sitting, "one", "bacd")
    sitting.host(asking.NoteMove("one", idea="a", text="  It saves\n a journey "))
    assert sitting.session.stages["one"].reasons == {"a": "It saves a journey"}


def test_a_table_that_few_sit_at_is_not_shown_by_itself() -> None:
    sitting = a_room()
    deal(sitting, "one", 3)
    for person in sitting.session.stages["one"].tables[3].members[2:]:
        sitting.host(asking.SeatPerson("one", participant=person, table=1))
    sitting.opens("one")
    enter(sitting, "one", "abcd", "bacd", "dcba")
    shown = protect(outcome_of(sitting.session, 0.0)["stages"][0], "rank")["tables"]
    assert [table["places"] is None for table in shown["each"]] == [False, False, True]
    assert shown["order"] == [], "one hidden list could be worked out from the totals"
    assert "people" not in shown["each"][0]


def test_the_top_of_the_tables_goes_into_the_next_step() -> None:
    sitting = Sitting(
        a_stage("rank", "one", by="table"), a_stage("vote", "next", {"from": "one", "top": 2, "by": "combined"})
    )
    people = ("ann", "ben", "cat")
    sitting.joins(*people)
    sitting.opens("one")
    for person in people:
        sitting.says(person, asking.Rank("one", (("d",), ("b",), ("a", "c"))))
    sitting.closes("one")
    assert [idea.id for idea in sitting.opens("next", ()).ideas] == ["d", "b"]
    assert len(IDEAS) == 4


def test_a_sheet_that_the_host_entered_for_people_without_phones_is_shown() -> None:
    sitting = Sitting(a_stage("rank", "one", by="table"))
    sitting.opens("one")
    enter(sitting, "one", "abcd", "bacd")
    shown = protect(outcome_of(sitting.session, 0.0)["stages"][0], "rank")["tables"]
    assert [table["places"]["a"]["place"] for table in shown["each"]] == [1, 2]
    assert shown["counted"] == 2
    assert shown["order"] != []


def alone(sitting: Sitting, person: str, stage: str = "one") -> None:
    """This phone ranks where nobody was dealt, and says why."""
    sitting.says(person, asking.Rank(stage, (("a",), ("b",), ("c",), ("d",))))
    sitting.says(person, asking.NoteReason(stage, "a", "canary"))


def test_who_was_removed_writes_no_list_any_more() -> None:
    sitting = a_room()
    sitting.opens("one")
    sitting.says("p1", asking.RemoveAnswers("p1"))
    with refused("not_signed_in"):
        sitting.says("p1", asking.Rank("one", (("a",), ("b",))))
    assert not sitting.session.stages["one"].tables


def test_a_phone_that_ranked_alone_and_is_seated_counts_once_and_leaves_no_words() -> None:
    sitting = a_room()
    stage = sitting.opens("one")
    alone(sitting, "p1")
    sitting.host(asking.SeatPerson("one", participant="p1", table=2))
    alone(sitting, "p1")
    assert outcome_of(sitting.session, 0.0)["stages"][0]["tables"]["counted"] == 1
    sitting.says("p1", asking.RemoveAnswers("p1"))
    assert "canary" not in repr(stage.tables)
    assert outcome_of(sitting.session, 0.0)["stages"][0]["tables"]["counted"] == 0


def test_what_a_table_agreed_stays_until_its_writer_leaves_as_the_last() -> None:
    sitting = a_room()
    stage = sitting.opens("one")
    for person in ("p1", "p2"):
        sitting.host(asking.SeatPerson("one", participant=person, table=1))
    alone(sitting, "p1")
    sitting.says("p2", asking.RemoveAnswers("p2"))
    assert stage.tables[1].order
    sitting.says("p1", asking.RemoveAnswers("p1"))
    assert not stage.tables[1].order
    assert "canary" not in repr(stage.tables)


def test_nothing_is_handed_in_or_taken_back_after_the_end() -> None:
    sitting = a_room()
    sitting.opens("one")
    alone(sitting, "p1")
    sitting.says("p1", asking.HandIn("one", True))
    sitting.closes("one")
    sitting.waits(3.0)
    sitting.host(asking.FinishSession())
    with refused("stage_closed"):
        sitting.says("p1", asking.HandIn("one", False))


@pytest.mark.parametrize(("sitting_at_each", "shown"), [((1, 1), False), ((2, 2), False), ((2, 2, 2), True)])
def test_totals_of_dealt_tables_are_shown_only_where_five_people_stand_behind_them(
    sitting_at_each: tuple[int, ...], shown: bool
) -> None:
    sitting = a_room()
    stage, people = sitting.opens("one"), iter(PEOPLE)
    for table, count in enumerate(sitting_at_each, start=1):
        for _ in range(count):
            sitting.host(asking.SeatPerson("one", participant=next(people), table=table))
    enter(sitting, "one", *["abcd"] * len(sitting_at_each))
    assert bool(protect(stage_figures(sitting.session, stage), "rank")["tables"]["order"]) is shown


def test_a_list_that_is_emptied_is_not_handed_in() -> None:
    sitting = a_room()
    stage = sitting.opens("one")
    enter(sitting, "one", "abcd")
    sitting.host(asking.OrderTable("one", table=1, order=()))
    assert not stage.tables[1].handed_in
