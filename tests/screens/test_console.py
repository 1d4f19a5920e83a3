"""What a host sees: everything but which way people answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.domain import asking
from app.domain.stages import Stage, StageIdea
from app.screens.console import console_screen, next_press, under_half
from app.screens.console_queue import MOST_LISTED, queue_of
from app.screens.run_sheet import lateness, run_sheet
from tests.builders import Sitting, a_stage

PEOPLE = {"citizen": 6, "ahp": 6}


def _joined(*stages: Stage | str, started: bool = True) -> Sitting:
    sitting = Sitting(*stages, started=started)
    for community, many in PEOPLE.items():
        sitting.joins(*(f"{community}{n}" for n in range(many)), community=community)
    return sitting


def _answers(kind: str, way: int) -> Callable[[str], asking.Action]:
    """One answer of this kind, for or against: whole opposites."""
    return {
        "vote": lambda idea: asking.Vote(kind, idea, ("agree", "disagree")[way]),
        "dots": lambda idea: asking.PlaceDots(kind, idea, 1),
        "rate": lambda idea: asking.Rate(kind, idea, "importance", (5, 1)[way]),
        "rank": lambda idea: asking.Rank(kind, tuple((i,) for i in ("abcd", "dcba")[way])),
    }[kind]


@pytest.mark.parametrize("state", ["open", "closed", "revealed"])
@pytest.mark.parametrize("kind", ["vote", "dots", "rate", "rank"])
def test_a_console_is_the_same_whichever_way_people_answer(kind: str, state: str) -> None:
    screens = []
    for way in (0, 1):
        sitting = _joined(kind)
        sitting.opens(kind)
        for person in sitting.session.people:
            sitting.says(person, _answers(kind, way)("ac"[way] if kind == "dots" else "a"))
        if state == "closed":
            sitting.closes(kind)
        elif state == "revealed":
            sitting.reveals(kind)
        screens.append(console_screen(sitting.session, sitting.now))
    assert screens[0] == screens[1]
    assert screens[0].now is not None
    assert screens[0].now.state == state
    assert sum(t.started for t in screens[0].turnout) == 12


def test_the_next_big_step_follows_the_state() -> None:
    sitting = _joined("break", "vote", "reveal", started=False)
    assert next_press(sitting.session) == "start"
    sitting.host(asking.StartSession())
    assert next_press(sitting.session) == "open"
    sitting.opens("break", ())
    assert next_press(sitting.session) == "next"
    sitting.closes("break")
    sitting.waits(1)
    sitting.opens("vote")
    assert next_press(sitting.session) == "close"
    sitting.closes("vote")
    assert next_press(sitting.session) == "reveal"
    sitting.waits(2)
    sitting.host(asking.RevealStage("vote"))
    assert next_press(sitting.session) == "next"
    sitting.waits(1)
    sitting.opens("reveal", ())
    assert next_press(sitting.session) == "finish"
    sitting.closes("reveal")
    sitting.waits(2)
    sitting.host(asking.FinishSession())
    assert next_press(sitting.session) == "none"


def test_finished_and_part_way_are_counted_by_community() -> None:
    sitting = _joined("vote")
    sitting.opens("vote")
    for idea in "abcd":
        sitting.votes("citizen0", idea, "agree")
    sitting.votes("ahp0", "a", "unsure")
    citizens, ahps = console_screen(sitting.session, sitting.now).turnout
    assert (citizens.finished, citizens.started, citizens.here) == (1, 1, 6)
    assert (ahps.finished, ahps.started, ahps.here) == (0, 1, 6)


def test_closing_asks_only_while_fewer_than_half_of_a_community_have_finished() -> None:
    sitting = _joined("vote")
    stage = sitting.opens("vote")
    assert [t.community for t in under_half(sitting.session, stage)] == ["citizen", "ahp"]
    for person in ("citizen0", "citizen1", "citizen2", "ahp0", "ahp1", "ahp2"):
        sitting.says(person, asking.Finish("vote"))
    assert under_half(sitting.session, stage) == ()


def test_planned_times_follow_from_minutes_and_leave_skipped_steps_out() -> None:
    sitting = _joined(a_stage("break", "one", minutes=10), a_stage("vote", minutes=20), "discuss", "rank")
    assert [s.starts for s in run_sheet(sitting.session, 6_000.0)] == [6_000.0, 6_600.0, 7_800.0, None]
    sitting.host(asking.SkipStage("vote"))
    steps = run_sheet(sitting.session, 6_000.0)
    assert [s.starts for s in steps] == [6_000.0, None, 6_600.0, None]
    assert [s.status for s in steps] == ["next", "skipped", "next", "next"]


def test_lateness_is_told_in_whole_minutes_and_names_the_break_that_absorbs_it() -> None:
    stages = (a_stage("break", "one", minutes=10), a_stage("vote", minutes=20), a_stage("break", "tea", minutes=15))
    sitting = _joined(*stages)
    begun = sitting.now
    sitting.waits(180)
    sitting.opens("one", ())
    late = lateness(sitting.session, begun, sitting.now)
    assert late is not None
    assert (late.minutes, late.absorbed_by) == (3, "The break")
    sitting.closes("one")
    sitting.waits(1)
    sitting.opens("vote")
    early = lateness(sitting.session, begun, sitting.now)
    assert early is not None
    assert early.minutes == -7
    assert lateness(sitting.session, None, sitting.now + 5_000) is not None, "a step that runs over makes us late"


def test_remarks_wait_in_the_order_they_came_and_a_new_one_comes_last() -> None:
    sitting = _joined("discuss")
    sitting.opens("discuss")
    for n in range(3):
        sitting.waits(1)
        sitting.comments("citizen0", f"Words {n}", f"c{n}")
    before = [said.id for said in queue_of(sitting.session).waiting]
    sitting.waits(1)
    sitting.comments("ahp0", "Ring 07700 900123", "c3")
    queue = queue_of(sitting.session)
    assert [said.id for said in queue.waiting] == [*before, "c3"]
    assert [said.flags for said in queue.waiting] == [(), (), (), ("phone",)]
    sitting.host(asking.CheckComment(comment="c0", verdict="hidden", reason="Not about this"))
    sitting.host(asking.CheckComment(comment="c1", verdict="spotlight"))
    sitting.says("citizen0", asking.Withdraw("discuss", "c2"))
    queue = queue_of(sitting.session)
    assert [[s.id for s in part] for part in (queue.waiting, queue.shown, queue.hidden)] == [["c3"], ["c1"], ["c0"]]
    assert queue.shown[0].spotlit
    assert queue.hidden[0].reason == "Not about this"


def test_a_long_queue_is_cut_but_counted() -> None:
    sitting = _joined("discuss")
    sitting.opens("discuss")
    for n in range(MOST_LISTED + 5):
        sitting.comments("citizen0", f"Words {n}", f"c{n}")
    queue = queue_of(sitting.session)
    assert (len(queue.waiting), queue.waiting_count) == (MOST_LISTED, MOST_LISTED + 5)
    assert queue.waiting[0].id == "c0"


@pytest.mark.parametrize(("present", "named"), [(7, None), (8, "Paramedics")])
def test_a_byline_names_a_profession_only_from_eight_present(present: int, named: str | None) -> None:
    sitting = Sitting("discuss")
    sitting.joins(*(f"p{n}" for n in range(present)), community="ahp", profession="Paramedics")
    sitting.opens("discuss")
    sitting.comments("p0", "Words", "c0")
    assert queue_of(sitting.session).waiting[0].profession == named


def test_the_board_pages_through_ideas_but_not_through_their_map() -> None:
    sitting = _joined("vote")
    sitting.opens("vote", tuple(StageIdea(f"i{n}", f"Idea {n}") for n in range(15)))
    sitting.reveals("vote")
    bars = console_screen(sitting.session, sitting.now).board
    assert bars.views == ("", "map", "comments")
    assert bars.pages > 1
    sitting.host(asking.ChangeBoard(changes={"view": "map"}))
    mapped = console_screen(sitting.session, sitting.now).board
    assert (mapped.view, mapped.pages, len(mapped.ideas)) == ("map", 1, 15)


def test_a_step_says_when_it_really_began_once_it_is_off_the_plan() -> None:
    sitting = Sitting(a_stage("break", minutes=5), a_stage("vote", minutes=20))
    sitting.opens("break", ())
    sitting.waits(8 * 60)
    sitting.opens("vote")
    first, second = run_sheet(sitting.session, starts_at=1_000.0)
    assert (first.starts, first.began) == (1_000.0, None)
    assert (second.starts, second.began) == (1_300.0, 1_480.0)


def test_only_steps_that_were_never_opened_move_and_none_goes_before_one_that_was() -> None:
    sitting = Sitting("break", "vote", "rank")
    sitting.opens("break", ())
    steps = {step.id: (step.movable, step.up, step.down) for step in run_sheet(sitting.session, None)}
    assert steps == {"break": (False, False, False), "vote": (True, False, True), "rank": (True, True, False)}


def test_a_ballot_of_two_weeks_is_never_late_and_closes_on_a_date() -> None:
    sitting = Sitting(a_stage("rank", minutes=14 * 24 * 60))
    sitting.opens("rank")
    sitting.waits(86_400)
    assert lateness(sitting.session, 0.0, sitting.now) is None
    now = console_screen(sitting.session, sitting.now).now
    assert now is not None
    assert now.until == 1_000.0 + 14 * 86_400
    sitting.waits(13 * 86_400 - 3_600)
    now = console_screen(sitting.session, sitting.now).now
    assert now is not None
    assert now.until is None, "in its last hours it has a clock like any other"
