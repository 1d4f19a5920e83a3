"""Ideas that a stage takes from the one before."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain import asking
from app.domain.selecting import chosen_ideas
from tests.builders import Sitting, a_stage, open_sitting, refused


def chosen(sitting: Sitting, **plan: Any) -> list[str]:
    return [idea.id for idea in chosen_ideas(sitting.session, plan)]


def voted(people: int = 6) -> Sitting:
    """Citizens and AHPs who all agree on d, mostly on c, hardly on b, never on a."""
    sitting = Sitting("vote", a_stage("rank", plan={"from": "vote", "top": 2, "by": "shared"}))
    for n in range(2 * people):
        sitting.joins(f"p{n}", community=("citizen", "ahp")[n % 2])
    sitting.opens("vote")
    for n in range(2 * people):
        for idea, least in (("a", 99), ("b", people), ("c", 2), ("d", 0)):
            sitting.votes(f"p{n}", idea, "agree" if n >= least else "disagree")
    return sitting


def test_the_top_by_shared_agreement_opens_in_its_order() -> None:
    sitting = voted()
    sitting.closes("vote")
    assert [idea.id for idea in sitting.opens("rank", ()).ideas] == ["d", "c"]
    assert [idea.text for idea in sitting.session.stages["rank"].ideas] == ["Idea d", "Idea c"]


def test_nothing_is_taken_from_a_stage_that_is_still_open() -> None:
    with refused("stage_not_open", "ideas"):
        chosen(voted(), **{"from": "vote", "top": 2, "by": "shared"})


def test_a_stage_that_is_not_there_is_named() -> None:
    with refused("unknown_stage", "ideas"):
        chosen(voted(), **{"from": "nowhere"})


def test_a_union_takes_the_top_of_both_communities() -> None:
    sitting = voted()
    sitting.closes("vote")
    assert set(chosen(sitting, **{"from": "vote", "top": 2, "by": "union"})) == {"c", "d"}


def test_a_union_needs_five_ballots_from_both() -> None:
    sitting = voted(people=4)
    sitting.closes("vote")
    with refused("bad_field", "ideas"):
        chosen(sitting, **{"from": "vote", "top": 2, "by": "union"})


def test_level_ideas_of_a_ranking_come_along_together_or_stay_behind() -> None:
    sitting = Sitting("rank")
    people = [f"p{n}" for n in range(5)]
    sitting.joins(*people)
    sitting.opens("rank")
    with refused("stage_not_open"):
        chosen(sitting, **{"from": "rank", "top": 2, "by": "combined"})
    for person in people:
        sitting.says(person, asking.Rank("rank", (("b",), ("a", "c"), ("d",))))
    sitting.closes("rank")
    plan = {"from": "rank", "by": "combined"}
    assert chosen(sitting, top=1, **plan) == ["b"]
    assert chosen(sitting, top=2, **plan) == ["b"]
    assert set(chosen(sitting, top=3, **plan)) == {"b", "a", "c"}


@pytest.mark.parametrize("kind", ["rate", "discuss"])
def test_a_step_that_sets_no_order_gives_its_ideas_as_they_stand_there(kind: str) -> None:
    """A new plan that asks for more is refused; an old one does not stop the room."""
    sitting = open_sitting(kind, "ann")
    sitting.closes(kind)
    assert chosen(sitting, **{"from": kind, "by": "shared"}) == ["a", "b", "c", "d"]
    assert chosen(sitting, **{"from": kind, "by": "union"}) == ["a", "b", "c", "d"]
    for by in ("shared", "combined", "union"):
        assert chosen(sitting, **{"from": kind, "top": 2, "by": by}) == ["a", "b"]


def test_a_ranking_that_nobody_made_gives_no_top() -> None:
    sitting = Sitting("rank")
    sitting.opens("rank")
    sitting.closes("rank")
    with refused("bad_field", "ideas"):
        chosen(sitting, **{"from": "rank", "top": 1, "by": "combined"})


@pytest.mark.parametrize("state", ["open", "closed"])
def test_from_a_gather_stage_come_its_allowed_suggestions(state: str) -> None:
    sitting = Sitting("gather")
    sitting.joins("ann")
    sitting.opens("gather")
    for n in range(3):
        sitting.says("ann", asking.Suggest("gather", f"Suggestion {n}", f"s{n}"))
    sitting.host(asking.CheckSuggestion(suggestion="s2"))
    sitting.host(asking.CheckSuggestion(suggestion="s1", verdict="hidden"))
    if state == "closed":
        sitting.closes("gather")
    assert chosen(sitting, **{"from": "gather"}) == ["s2"]


def test_a_ranking_by_four_gives_no_top_and_no_order_to_start_from() -> None:
    """Everybody sees in which order the next step lists its ideas: it must not tell what a few people said."""
    orders = []
    for placed in ("ba", "cd"):
        again = a_stage("rank", "again", start_from="rank")
        sitting = Sitting("rank", again)
        sitting.joins(*(f"p{n}" for n in range(4)))
        sitting.opens("rank")
        for n in range(4):
            sitting.says(f"p{n}", asking.Rank("rank", tuple((idea,) for idea in placed)))
        sitting.closes("rank")
        with refused("bad_field", "ideas"):
            chosen(sitting, **{"from": "rank", "top": 1, "by": "combined"})
        orders.append([idea.id for idea in sitting.opens("again").ideas])
    assert orders[0] == orders[1] == list("abcd")


def test_ideas_with_too_few_answers_come_in_the_steps_own_order() -> None:
    sitting = voted(people=4)
    sitting.closes("vote")
    assert chosen(sitting, **{"from": "vote", "top": 2, "by": "shared"}) == ["a", "b"]


def test_a_community_too_small_to_show_leaves_the_order_to_the_other() -> None:
    sitting = Sitting("rank")
    sitting.joins(*(f"c{n}" for n in range(6)))
    sitting.joins(*(f"h{n}" for n in range(4)), community="ahp")
    sitting.opens("rank")
    for n in range(6):
        sitting.says(f"c{n}", asking.Rank("rank", (("d",), ("c",))))
    for n in range(4):
        sitting.says(f"h{n}", asking.Rank("rank", (("a",), ("b",))))
    sitting.closes("rank")
    assert chosen(sitting, **{"from": "rank", "top": 2, "by": "combined"}) == ["d", "c"]
