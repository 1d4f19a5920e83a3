"""Coming in by phone, by ticket and on paper; and leaving with everything one gave."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain import asking
from app.domain.asking import Action
from app.domain.selecting import stage_figures
from tests.builders import Sitting, a_stage, open_sitting, refused


def sheet(number: str | None, *answers: Action, community: str = "citizen", **more: Any) -> asking.EnterPaper:
    person = more.pop("participant", f"paper-{number}")
    return asking.EnterPaper(number=number, participant=person, community=community, answers=answers, **more)


def vote(idea: str, choice: str | None) -> asking.Vote:
    return asking.Vote("vote", idea, choice)


def test_people_join_from_the_lobby_until_the_end() -> None:
    sitting = Sitting("vote", started=False)
    sitting.joins("ann")
    sitting.joins("ben", community="ahp", profession="Paramedics")
    sitting.host(asking.StartSession())
    sitting.ends()
    with refused("session_over"):
        sitting.joins("cas")
    assert sitting.session.community_of() == {"ann": "citizen", "ben": "ahp"}


@pytest.mark.parametrize(
    ("community", "profession", "field"),
    [("martian", None, "community"), ("", None, "community"), ("citizen", "Paramedics", "profession")],
)
def test_a_wrong_community_or_profession_is_named(community: str, profession: str | None, field: str) -> None:
    with refused("bad_field", field):
        Sitting("vote").joins("ann", community=community, profession=profession)


def test_a_device_is_one_person_a_session() -> None:
    sitting = Sitting("vote")
    sitting.joins("ann", device=b"phone")
    assert sitting.says("ann-again", asking.Join("ann-again", "ahp", device=b"phone")) is None
    assert set(sitting.session.people) == {"ann"}


def test_a_ticket_lets_one_person_in_of_the_community_it_is_for() -> None:
    sitting = Sitting("vote", joining="ticket")
    sitting.host(asking.IssueTickets(tickets=(("t1", ""), ("t2", "ahp"))))
    for ticket in (None, "forged"):
        with refused("ticket_needed"):
            sitting.joins("ann", ticket=ticket)
    with refused("bad_field", "community"):
        sitting.joins("ann", ticket="t2")
    sitting.joins("ann", ticket="t1")
    with refused("ticket_used"):
        sitting.joins("ben", ticket="t1")
    sitting.joins("ben", ticket="t2", community="ahp")


def test_a_ticket_stays_used_when_its_person_leaves() -> None:
    sitting = Sitting("vote", joining="ticket")
    sitting.host(asking.IssueTickets(tickets=(("t1", ""),)))
    sitting.joins("ann", ticket="t1")
    sitting.says("ann", asking.RemoveAnswers("ann"))
    with refused("ticket_used"):
        sitting.joins("ben", ticket="t1")


def test_a_session_that_asks_for_no_ticket_keeps_none() -> None:
    sitting = Sitting("vote")
    sitting.joins("ann", ticket="something")
    assert sitting.session.used_tickets == set()


def test_the_community_can_be_changed_until_the_first_answer() -> None:
    sitting = open_sitting("vote", "ann")
    sitting.says("ann", asking.ChangeProfile("ann", "ahp", "Paramedics"))
    assert sitting.says("ann", asking.ChangeProfile("ann", "ahp", "Paramedics")) is None
    sitting.votes("ann", "a", "agree")
    with refused("moved_on"):
        sitting.says("ann", asking.ChangeProfile("ann", "citizen", None))
    assert sitting.session.people["ann"].community == "ahp"


@pytest.mark.parametrize("kind", ["vote", "discuss", "gather"])
def test_a_comment_or_suggestion_is_a_first_answer_too(kind: str) -> None:
    sitting = open_sitting(kind, "ann")
    {
        "vote": lambda: sitting.votes("ann", "a", "agree"),
        "discuss": lambda: sitting.comments("ann", "A remark", "c1"),
        "gather": lambda: sitting.says("ann", asking.Suggest("gather", "A bus", "s1")),
    }[kind]()
    with refused("moved_on"):
        sitting.says("ann", asking.ChangeProfile("ann", "ahp", None))


def test_leaving_takes_everything_along() -> None:
    sitting = Sitting("vote", "discuss", "gather")
    sitting.joins("ann", device=b"phone")
    sitting.joins("ben")
    sitting.opens("vote")
    for idea in "abcd":
        sitting.votes("ann", idea, "agree")
    sitting.closes("vote")
    sitting.opens("discuss")
    sitting.comments("ann", "Hers", "c1")
    sitting.comments("ben", "His", "c2")
    sitting.host(asking.CheckComment(comment="c2"))
    sitting.says("ann", asking.Support("discuss", "c2", True))
    sitting.closes("discuss")
    sitting.opens("gather")
    sitting.says("ann", asking.Suggest("gather", "A bus", "s1"))
    sitting.says("ann", asking.RemoveAnswers("ann"))
    after = sitting.session
    assert (set(after.people), after.devices, set(after.comments), after.suggestions) == ({"ben"}, {}, {"c2"}, {})
    assert after.comments["c2"].support == set()
    assert all("ann" not in stage.ballots and "ann" not in stage.finished for stage in after.stages.values())
    assert sitting.says("ann", asking.RemoveAnswers("ann")) is None
    sitting.joins("ann-again", device=b"phone")


def test_a_paper_ballot_is_one_person_counted_like_any_other() -> None:
    sitting = open_sitting("vote", "ann")
    sitting.votes("ann", "a", "agree")
    sitting.host(sheet("7", vote("a", "agree"), vote("b", "disagree"), community="ahp"))
    row = stage_figures(sitting.session, sitting.session.stages["vote"])["ideas"][0]["communities"]
    assert (row["citizen"]["agree"], row["ahp"]["agree"]) == (1, 1)
    assert sitting.session.people["paper-7"].channel == "paper"


def test_a_ballot_is_taken_whole_or_not_at_all() -> None:
    sitting = open_sitting("vote")
    before = sitting.session.copy()
    with refused("unknown_idea"):
        sitting.host(sheet("7", vote("a", "agree"), vote("z", "agree")))
    with refused("bad_field", "answers"):
        sitting.host(sheet("7", vote("a", "agree"), asking.Withdraw("vote", "c1")))
    assert sitting.session == before


def test_a_paper_ballot_keeps_to_its_dots() -> None:
    sitting = open_sitting(a_stage("dots", budget=3))
    with refused("over_budget"):
        sitting.host(sheet("7", asking.PlaceDots("dots", "a", 2), asking.PlaceDots("dots", "b", 2)))


def test_the_same_sheet_again_adds_nobody_and_nothing() -> None:
    sitting = open_sitting("vote")
    sitting.host(sheet("7", vote("a", "agree")))
    assert sitting.host(sheet("7", vote("a", "agree"), participant="another-sheet")) is None
    assert len(sitting.session.people) == 1


def test_the_same_number_with_other_answers_differs_until_it_is_settled() -> None:
    sitting = open_sitting("vote")
    sitting.host(sheet("7", vote("a", "agree"), vote("b", "agree")))
    for other in (sheet("7", vote("a", "disagree")), sheet("7", vote("a", "agree"), community="ahp")):
        with refused("ballot_differs"):
            sitting.host(other)
    sitting.host(sheet("7", vote("a", "disagree"), replace=True, reason="typed wrongly"))
    assert sitting.session.stages["vote"].ballots == {"paper-7": {("a", ""): "disagree"}}


def test_the_same_number_with_a_further_stage_adds_to_that_person() -> None:
    sitting = Sitting("vote", "rank")
    sitting.opens("vote")
    sitting.closes("vote")
    sitting.opens("rank")
    sitting.host(sheet("7", vote("a", "agree")))
    sitting.host(sheet("7", asking.Rank("rank", (("a",), ("b",))), participant="another-sheet"))
    assert len(sitting.session.people) == 1
    assert all("paper-7" in stage.ballots for stage in sitting.session.stages.values())


def test_paper_may_be_entered_until_its_stage_is_revealed() -> None:
    sitting = open_sitting("vote")
    sitting.closes("vote")
    sitting.waits(3600)
    sitting.host(sheet("7", vote("a", "agree")))
    sitting.host(asking.RevealStage("vote"))
    with refused("stage_closed"):
        sitting.host(sheet("8", vote("a", "agree")))
    sitting.host(asking.ReopenStage("vote"))
    sitting.host(sheet("8", vote("a", "agree")))


def test_paper_of_a_stage_that_never_opened_is_refused() -> None:
    with refused("stage_not_open"):
        Sitting("vote").host(sheet("7", vote("a", "agree")))


def test_a_comment_on_paper_waits_for_the_host_like_any_other() -> None:
    sitting = open_sitting("discuss")
    sitting.host(sheet("7", asking.Comment("discuss", "a", "On paper", "c1")))
    assert (sitting.session.comments["c1"].state, sitting.session.comments["c1"].participant) == ("waiting", "paper-7")


def test_somebody_who_has_left_changes_nothing_about_themselves() -> None:
    with refused("not_signed_in"):
        Sitting("vote").says("nobody", asking.ChangeProfile("nobody", "ahp", None))


def test_two_who_print_at_once_never_print_the_same_numbers() -> None:
    sitting = Sitting("vote")
    sitting.host(asking.HandOutPaper(count=9, first=1))
    with refused("moved_on"):
        sitting.host(asking.HandOutPaper(count=9, first=1))
    sitting.host(asking.HandOutPaper(count=18, first=10))
    assert sitting.session.handed_out == 18
