"""Outcome pages and the public report: what they show, and what must never be in the public one."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain import asking
from app.domain.outcomes import outcome_of
from app.domain.stages import StageIdea
from app.domain.wording import label_of
from app.screens.ranges import place_ranges, rankings_of
from app.screens.report import Channels, OutcomeScreen, outcome_screen, public_report
from app.screens.vote_outcome import VoteOutcome
from tests.builders import HOST, IDEAS, Sitting, a_stage

PARAMEDICS = "Paramedics"


def held(citizens: int, ahps: int, others: int = 0, votes: dict[str, str] | None = None) -> Sitting:
    """A finished vote and ranking. `votes` gives, per idea, a letter for each person who joined: a, u, d or -."""
    sitting = Sitting(a_stage("vote"), a_stage("discuss"), a_stage("rank"))
    groups = (("citizen", citizens), ("ahp", ahps), ("other", others))
    people = [(f"{c}{n}", c) for c, count in groups for n in range(count)]
    for person, community in people:
        more = {"profession": PARAMEDICS} if community == "ahp" else {}
        sitting.joins(person, community=community, **more)
    sitting.opens("vote")
    words = {"a": "agree", "u": "unsure", "d": "disagree"}
    for idea, letters in (votes or {}).items():
        for (person, _), letter in zip(people, letters, strict=True):
            if letter in words:
                sitting.votes(person, idea, words[letter])
    sitting.reveals("vote")
    sitting.opens("discuss")
    if people:
        sitting.comments(people[0][0], "A secret comment", "c1")
        sitting.host(asking.CheckComment(comment="c1", verdict="allowed"))
    sitting.closes("discuss")
    sitting.opens("rank")
    for person, _ in people:
        sitting.says(person, asking.Rank("rank", (("a",), ("b",))))
    sitting.reveals("rank")
    sitting.ends()
    return sitting


def outcome(sitting: Sitting) -> dict[str, Any]:
    return outcome_of(sitting.session, sitting.now, 1)


def exact(sitting: Sitting) -> OutcomeScreen:
    return outcome_screen(outcome(sitting), place_ranges(rankings_of(sitting.session)))


def public(sitting: Sitting) -> OutcomeScreen:
    return public_report(outcome(sitting), place_ranges(rankings_of(sitting.session)))


def vote_of(screen: OutcomeScreen) -> VoteOutcome:
    found = screen.stages[0].vote
    assert found is not None
    return found


def kinds(screen: OutcomeScreen) -> list[str]:
    return [finding.kind for finding in screen.findings]


def test_organisers_see_exact_figures_of_small_groups() -> None:
    screen = exact(held(12, 3, votes={"a": "a" * 12 + "aad"}))
    row = vote_of(screen).rows[0]
    assert (row.shares["ahp"].part, row.shares["ahp"].whole) == (2, 3)
    assert (row.reading, row.few) == ("too_few", "ahp")
    assert screen.present == ((PARAMEDICS, 3),)
    assert len(screen.missing) == 13
    assert screen.said[0].comments[0]["text"] == "A secret comment"


def test_the_public_report_holds_nothing_from_fewer_than_five() -> None:
    screen = public(held(12, 3, 4, votes={"a": "a" * 12 + "aad" + "aaaa", "b": "a" * 4 + "-" * 8 + "ddd" + "----"}))
    for row in vote_of(screen).rows:
        for community in ("ahp", "other"):
            share = row.shares[community]
            assert (share.part, share.whole, share.percent, share.low, share.unsure, share.disagree) == (None,) * 6
        assert (row.shared, row.reading, row.close) == (None, "too_few", False)
    by_idea = {row.idea: row for row in vote_of(screen).rows}
    assert by_idea["a"].shares["citizen"].percent == 100
    assert by_idea["b"].shares["citizen"].whole is None
    assert not vote_of(screen).marks
    rank = screen.stages[1].rank
    assert rank is not None
    assert not rank.ordered
    assert {(row.place, row.points, row.ahp, row.low, row.high) for row in rank.rows} == {(None,) * 5}
    assert rank.agreement["ahp"] is None
    assert screen.stages[1].ballots["ahp"] is None


def test_the_public_report_names_professions_without_numbers_and_carries_no_comment_and_no_times() -> None:
    screen = public(held(6, 6, votes={"a": "a" * 12}))
    assert screen.present == ((PARAMEDICS, None),)
    assert (screen.missing, screen.said, screen.comments, screen.timings) == ((), (), {}, ())
    assert (screen.channels, screen.joining) == (None, None)
    assert "A secret comment" not in repr(screen)


def test_the_public_method_note_does_not_tell_that_a_community_is_empty() -> None:
    sitting = held(12, 0, votes={"a": "a" * 12})
    assert "combined_of_one" in exact(sitting).method
    assert "combined_of_one" not in public(sitting).method


def test_how_many_were_on_paper_is_public_only_from_five_on_either_side() -> None:
    known = outcome(held(6, 6, votes={"a": "a" * 12}))
    for phone, paper, shown in ((12, 0, None), (9, 3, None), (7, 5, 5), (4, 8, None)):
        known["participants"]["by_channel"] = {"phone": phone, "paper": paper}
        assert public_report(known).paper == shown


def test_the_findings_name_the_most_shared_idea_the_widest_gap_and_what_is_close() -> None:
    votes = {"a": "a" * 24, "b": "a" * 12 + "d" * 12, "c": "a" * 8 + "d" * 4 + "a" * 8 + "d" * 4}
    found = exact(held(12, 12, votes=votes)).findings
    assert [f.kind for f in found] == ["most_shared", "keener", "close"]
    assert [f.idea for f in found] == ["a", "b", None]
    assert [f.reading for f in found] == ["common_ground", "citizen_keener", ""]
    assert found[0].text == "100% of citizens and 100% of AHPs agree"
    assert found[2].title == "1 of 4 ideas is too close to call"


@pytest.mark.parametrize(
    ("citizens", "ahps", "votes", "expected"),
    [
        (0, 0, {}, ["no_answers"]),
        (6, 6, {}, ["order"]),
        (1, 0, {"a": "a"}, ["few"]),
        (12, 0, {"a": "a" * 12}, ["few", "order"]),
        (2, 9, {"a": "a" * 11}, ["few"]),
        (3, 3, {"a": "a" * 6}, ["few"]),
        (6, 6, {"a": "a" * 6 + "d" * 6}, ["nothing_shared", "keener", "order"]),
        (6, 6, {"a": "a" * 12, "b": "a" * 12}, ["level_shared", "no_gap", "order"]),
    ],
)
def test_the_findings_fit_every_kind_of_room(
    citizens: int, ahps: int, votes: dict[str, str], expected: list[str]
) -> None:
    assert kinds(exact(held(citizens, ahps, votes=votes))) == expected


def test_a_page_before_any_step_was_opened_is_empty_but_whole() -> None:
    screen = exact(Sitting(a_stage("vote"), started=False))
    assert (screen.stages, screen.findings, screen.said, screen.revision) == ((), (), (), 1)


def test_no_mark_crosses_the_line_by_rounding() -> None:
    sitting = held(200, 12, votes={"a": "a" * 133 + "d" * 67 + "a" * 12})
    mark = vote_of(exact(sitting)).marks[0]
    assert mark.reading == "ahp_keener"
    assert mark.citizen < 200 / 3 < mark.ahp


def test_a_single_community_that_ranked_gives_the_order_alone() -> None:
    rank = exact(held(6, 0)).stages[1].rank
    assert rank is not None
    assert rank.alone == "citizen"
    assert [row.place for row in rank.rows] == ["1", "2", "3=", "3="]


def test_an_idea_without_a_name_is_labelled_by_its_first_words() -> None:
    assert label_of({"name": None, "text": "A home visit within two days of a fall, please"}) == (
        "A home visit within two days of a…"
    )
    assert label_of({"name": "Home visit", "text": "x" * 90}) == "Home visit"


def test_all_ideas_of_a_vote_are_listed_with_those_nobody_answered() -> None:
    rows = vote_of(exact(held(6, 6, votes={"a": "a" * 12}))).rows
    assert {row.idea for row in rows} == {idea.id for idea in IDEAS}
    assert rows[0].idea == "a"
    assert rows[-1].shares["citizen"].whole == 0


def test_text_of_ideas_reaches_the_screen_unchanged() -> None:
    sitting = Sitting(a_stage("vote"))
    sitting.joins("p")
    sitting.ask(HOST, asking.OpenStage("vote", ideas=(StageIdea("x", "<b>“=1+1”</b>"),)))
    sitting.votes("p", "x", "agree")
    assert vote_of(exact(sitting)).rows[0].text == "<b>“=1+1”</b>"


def test_in_public_nobody_is_said_to_have_answered_nothing_where_a_few_have() -> None:
    """Three answers are hidden; "nobody has answered" would be a lie, and tell them apart from none."""
    titles = {f.title for n in (0, 3) for f in public(held(6, n, votes={"a": "a" * (6 + n)})).findings}
    assert titles == {"Too few AHPs to compare"}
    for n in (0, 2, 4):
        known = held(n, n, votes={"a": "a" * 2 * n})
        assert [f.title for f in public(known).findings] == ["Too few answers to compare"]


def test_the_picked_idea_has_its_likely_range_and_no_other() -> None:
    sitting = held(12, 12, votes={"a": "a" * 24, "b": "a" * 12 + "d" * 12})
    vote = outcome_screen(outcome(sitting), picked="b").stages[0].vote
    assert vote is not None
    assert vote.picked is not None
    assert (vote.picked.key, vote.picked.oval) == ("b", vote.marks[1].oval)
    oval = vote.picked.oval
    assert oval is not None
    row = vote.rows[1].shares
    assert (oval.x - oval.rx, oval.x + oval.rx) == (row["citizen"].low, row["citizen"].high)
    assert (oval.y - oval.ry, oval.y + oval.ry) == (row["ahp"].low, row["ahp"].high)
    for nothing in (None, "unknown", "c"):
        found = outcome_screen(outcome(sitting), picked=nothing).stages[0].vote
        assert found is not None
        assert found.picked is None


def test_who_was_here_tells_the_shared_tablet_the_paper_and_those_who_were_helped() -> None:
    sitting = Sitting("vote")
    for n, channel in enumerate(("phone", "phone", "shared", "helped", "paper")):
        sitting.joins(f"p{n}", channel=channel)
    sitting.session.joining = "ticket"
    screen = outcome_screen(outcome_of(sitting.session, 0.0))
    assert screen.channels == Channels(phone=3, paper=1, helped=1, shared=1)
    assert screen.joining == "ticket"
    assert len(screen.missing) == 14
