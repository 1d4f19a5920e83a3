"""A host's deeds: the life of stages, the clock, the run sheet, the board and the doors."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain import asking, events
from app.domain.hosting import wait_before_sealing
from app.domain.stages import GRACE, StageIdea
from tests.builders import IDEAS, Sitting, a_stage, open_sitting, refused


def test_starting_twice_starts_once() -> None:
    sitting = Sitting("vote")
    assert sitting.host(asking.StartSession()) is None
    assert sitting.session.phase == "running"


def test_nothing_opens_before_the_start() -> None:
    with refused("moved_on"):
        Sitting("vote", started=False).opens("vote")


def test_a_stage_freezes_the_wording_it_opens_with() -> None:
    stage = open_sitting("vote").session.stages["vote"]
    assert stage.ideas == IDEAS
    assert stage.idea_ids == set("abcd")
    assert stage.state == "open"


def test_one_stage_is_open_at_a_time() -> None:
    sitting = Sitting("vote", "rank")
    sitting.opens("vote")
    with refused("another_stage_open"):
        sitting.opens("rank")
    sitting.closes("vote")
    sitting.opens("rank")
    with refused("another_stage_open"):
        sitting.host(asking.ReopenStage("vote"))


def test_a_stage_opens_once_and_is_reopened_after() -> None:
    sitting = open_sitting("vote")
    with refused("moved_on"):
        sitting.opens("vote")
    sitting.closes("vote")
    with refused("moved_on"):
        sitting.opens("vote")


def test_a_stage_of_ideas_needs_ideas_and_a_break_none() -> None:
    sitting = Sitting("vote", "break")
    with refused("bad_field", "ideas"):
        sitting.opens("vote", ())
    assert sitting.opens("break", ()).state == "open"


@pytest.mark.parametrize("deed", [asking.CloseStage, asking.RevealStage, asking.ReopenStage, asking.PauseClock])
def test_a_stage_that_is_ready_can_only_be_opened(deed: type[asking.Deed]) -> None:
    with refused("moved_on"):
        Sitting("vote").host(deed("vote"))


@pytest.mark.parametrize("deed", [asking.OpenStage, asking.CloseStage, asking.RevealStage, asking.SkipStage])
def test_a_stage_of_nowhere_is_unknown(deed: type[asking.Deed]) -> None:
    with refused("unknown_stage"):
        Sitting("vote").host(deed("nowhere"))


def test_results_are_shown_once_no_answer_under_way_can_count() -> None:
    sitting = open_sitting("vote")
    with refused("moved_on"):
        sitting.host(asking.RevealStage("vote"))
    sitting.closes("vote")
    sitting.waits(GRACE - 0.01)
    with refused("busy"):
        sitting.host(asking.RevealStage("vote"))
    sitting.waits(0.01)
    assert sitting.host(asking.RevealStage("vote")) == events.StageRevealed("vote")


def test_finishing_needs_everything_closed_and_the_grace_over() -> None:
    sitting = open_sitting("vote")
    with refused("moved_on"):
        sitting.host(asking.FinishSession())
    sitting.closes("vote")
    assert wait_before_sealing(sitting.session, sitting.now) == GRACE
    with refused("busy"):
        sitting.host(asking.FinishSession())
    sitting.ends()
    assert sitting.session.phase == "ended"
    assert sitting.host(asking.FinishSession()) is None


def test_a_reveal_stage_shows_what_it_names_and_seals_it() -> None:
    sitting = Sitting("vote", "rank", a_stage("reveal", of=["vote", "rank"]))
    sitting.opens("vote")
    sitting.closes("vote")
    with refused("busy"):
        sitting.opens("reveal", ())
    sitting.waits(GRACE)
    sitting.opens("reveal", ())
    assert [s.state for s in sitting.session.stages.values()] == ["revealed", "ready", "open"]


def test_reopening_withdraws_the_reveal() -> None:
    sitting = open_sitting("vote")
    sitting.reveals("vote")
    sitting.host(asking.ReopenStage("vote"))
    stage = sitting.session.stages["vote"]
    assert (stage.state, stage.closed_at) == ("open", None)


def test_only_a_stage_that_is_ready_can_be_skipped_and_unskipped() -> None:
    sitting = Sitting("vote", "rank")
    sitting.host(asking.SkipStage("vote"))
    assert sitting.session.next_stage() is sitting.session.stages["rank"]
    assert sitting.host(asking.SkipStage("vote")) is None
    sitting.host(asking.SkipStage("vote", skip=False))
    sitting.opens("vote")
    with refused("moved_on"):
        sitting.host(asking.SkipStage("vote"))


def test_a_paused_clock_keeps_what_is_left() -> None:
    sitting = open_sitting(a_stage("vote", minutes=1))
    sitting.waits(20)
    sitting.host(asking.PauseClock("vote"))
    assert sitting.session.stages["vote"].paused_left == 40
    with refused("moved_on"):
        sitting.host(asking.PauseClock("vote"))
    sitting.waits(600)
    assert sitting.session.stages["vote"].state == "open"
    sitting.host(asking.ResumeClock("vote"))
    assert sitting.session.stages["vote"].closes_at == sitting.now + 40
    with refused("moved_on"):
        sitting.host(asking.ResumeClock("vote"))


def test_time_can_be_added_to_a_clock_running_paused_or_missing() -> None:
    sitting = open_sitting("vote")
    with refused("moved_on"):
        sitting.host(asking.PauseClock("vote"))
    sitting.host(asking.ExtendClock("vote", seconds=60))
    assert sitting.session.stages["vote"].closes_at == sitting.now + 60
    sitting.host(asking.ExtendClock("vote", seconds=30))
    sitting.host(asking.PauseClock("vote"))
    sitting.host(asking.ExtendClock("vote", seconds=30))
    assert sitting.session.stages["vote"].paused_left == 120
    sitting.host(asking.ExtendClock("vote", seconds=-3000))
    assert sitting.session.stages["vote"].paused_left == 1


@pytest.mark.parametrize("seconds", [float("nan"), float("inf"), 31 * 86400, -3601])
def test_no_clock_is_moved_beyond_reason(seconds: float) -> None:
    with refused("bad_field", "seconds"):
        open_sitting("vote").host(asking.ExtendClock("vote", seconds=seconds))


def test_the_run_sheet_can_be_added_to_reordered_and_shortened() -> None:
    sitting = Sitting("vote", "rank", "break")
    sitting.opens("vote")
    vote, rank, new = sitting.session.stages["vote"], sitting.session.stages["rank"], a_stage("dots")
    sitting.host(asking.ChangeRunSheet(stages=(new, rank, vote)))
    assert list(sitting.session.stages) == ["dots", "rank", "vote"]
    assert sitting.session.stages["vote"].state == "open"
    assert sitting.session.stages["vote"].ideas == IDEAS


def test_a_stage_that_was_opened_stays_as_it_is() -> None:
    sitting = Sitting("vote", "rank")
    sitting.opens("vote")
    rank = sitting.session.stages["rank"]
    for sheet in ((rank,), (rank, a_stage("dots", "vote")), (rank, a_stage("vote", shuffle=False))):
        with refused("moved_on"):
            sitting.host(asking.ChangeRunSheet(stages=sheet))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("blank", 1),
        ("page", 0),
        ("page", True),
        ("page", "2"),
        ("view", "cinema"),
        ("pointing", "z"),
        ("colour", "red"),
    ],
)
def test_the_board_refuses_what_it_cannot_show(name: str, value: Any) -> None:
    with refused("bad_field", name):
        open_sitting("vote").host(asking.ChangeBoard(changes={name: value}))


def test_the_board_changes_and_starts_again_with_the_next_stage() -> None:
    sitting = Sitting("vote", "rank")
    sitting.opens("vote")
    sitting.host(asking.ChangeBoard(changes={"page": 2, "pointing": "b", "blank": True, "dark": True, "code": True}))
    assert sitting.recorded[-1].event == events.BoardChanged({"page": 2, "pointing": "b", "blank": True, "dark": True})
    assert sitting.host(asking.ChangeBoard(changes={"page": 2})) is None
    sitting.closes("vote")
    sitting.opens("rank")
    board = sitting.session.board
    assert (board.page, board.pointing, board.blank, board.dark) == (1, None, False, True)


def test_the_doors_lock_and_open() -> None:
    sitting = open_sitting("discuss", "ann")
    sitting.host(asking.SetDoors(locked=True))
    with refused("not_allowed"):
        sitting.joins("ben")
    sitting.host(asking.SetDoors(comments_paused=True))
    assert (sitting.session.locked, sitting.session.comments_paused) == (True, True)
    assert sitting.host(asking.SetDoors(locked=True)) is None
    sitting.host(asking.SetDoors(locked=False))
    sitting.joins("ben")


def test_somebody_who_is_not_here_cannot_be_muted() -> None:
    with refused("bad_field", "participant"):
        open_sitting("discuss").host(asking.MutePerson(participant="nobody"))


@pytest.mark.parametrize(
    "deed",
    [asking.StartSession(), asking.OpenStage("rank", ideas=(StageIdea("a", "A"),)), asking.ReopenStage("vote"),
     asking.SkipStage("rank"), asking.ChangeRunSheet(), asking.IssueTickets(tickets=(("t", ""),))],
    ids=lambda deed: type(deed).__name__,
)  # fmt: skip
def test_a_session_that_has_ended_stays_ended(deed: asking.Deed) -> None:
    sitting = Sitting("vote", "rank")
    sitting.opens("vote")
    sitting.closes("vote")
    sitting.ends()
    with refused("session_over"):
        sitting.host(deed)


def test_a_workshop_gets_another_name_and_another_way_in_only_before_anybody_came() -> None:
    sitting = Sitting("vote", started=False)
    sitting.host(asking.ChangeSession(name="  Selby,\n 3 December ", joining="ticket"))
    assert (sitting.session.name, sitting.session.joining) == ("Selby, 3 December", "ticket")
    assert sitting.host(asking.ChangeSession(name="Selby, 3 December", joining="ticket")) is None
    sitting.host(asking.ChangeSession(joining="open"))
    sitting.joins("ann")
    with refused("not_allowed", "joining"):
        sitting.host(asking.ChangeSession(joining="ticket"))
    sitting.host(asking.ChangeSession(name="Selby"))
    assert sitting.session.name == "Selby"


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [({"name": " \n"}, "bad_field", "name"), ({"name": "x" * 201}, "too_long", "name"),
     ({"joining": "by foot"}, "bad_field", "joining")],
)  # fmt: skip
def test_a_workshop_keeps_its_name_where_the_new_one_is_none(changes: dict[str, Any], code: str, field: str) -> None:
    sitting = Sitting("vote")
    with refused(code, field):
        sitting.host(asking.ChangeSession(**changes))
    assert sitting.session.name == "Workshop"


def test_a_step_that_has_not_opened_becomes_another_kind_in_memory_too() -> None:
    sitting = Sitting("vote")
    sitting.host(asking.ChangeRunSheet(stages=(a_stage("dots", "vote"),)))
    assert sitting.session.stages["vote"].kind == "dots"


def test_what_was_not_shown_by_the_finish_is_shown_by_publishing_alone() -> None:
    sitting = open_sitting("vote")
    sitting.closes("vote")
    sitting.ends()
    with refused("session_over"):
        sitting.host(asking.RevealStage("vote"))
    assert sitting.session.stages["vote"].state == "closed"
