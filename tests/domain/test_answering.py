"""What an answer has to be, kind by kind, and what it adds up to."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import asking
from app.domain.selecting import stage_figures
from app.domain.stages import DONE, ORDER
from tests.builders import Sitting, a_stage, open_sitting, refused

VOTE, RANK = a_stage("vote"), a_stage("rank", places=3)
DOTS = a_stage("dots", budget=5, most_per_idea=4)
RATE = a_stage("rate", scales=[{"key": "impact", "label": "Impact"}], steps=5)

BAD_ANSWERS: list[tuple[str, Any, Any, str]] = [
    ("a stage of nowhere", VOTE, asking.Vote("nowhere", "a", "agree"), "unknown_stage"),
    ("an idea of nowhere", VOTE, asking.Vote("vote", "z", "agree"), "unknown_idea"),
    ("a choice of nowhere", VOTE, asking.Vote("vote", "a", "maybe"), "bad_choice"),
    ("dots in a vote", VOTE, asking.PlaceDots("vote", "a", 1), "wrong_kind"),
    ("minus one dot", DOTS, asking.PlaceDots("dots", "a", -1), "bad_dots"),
    ("half a dot", DOTS, asking.PlaceDots("dots", "a", 0.5), "bad_dots"),
    ("dots as text", DOTS, asking.PlaceDots("dots", "a", "2"), "bad_dots"),
    ("dots as yes", DOTS, asking.PlaceDots("dots", "a", True), "bad_dots"),
    ("more dots than an idea may hold", DOTS, asking.PlaceDots("dots", "a", 5), "over_budget"),
    ("more dots than there are", DOTS, asking.PlaceDots("dots", "a", 10**30), "over_budget"),
    ("dots on an idea of nowhere", DOTS, asking.PlaceDots("dots", "z", 1), "unknown_idea"),
    ("a scale of nowhere", RATE, asking.Rate("rate", "a", "beauty", 3), "unknown_scale"),
    ("a score of 0", RATE, asking.Rate("rate", "a", "impact", 0), "bad_score"),
    ("a score above the steps", RATE, asking.Rate("rate", "a", "impact", 6), "bad_score"),
    ("half a score", RATE, asking.Rate("rate", "a", "impact", 2.5), "bad_score"),
    ("a score as yes", RATE, asking.Rate("rate", "a", "impact", True), "bad_score"),
    ("an idea ranked twice", RANK, asking.Rank("rank", (("a",), ("b", "a"))), "repeated_idea"),
    ("an idea of nowhere ranked", RANK, asking.Rank("rank", (("a",), ("z",))), "unknown_idea"),
    ("more places than there are", RANK, asking.Rank("rank", (("a", "b"), ("c", "d"))), "too_many_places"),
]


@pytest.mark.parametrize(("stage", "action", "code"), [bad[1:] for bad in BAD_ANSWERS], ids=[b[0] for b in BAD_ANSWERS])
def test_a_bad_answer_is_refused_and_changes_nothing(stage: Any, action: Any, code: str) -> None:
    sitting = open_sitting(stage.copy(), "ann")
    before = sitting.session.copy()
    with refused(code):
        sitting.says("ann", action)
    assert sitting.session == before


def test_only_somebody_who_is_in_may_answer() -> None:
    with refused("not_signed_in"):
        open_sitting("vote").votes("a stranger", "a", "agree")


def test_the_last_vote_counts_and_null_takes_it_back() -> None:
    sitting = open_sitting("vote", "ann")
    sitting.votes("ann", "a", "agree")
    sitting.votes("ann", "a", "disagree")
    assert sitting.session.stages["vote"].ballots == {"ann": {("a", ""): "disagree"}}
    sitting.votes("ann", "a", None)
    assert sitting.session.stages["vote"].ballots == {}


def test_dots_can_be_moved_but_never_exceed_the_budget() -> None:
    sitting = open_sitting(DOTS.copy(), "ann")
    sitting.says("ann", asking.PlaceDots("dots", "a", 4))
    with refused("over_budget"):
        sitting.says("ann", asking.PlaceDots("dots", "b", 2))
    sitting.says("ann", asking.PlaceDots("dots", "a", 3))
    sitting.says("ann", asking.PlaceDots("dots", "b", 2))
    sitting.says("ann", asking.PlaceDots("dots", "a", 0))
    assert sitting.session.stages["dots"].ballots == {"ann": {("b", ""): 2}}


def test_a_rating_may_be_changed_and_taken_back() -> None:
    sitting = open_sitting(RATE.copy(), "ann")
    for score in (1, 5, None):
        sitting.says("ann", asking.Rate("rate", "a", "impact", score))
        assert sitting.session.stages["rate"].ballots == ({"ann": {("a", "impact"): score}} if score else {})


def test_a_ranking_keeps_its_tiers_and_an_empty_one_takes_it_back() -> None:
    sitting = open_sitting(RANK.copy(), "ann")
    sitting.says("ann", asking.Rank("rank", (("b",), ("a", "c"))))
    assert sitting.session.stages["rank"].ballots["ann"][ORDER] == (("b",), ("a", "c"))
    sitting.says("ann", asking.Rank("rank", ()))
    assert sitting.session.stages["rank"].ballots == {}


def test_finished_is_having_said_so() -> None:
    sitting = open_sitting("vote", "ann", "ben")
    sitting.says("ann", asking.Finish("vote"))
    assert sitting.session.stages["vote"].finished == {"ann"}
    assert sitting.session.stages["vote"].ballots["ann"] == {DONE: True}


def test_finished_is_having_answered_everything() -> None:
    sitting = open_sitting("vote", "ann")
    for idea in "abcd":
        assert sitting.session.stages["vote"].finished == set()
        sitting.votes("ann", idea, "unsure")
    assert sitting.session.stages["vote"].finished == {"ann"}
    sitting.votes("ann", "a", None)
    assert sitting.session.stages["vote"].finished == set()


@pytest.mark.parametrize(
    ("stage", "last"),
    [
        (a_stage("dots", budget=2), asking.PlaceDots("dots", "a", 2)),
        (a_stage("rank", places=2), asking.Rank("rank", (("a", "b"),))),
    ],
    ids=["dots", "rank"],
)
def test_finished_is_having_used_all_dots_or_places(stage: Any, last: Any) -> None:
    sitting = open_sitting(stage, "ann")
    sitting.says("ann", last)
    assert sitting.session.stages[stage.id].finished == {"ann"}


def test_a_stage_of_listening_can_be_finished_but_a_break_cannot() -> None:
    sitting = Sitting("gather", "break")
    sitting.joins("ann")
    sitting.opens("gather")
    sitting.says("ann", asking.Finish("gather"))
    sitting.closes("gather")
    sitting.opens("break")
    with refused("wrong_kind"):
        sitting.says("ann", asking.Finish("break"))


PEOPLE = [f"p{n}" for n in range(6)]
VOTES = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from("abcd"), st.sampled_from(["agree", "unsure", "disagree", None])),
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(VOTES)
def test_per_idea_the_options_add_up_to_the_people_who_voted(votes: list[tuple[str, str, str | None]]) -> None:
    sitting = open_sitting("vote", *PEOPLE)
    for person, idea, choice in votes:
        sitting.votes(person, idea, choice)
    last = {(person, idea): choice for person, idea, choice in votes}
    for row in stage_figures(sitting.session, sitting.session.stages["vote"])["ideas"]:
        voters = [person for (person, idea), choice in last.items() if idea == row["idea"] and choice]
        cells = row["communities"].values()
        assert sum(c["agree"] + c["unsure"] + c["disagree"] for c in cells) == len(voters)
        assert sum(c["answered"] for c in cells) == len(voters)


@settings(max_examples=40, deadline=None)
@given(VOTES, st.integers(0, 2**32))
def test_figures_do_not_depend_on_the_order_in_which_people_answer(
    votes: list[tuple[str, str, str | None]], seed: int
) -> None:
    shuffled = votes.copy()
    random.Random(seed).shuffle(shuffled)
    in_turn = sorted(range(len(votes)), key=lambda n: shuffled.index(votes[n]))
    figures = []
    for order in (votes, [votes[n] for n in own_order_kept(votes, in_turn)]):
        sitting = open_sitting("vote", *PEOPLE)
        for person, idea, choice in order:
            sitting.votes(person, idea, choice)
        figures.append(stage_figures(sitting.session, sitting.session.stages["vote"]))
    assert figures[0] == figures[1]


def own_order_kept(votes: list[tuple[str, str, str | None]], in_turn: list[int]) -> list[int]:
    """The given order of people, each giving their own answers in the order they gave them first."""
    own = {person: iter([n for n, vote in enumerate(votes) if vote[0] == person]) for person in PEOPLE}
    return [next(own[votes[n][0]]) for n in in_turn]
