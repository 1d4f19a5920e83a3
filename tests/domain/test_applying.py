"""Folding events into the state."""

from __future__ import annotations

from app.domain import asking, events
from app.domain.applying import _APPLY
from app.domain.session import Session
from tests.builders import Sitting, a_stage, open_sitting


def test_every_kind_of_event_can_be_folded_in() -> None:
    assert set(_APPLY) == set(events.EVENTS.values())


def test_the_version_is_the_number_of_the_last_event() -> None:
    sitting = open_sitting("vote", "ann")
    assert [recorded.number for recorded in sitting.recorded] == [1, 2, 3]
    assert sitting.session.version == 3


def test_answers_move_neither_the_hosts_version_nor_what_phones_share() -> None:
    sitting = open_sitting("vote", "ann")
    host, shown = sitting.session.host_version, sitting.session.shown_version
    sitting.votes("ann", "a", "agree")
    assert (sitting.session.host_version, sitting.session.shown_version) == (host, shown)
    sitting.closes("vote")
    assert sitting.session.host_version == sitting.session.shown_version == sitting.session.version


def test_figures_are_kept_until_something_touches_them() -> None:
    sitting = Sitting("vote", "rank")
    sitting.joins("ann")
    sitting.opens("vote")
    vote, rank = sitting.session.stages.values()
    sitting.votes("ann", "a", "agree")
    assert (vote.touched, rank.touched) == (sitting.session.version, 0)
    sitting.closes("vote")
    assert vote.touched == sitting.session.version - 1
    sitting.says("ann", asking.RemoveAnswers("ann"))
    assert vote.touched == rank.touched == sitting.session.version


def test_a_twin_shares_nothing_that_changes() -> None:
    sitting = open_sitting("discuss", "ann", "ben")
    sitting.comments("ann", "A remark", "c1")
    sitting.host(asking.CheckComment(comment="c1"))
    twin: Session = sitting.session.copy()
    before = twin.copy()
    sitting.says("ben", asking.Support("discuss", "c1", True))
    sitting.says("ben", asking.Finish("discuss"))
    sitting.joins("cas", device=b"phone")
    sitting.host(asking.IssueTickets(tickets=(("t", ""),)))
    sitting.says("ann", asking.RemoveAnswers("ann"))
    sitting.closes("discuss")
    assert twin == before
    assert twin != sitting.session


def test_an_event_of_nobody_who_is_still_here_does_no_harm() -> None:
    sitting = open_sitting("vote", "ann")
    sitting.happens(events.AnswersRemoved("ann"))
    sitting.happens(events.AnswersRemoved("ann"))
    assert sitting.session.people == {}


def test_phones_hear_who_writes_for_a_table_and_that_it_is_in_but_not_of_each_move() -> None:
    sitting = Sitting(a_stage("rank", by="table"))
    sitting.joins("a", "b")
    sitting.host(asking.DealTables("rank", None, 1))
    sitting.opens("rank")

    def tells_phones(action: asking.Action) -> bool:
        sitting.says("a", action)
        return sitting.session.shown_version == sitting.session.version

    assert tells_phones(asking.Rank("rank", (("a",), ("b",))))
    assert not tells_phones(asking.Rank("rank", (("b",), ("a",))))
    assert not tells_phones(asking.NoteReason("rank", "a", "It is near."))
    assert tells_phones(asking.HandIn("rank", True))
