"""Judging: who may ask, whose view is stale, and when an answer is late."""

from __future__ import annotations

import pytest

from app.domain import asking, deciding, events
from app.domain.asking import Actor
from app.domain.deciding import decide, due, next_due
from app.domain.refusals import Refusal
from tests.builders import HOST, Sitting, a_stage, open_sitting, refused

ASKED = [
    kind for kind in vars(asking).values()
    if isinstance(kind, type) and issubclass(kind, asking.Action) and kind not in (asking.Action, asking.Deed)
]  # fmt: skip
DEEDS = [kind for kind in ASKED if issubclass(kind, asking.Deed)]


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
def test_no_deed_of_hosts_is_open_to_a_participant(deed: type[asking.Deed]) -> None:
    sitting = open_sitting("vote", "ann")
    with refused("not_allowed"):
        sitting.says("ann", deed("vote"))


def test_everything_that_can_be_asked_is_judged() -> None:
    assert set(ASKED) == {*deciding._ACTIONS, *deciding._DEEDS}


def test_answers_never_make_a_hosts_view_stale() -> None:
    sitting = open_sitting("vote", "ann")
    seen = sitting.session.version
    sitting.votes("ann", "a", "agree")
    sitting.joins("ben")
    assert sitting.session.version == seen + 2
    assert sitting.host(asking.CloseStage("vote", expected=seen)) == events.StageClosed("vote")


def test_another_hosts_deed_makes_it_stale() -> None:
    sitting = open_sitting("vote", "ann")
    seen = sitting.session.version
    sitting.closes("vote")
    with pytest.raises(Refusal, match="Another host") as told:
        sitting.host(asking.ReopenStage("vote", expected=seen))
    assert told.value.code == "moved_on"
    assert sitting.session.stages["vote"].state == "closed"


def test_comments_and_doors_do_not_make_it_stale() -> None:
    sitting = open_sitting("discuss", "ann")
    seen = sitting.session.version
    sitting.comments("ann", "A remark", "c1")
    sitting.host(asking.CheckComment(comment="c1"))
    sitting.host(asking.SetDoors(locked=True))
    sitting.host(asking.CloseStage("discuss", expected=seen))


@pytest.mark.parametrize(("late", "counts"), [(0.0, True), (1.9, True), (2.0, True), (2.001, False)])
def test_an_answer_under_way_counts_for_two_seconds_after_the_close(late: float, counts: bool) -> None:
    sitting = open_sitting("vote", "ann")
    sitting.closes("vote")
    closed = sitting.now
    sitting.now += 60  # its turn may come much later: what decides is when it reached the door
    if counts:
        sitting.says("ann", asking.Vote("vote", "a", "agree"), arrived=closed + late)
    else:
        with refused("stage_closed"):
            sitting.says("ann", asking.Vote("vote", "a", "agree"), arrived=closed + late)
    assert bool(sitting.session.stages["vote"].ballots) is counts


def test_a_sealed_stage_takes_nothing_however_early_it_arrived() -> None:
    sitting = open_sitting("vote", "ann")
    sitting.reveals("vote")
    with refused("stage_closed"):
        sitting.says("ann", asking.Vote("vote", "a", "agree"), arrived=0.0)


def test_a_finished_session_takes_nothing_however_early_it_arrived() -> None:
    sitting = open_sitting("vote", "ann")
    sitting.closes("vote")
    sitting.ends()
    with refused("stage_closed"):
        sitting.says("ann", asking.Vote("vote", "a", "agree"), arrived=0.0)


def test_a_stage_that_has_not_opened_takes_nothing() -> None:
    sitting = Sitting("vote")
    sitting.joins("ann")
    with refused("stage_not_open"):
        sitting.votes("ann", "a", "agree")


def test_reopening_takes_answers_again() -> None:
    sitting = open_sitting("vote", "ann")
    sitting.votes("ann", "a", "agree")
    sitting.reveals("vote")
    sitting.host(asking.ReopenStage("vote"))
    sitting.votes("ann", "a", "disagree")
    assert sitting.session.stages["vote"].state == "open"
    assert sitting.session.stages["vote"].ballots == {"ann": {("a", ""): "disagree"}}


def test_the_clock_closes_a_stage_when_its_time_is_up() -> None:
    sitting = open_sitting(a_stage("vote", minutes=2))
    deadline = sitting.now + 120
    assert next_due(sitting.session) == deadline
    assert due(sitting.session, deadline - 0.001) == []
    assert due(sitting.session, deadline) == [events.StageClosed("vote")]
    sitting.waits(120)
    assert next_due(sitting.session) is None
    assert due(sitting.session, deadline + 1) == []


def test_a_stage_without_a_clock_waits_for_the_host() -> None:
    sitting = open_sitting("vote")
    assert next_due(sitting.session) is None
    assert due(sitting.session, sitting.now + 1e9) == []


def test_judging_changes_nothing() -> None:
    sitting = open_sitting("vote", "ann")
    before = sitting.session.copy()
    decide(sitting.session, Actor("participant", "ann"), asking.Vote("vote", "a", "agree"), 0.0, sitting.now)
    decide(sitting.session, HOST, asking.CloseStage("vote"), 0.0, sitting.now)
    assert sitting.session == before


def test_a_view_from_before_a_restored_backup_is_stale_too() -> None:
    sitting = open_sitting("vote", "ann")
    with refused("moved_on"):
        sitting.host(asking.CloseStage("vote", expected=sitting.session.version + 1))
