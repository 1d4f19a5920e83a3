"""Findings: three sentences that are true of any figures, and never a figure that nobody gave."""

from __future__ import annotations

import re
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from app.domain import asking
from app.domain.findings import MOST, Finding, findings_of
from app.domain.outcomes import outcome_of
from app.domain.small_numbers import protect
from app.domain.stages import StageIdea
from tests.builders import Sitting, a_stage
from tests.chance import a_seed

LETTERS = {"a": "agree", "u": "unsure", "d": "disagree"}
COMMUNITIES = ("citizen", "ahp")


def room(*stages: Any, citizens: int = 0, ahps: int = 0) -> tuple[Sitting, list[str]]:
    sitting = Sitting(*stages)
    people = [f"c{n}" for n in range(citizens)] + [f"h{n}" for n in range(ahps)]
    for person in people:
        sitting.joins(person, community="citizen" if person[0] == "c" else "ahp")
    return sitting, people


def told(sitting: Sitting, public: bool = False) -> tuple[Finding, ...]:
    stages = outcome_of(sitting.session, 0.0)["stages"]
    if public:
        stages = [
            {**{k: s[k] for k in ("id", "kind", "title", "state", "settings")}, **protect(s, s["kind"])} for s in stages
        ]
    return findings_of(stages)


def voted(stage: str = "vote", citizens: int = 12, ahps: int = 12, **answers: str) -> Sitting:
    """A letter for each person, citizens first."""
    sitting, people = room(a_stage("vote", stage), citizens=citizens, ahps=ahps)
    sitting.opens(stage)
    for idea, letters in answers.items():
        for person, letter in zip(people, letters, strict=True):
            if letter in LETTERS:
                sitting.votes(person, idea, LETTERS[letter], stage)
    return sitting


def ranked(*orders: tuple[str, str], closed: bool = True) -> Sitting:
    """(community, order of letters) of each person."""
    sitting = Sitting(a_stage("rank"))
    sitting.opens("rank")
    for n, (community, order) in enumerate(orders):
        sitting.joins(f"p{n}", community=community)
        sitting.says(f"p{n}", asking.Rank("rank", tuple((idea,) for idea in order)))
    if closed:
        sitting.closes("rank")
    return sitting


def test_what_both_want_where_one_is_keener_and_how_many_are_close() -> None:
    found = told(voted(a="a" * 24, b="a" * 12 + "d" * 12, c="a" * 8 + "d" * 4 + "a" * 8 + "d" * 4))
    assert [f.title for f in found] == [
        "Both want: Idea a", "Citizens are keener: Idea b", "1 of 4 ideas is too close to call",
    ]  # fmt: skip
    assert found[1].text == "100% of citizens and 0% of AHPs agree"


def test_a_gap_between_two_that_both_agree_is_a_gap_and_nobody_is_keener() -> None:
    found = told(voted(a="a" * 24, b="a" * 12 + "a" * 9 + "d" * 3))
    assert (found[1].title, found[1].reading) == ("Widest gap: Idea b", "")


def test_small_communities_are_told_in_counts_and_as_small() -> None:
    found = told(voted(citizens=8, ahps=12, a="a" * 7 + "d" + "a" * 12))
    assert found[0].text.startswith("7 of 8 citizens and 100% of AHPs agree")
    assert found[0].text.endswith("Small group")


def test_level_ideas_are_told_as_level() -> None:
    found = told(voted(a="a" * 24, b="a" * 24))
    assert [f.title for f in found] == [
        "Level as most shared: 2 ideas", "No gap between the communities", "No idea is too close to call",
    ]  # fmt: skip


def test_of_two_votes_the_last_one_speaks_and_is_named() -> None:
    sitting, people = room(a_stage("vote", "one"), a_stage("vote", "two"), citizens=6, ahps=6)
    for stage, idea in (("one", "a"), ("two", "b")):
        sitting.opens(stage)
        for person in people:
            sitting.votes(person, idea, "agree", stage)
        sitting.closes(stage)
    found = told(sitting)
    assert found[0].title == "Both want: Idea b"
    assert all("In the step “The vote”" in f.text for f in found)


def test_an_order_tells_its_first_and_where_each_community_put_it() -> None:
    found = told(ranked(*[("citizen", "abcd")] * 10, *[("ahp", "bacd"), ("ahp", "abcd")] * 5))
    assert [(f.kind, f.title, f.text) for f in found] == [
        ("order", "First in the order: Idea a", "Place 1 among citizens, 1= among AHPs")
    ]


def test_an_order_of_few_is_told_as_small_and_of_fewer_than_five_not_at_all() -> None:
    found = told(ranked(*[("citizen", "abcd")] * 10, *[("ahp", "abcd")] * 5))
    assert found[0].text == "Place 1 among citizens, 1 among AHPs. Small group"
    for citizens, ahps in ((10, 4), (4, 10), (1, 0), (0, 4)):
        found = told(ranked(*[("citizen", "abcd")] * citizens, *[("ahp", "abcd")] * ahps))
        assert [f.kind for f in found] == ["few"], (citizens, ahps)


def test_nothing_is_told_of_an_order_before_its_step_has_closed_nor_that_too_few_answered() -> None:
    assert told(ranked(*[("citizen", "abcd"), ("ahp", "abcd")] * 10, closed=False)) == ()
    assert [f.kind for f in told(ranked(closed=False))] == ["no_answers"]


def test_two_ways_of_counting_are_both_named() -> None:
    orders = ["abcd"] * 3 + ["bcad"] * 2
    found = told(ranked(*[(c, order) for c in COMMUNITIES for order in orders]))
    assert found[0].kind == "two_ways"
    assert found[0].text == "One puts first: Idea b. The other: Idea a. Read them as level"


def test_an_order_of_one_community_says_whose_it_is() -> None:
    assert told(ranked(*[("ahp", "abcd")] * 10))[0].text == "Only AHPs ranked"
    assert told(ranked(*[("citizen", "abcd")] * 5))[0].text == "Only citizens ranked. Small group"


def test_all_level_is_no_first() -> None:
    found = told(ranked(*[("citizen", "abcd"), ("ahp", "dcba")] * 5))
    assert (found[0].kind, found[0].title) == ("level_order", "Level first in the order: 4 ideas")


@pytest.mark.parametrize("public", [False, True])
def test_dots_ratings_and_tables_say_what_they_found(public: bool) -> None:
    sitting, people = room("dots", "rate", citizens=6, ahps=6)
    sitting.opens("dots")
    for person in people:
        sitting.says(person, asking.PlaceDots("dots", "b", 2))
    sitting.closes("dots")
    sitting.opens("rate")
    for person in people:
        for scale in ("importance", "ease"):
            sitting.says(person, asking.Rate("rate", "c", scale, 5))
    found = told(sitting, public)
    assert [f.title for f in found] == ["High on both scales for both: 1 of 4 ideas", "Most shared by dots: Idea b"]
    assert found[1].text == "6 of 6 citizens and 6 of 6 AHPs put a dot on it"


def test_nothing_weighed_says_nothing_and_no_answer_says_so() -> None:
    assert told(Sitting("gather", "break")) == ()
    assert told(Sitting("vote")) == ()
    for kind in ("vote", "dots", "rate", "rank"):
        sitting = Sitting(kind)
        sitting.opens(kind)
        assert [f.kind for f in told(sitting)] == ["no_answers"], kind
        assert [f.kind for f in told(sitting, public=True)] == ["few"], kind


def test_nine_hundred_ideas_are_counted() -> None:
    sitting, people = room("vote", citizens=6, ahps=6)
    sitting.opens("vote", [StageIdea(f"i{n}", f"Idea number {n}") for n in range(900)])
    for person in people:
        for n in range(0, 900, 90):
            sitting.votes(person, f"i{n}", "agree" if n else "disagree")
    assert told(sitting)[0].title == "Level as most shared: 9 ideas"


def test_whatever_people_answer_findings_are_true_and_made_of_real_figures() -> None:
    seed = a_seed()
    for n in range(150):
        dice = Random(seed + n)
        people = [dice.randrange(0, 14) for _ in COMMUNITIES]
        letters = {idea: "".join(dice.choice("aaaud-") for _ in range(sum(people))) for idea in dice.sample("abcd", 3)}
        sitting = voted(citizens=people[0], ahps=people[1], **letters)
        for public in (False, True):
            _are_true(told(sitting, public), outcome_of(sitting.session, 0.0)["stages"][0], f"seed {seed} + {n}")


def _are_true(found: tuple[Finding, ...], vote: dict[str, Any], where: str) -> None:
    assert 1 <= len(found) <= MOST, where
    shares = {
        idea["idea"]: [
            Fraction(idea["communities"][c]["agree"], idea["communities"][c]["answered"]) for c in COMMUNITIES
        ]
        for idea in vote["ideas"]
        if all(idea["communities"][c]["answered"] >= 5 for c in COMMUNITIES)
    }
    for finding in found:
        words = f"{finding.title} {finding.text}"
        assert "None" not in words, where
        assert not re.search(r"\bof 0\b|nan|-\d", words), f"{where}: {words}"
        if finding.kind == "no_answers":
            assert not any(vote["ballots"].values()), where
        elif finding.kind == "most_shared" and finding.idea:
            assert all(min(shares[finding.idea]) > min(s) for i, s in shares.items() if i != finding.idea), where
        elif finding.kind in ("keener", "widest_gap") and finding.idea:
            gap = abs(shares[finding.idea][0] - shares[finding.idea][1])
            assert gap > 0, where
            if finding.kind == "widest_gap":
                assert all(gap > abs(s[0] - s[1]) for i, s in shares.items() if i != finding.idea), where
            else:
                keener, other = shares[finding.idea][:: 1 if finding.reading == "citizen_keener" else -1]
                assert keener >= Fraction(2, 3) > other, where
        elif finding.kind == "close":
            assert sum(bool(i["close_call"]) for i in vote["ideas"] if i["idea"] in shares) > 0, where
        elif finding.kind == "few":
            assert not shares, where
