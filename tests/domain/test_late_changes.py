"""Answers that change after a reveal come out only with at least four others, or wait."""

from __future__ import annotations

from typing import Any

from app.domain import asking
from app.domain.late_changes import as_shown, must_wait
from app.domain.outcomes import outcome_of, public_stage
from app.domain.selecting import stage_figures
from tests.builders import Sitting


def revealed(people: int = 12) -> Sitting:
    sitting = Sitting("vote")
    for n in range(people):
        sitting.joins(f"p{n}", community=("citizen", "ahp")[n % 2])
    sitting.opens("vote")
    for n in range(people):
        sitting.votes(f"p{n}", "a", "agree")
    sitting.reveals("vote")
    return sitting


def again(sitting: Sitting, *people: str, choice: str | None = "disagree") -> None:
    sitting.host(asking.ReopenStage("vote"))
    for person in people:
        sitting.votes(person, "a", choice)
    sitting.reveals("vote")


def agreed(sitting: Sitting) -> dict[str, int]:
    """What the public may know of idea a."""
    stage = sitting.session.stages["vote"]
    cells: dict[str, Any] = stage_figures(sitting.session, as_shown(stage))["ideas"][0]["communities"]
    return {community: cells[community]["agree"] for community in ("citizen", "ahp")}


def test_what_four_people_changed_waits_and_with_the_fifth_all_of_it_is_shown() -> None:
    sitting = revealed()
    again(sitting, "p0", "p2", "p4", "p6")
    assert agreed(sitting) == {"citizen": 6, "ahp": 6}
    again(sitting, "p8")
    assert agreed(sitting) == {"citizen": 1, "ahp": 6}
    assert sitting.session.stages["vote"].shown is None


def test_one_in_the_other_community_holds_everything_back() -> None:
    sitting = revealed()
    again(sitting, *(f"p{n}" for n in range(0, 12, 2)), "p1")
    assert agreed(sitting) == {"citizen": 6, "ahp": 6}


def test_changing_back_or_saying_the_same_again_is_no_change() -> None:
    sitting = revealed()
    again(sitting, "p0")
    again(sitting, "p0", choice="agree")
    assert sitting.session.stages["vote"].shown is None
    again(sitting, "p1", choice="agree")
    assert not must_wait(sitting.session.stages["vote"], sitting.session.community_of())


def test_taking_everything_back_acts_at_once_on_what_was_shown_too() -> None:
    sitting = revealed()
    again(sitting, "p0")
    sitting.says("p2", asking.RemoveAnswers("p2"))
    assert agreed(sitting) == {"citizen": 5, "ahp": 6}


def test_a_step_closed_again_and_never_shown_again_ends_as_it_was_shown() -> None:
    sitting = revealed()
    sitting.host(asking.ReopenStage("vote"))
    sitting.votes("p0", "a", "disagree")
    sitting.closes("vote")
    sitting.ends()
    stage = outcome_of(sitting.session, sitting.now)["stages"][0]
    assert stage["ideas"][0]["communities"]["citizen"]["agree"] == 5
    assert public_stage(stage)["ideas"][0]["communities"]["citizen"]["agree"] == 6
    assert public_stage(stage)["ideas"][0]["text"] == "Idea a"
    assert "last_shown" not in public_stage(stage)


def test_a_step_reopened_before_it_was_ever_shown_hides_nothing_later() -> None:
    sitting = Sitting("vote")
    sitting.joins("ann")
    sitting.opens("vote")
    sitting.closes("vote")
    again(sitting, "ann", choice="agree")
    assert agreed(sitting)["citizen"] == 1
    assert "last_shown" not in outcome_of(sitting.session, sitting.now)["stages"][0]
