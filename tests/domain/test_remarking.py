"""Comments, support, suggestions, and the host's check of them."""

from __future__ import annotations

import pytest

from app.domain import asking, events
from app.domain.session import Comment
from app.domain.stages import LONGEST_COMMENT
from tests.builders import Sitting, a_stage, open_sitting, refused


def comment_of(sitting: Sitting, id: str = "c1") -> Comment:
    return sitting.session.comments[id]


def test_a_comment_waits_for_the_host_unless_the_stage_says_otherwise() -> None:
    for check_first, state in ((True, "waiting"), (False, "allowed")):
        sitting = open_sitting(a_stage("discuss", check_first=check_first), "ann")
        sitting.comments("ann", "  A remark\n", "c1")
        assert (comment_of(sitting).state, comment_of(sitting).text) == (state, "A remark")


@pytest.mark.parametrize("kind", ["discuss", "vote", "dots", "rate", "rank"])
def test_every_stage_with_ideas_takes_comments_unless_it_says_no(kind: str) -> None:
    open_sitting(kind, "ann").comments("ann", "A remark", "c1", stage=kind)
    with refused("wrong_kind"):
        open_sitting(a_stage(kind, comments=False), "ann").comments("ann", "A remark", "c1", stage=kind)


@pytest.mark.parametrize(
    ("text", "code"), [("", "bad_field"), (" \n\t", "bad_field"), ("x" * (LONGEST_COMMENT + 1), "too_long")]
)
def test_a_comment_has_words_but_not_too_many(text: str, code: str) -> None:
    with refused(code, "text"):
        open_sitting("discuss", "ann").comments("ann", text, "c1")
    open_sitting("discuss", "ann").comments("ann", "x" * LONGEST_COMMENT, "c1")


def test_a_comment_keeps_its_signs_and_loses_what_nobody_can_see() -> None:
    sitting = open_sitting("discuss", "ann")
    sitting.comments("ann", "A\0 re\x07mark,\r\n<b>=1+1</b> 👩‍⚕️ ﷽\ufeff", "c1")
    assert comment_of(sitting).text == "A remark,\n<b>=1+1</b> 👩‍⚕️ ﷽"
    with refused("bad_field", "text"):
        sitting.comments("ann", "\0\x1f\u200b", "c2")


def test_a_comment_is_about_an_idea_of_an_open_stage() -> None:
    with refused("unknown_idea"):
        open_sitting("discuss", "ann").comments("ann", "A remark", "c1", idea="z")
    sitting = open_sitting("discuss", "ann")
    sitting.reveals("discuss")
    with refused("stage_closed"):
        sitting.comments("ann", "A remark", "c1")


def test_paused_comments_and_a_muted_phone_are_told_kindly() -> None:
    sitting = open_sitting("discuss", "ann")
    sitting.host(asking.SetDoors(comments_paused=True))
    with refused("not_allowed"):
        sitting.comments("ann", "A remark", "c1")
    sitting.host(asking.SetDoors(comments_paused=False))
    sitting.host(asking.MutePerson(participant="ann"))
    with refused("not_allowed"):
        sitting.comments("ann", "A remark", "c1")
    sitting.host(asking.MutePerson(participant="ann", muted=False))
    sitting.comments("ann", "A remark", "c1")


def test_one_takes_back_ones_own_comment_only_and_the_words_go() -> None:
    sitting = open_sitting("discuss", "ann", "ben")
    sitting.comments("ann", "A remark", "c1")
    for person, comment in (("ben", "c1"), ("ann", "c2")):
        with refused("unknown_comment"):
            sitting.says(person, asking.Withdraw("discuss", comment))
    sitting.closes("discuss")
    sitting.ends()
    sitting.says("ann", asking.Withdraw("discuss", "c1"))  # at any time, also after the end
    assert (comment_of(sitting).state, comment_of(sitting).text) == ("withdrawn", "")
    assert sitting.says("ann", asking.Withdraw("discuss", "c1")) is None


def test_the_host_allows_hides_and_allows_again() -> None:
    sitting = open_sitting("discuss", "ann")
    sitting.comments("ann", "A remark", "c1")
    for verdict, reason in (("allowed", ""), ("hidden", "names a person"), ("allowed", "on second thoughts")):
        sitting.host(asking.CheckComment(comment="c1", verdict=verdict, reason=reason))
        assert (comment_of(sitting).state, comment_of(sitting).reason) == (verdict, reason)
    assert sitting.host(asking.CheckComment(comment="c1", reason="on second thoughts")) is None
    with refused("unknown_comment"):
        sitting.host(asking.CheckComment(comment="c2"))


def test_one_comment_at_a_time_is_large_on_the_board() -> None:
    sitting = open_sitting("discuss", "ann")
    for id in ("c1", "c2"):
        sitting.comments("ann", "A remark", id)
        sitting.host(asking.CheckComment(comment=id, verdict="spotlight"))
    assert [c.spotlight for c in sitting.session.comments.values()] == [False, True]
    assert comment_of(sitting).state == "allowed"
    sitting.host(asking.CheckComment(comment="c2", verdict="hidden"))
    assert not comment_of(sitting, "c2").spotlight


def test_what_was_taken_back_cannot_be_shown_again() -> None:
    sitting = open_sitting("discuss", "ann")
    sitting.comments("ann", "A remark", "c1")
    sitting.says("ann", asking.Withdraw("discuss", "c1"))
    with refused("moved_on"):
        sitting.host(asking.CheckComment(comment="c1"))


def test_others_support_an_allowed_comment_once_each() -> None:
    sitting = open_sitting("discuss", "ann", "ben", "cas")
    sitting.comments("ann", "A remark", "c1")
    with refused("unknown_comment"):  # unchecked: nobody else knows of it
        sitting.says("ben", asking.Support("discuss", "c1", True))
    sitting.host(asking.CheckComment(comment="c1"))
    for person, on in (("ben", True), ("ben", True), ("cas", True), ("cas", False)):
        sitting.says(person, asking.Support("discuss", "c1", on))
    assert comment_of(sitting).support == {"ben"}
    with refused("unknown_comment"):
        sitting.says("ann", asking.Support("discuss", "c1", True))


def test_somebody_who_has_left_supports_nothing() -> None:
    sitting = open_sitting("discuss", "ann", "ben")
    sitting.comments("ann", "A remark", "c1")
    sitting.host(asking.CheckComment(comment="c1"))
    sitting.says("ben", asking.RemoveAnswers("ben"))
    with refused("not_signed_in"):
        sitting.says("ben", asking.Support("discuss", "c1", True))
    assert comment_of(sitting).support == set()


def test_support_ends_with_the_session() -> None:
    sitting = open_sitting("discuss", "ann", "ben")
    sitting.comments("ann", "A remark", "c1")
    sitting.host(asking.CheckComment(comment="c1"))
    sitting.closes("discuss")
    sitting.ends()
    with refused("session_over"):
        sitting.says("ben", asking.Support("discuss", "c1", True))


def test_a_gather_stage_collects_suggestions_up_to_its_limit() -> None:
    sitting = open_sitting(a_stage("gather", most_per_person=1), "ann", "ben")
    sitting.says("ann", asking.Suggest("gather", "A bus to the clinic", "s1"))
    with refused("too_many"):
        sitting.says("ann", asking.Suggest("gather", "Another", "s2"))
    sitting.says("ben", asking.Suggest("gather", "Longer hours", "s3"))
    assert [s.state for s in sitting.session.suggestions.values()] == ["waiting", "waiting"]
    with refused("wrong_kind"):
        sitting.comments("ann", "A remark", "c1", stage="gather")


def test_a_suggestion_is_checked_like_a_comment() -> None:
    sitting = open_sitting("gather", "ann")
    sitting.says("ann", asking.Suggest("gather", "A bus to the clinic", "s1"))
    event = sitting.host(asking.CheckSuggestion(suggestion="s1", verdict="hidden", reason="a name"))
    assert event == events.SuggestionChecked("s1", "hidden", "a name")
    assert sitting.session.suggestions["s1"].state == "hidden"
    with refused("unknown_idea"):
        sitting.host(asking.CheckSuggestion(suggestion="s2"))


@pytest.mark.parametrize("leaving", [asking.TakeBackSuggestion("", "s1"), asking.RemoveAnswers("ann")])
def test_what_was_joined_with_an_idea_that_is_taken_back_waits_again(leaving: asking.Action) -> None:
    sitting = Sitting("gather")
    sitting.joins("ann", "ben")
    sitting.opens("gather", ())
    sitting.says("ann", asking.Suggest("gather", "A bus", "s1"))
    sitting.says("ben", asking.Suggest("gather", "One bus", "s2"))
    sitting.host(asking.CheckSuggestion(suggestion="s2", verdict="merged", into="s1"))
    sitting.says("ann", leaving)
    bens = sitting.session.suggestions["s2"]
    assert (bens.state, bens.merged_with) == ("waiting", "")
