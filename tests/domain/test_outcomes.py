"""What a session concludes: who took part, how comments fared, and the figures of every stage."""

from __future__ import annotations

from app.domain import asking
from app.domain.outcomes import is_shown, outcome_of, rfc3339
from tests.builders import Sitting, open_sitting


def lively() -> Sitting:
    sitting = Sitting("vote", "discuss", "rank", "break")
    sitting.joins("ann", "ben")
    sitting.joins("cas", "dot", community="ahp", profession="Paramedics")
    sitting.joins("eve", community="other")
    sitting.opens("vote")
    for person, choice in (("ann", "agree"), ("ben", "disagree"), ("cas", "agree"), ("eve", "unsure")):
        sitting.votes(person, "a", choice)
    sitting.host(asking.EnterPaper(number="7", participant="paper", community="ahp", answers=(
        asking.Vote("vote", "a", "agree"),)))  # fmt: skip
    sitting.reveals("vote")
    sitting.opens("discuss")
    for person, text, id in (("ann", "Allowed", "c1"), ("ben", "Hidden", "c2"), ("cas", "Waiting", "c3")):
        sitting.comments(person, text, id)
    sitting.host(asking.CheckComment(comment="c1"))
    sitting.host(asking.CheckComment(comment="c2", verdict="hidden"))
    sitting.closes("discuss")
    return sitting


def test_participants_are_counted_by_community_channel_and_profession() -> None:
    outcome = outcome_of(lively().session, 2_000.0)
    assert outcome["participants"] == {
        "citizen": 2, "ahp": 3, "other": 1, "by_channel": {"phone": 5, "paper": 1}, "professions": {"Paramedics": 2},
    }  # fmt: skip


def test_a_removed_person_counts_nowhere() -> None:
    sitting = lively()
    sitting.says("cas", asking.RemoveAnswers("cas"))
    outcome = outcome_of(sitting.session, 2_000.0)
    assert outcome["participants"]["ahp"] == 2
    assert outcome["stages"][0]["ideas"][0]["communities"]["ahp"]["agree"] == 1


def test_simulated_people_are_not_participants() -> None:
    sitting = open_sitting("vote")
    sitting.joins("ann")
    sitting.joins("robot", simulated=True)
    assert outcome_of(sitting.session, 2_000.0)["participants"]["citizen"] == 1


def test_every_idea_is_listed_with_zeros_where_nobody_answered() -> None:
    vote = outcome_of(lively().session, 2_000.0)["stages"][0]
    assert vote["ballots"] == {"citizen": 2, "ahp": 2, "other": 1}
    assert [row["ref"] for row in vote["ideas"]] == ["r-a", "r-b", "r-c", "r-d"]
    cells = [row["communities"]["citizen"] for row in vote["ideas"]]
    assert (cells[0]["agree"], cells[0]["disagree"], cells[0]["answered"], cells[0]["share"]) == (1, 1, 2, 0.5)
    assert (cells[1]["answered"], cells[1]["share"], cells[1]["likely_range"]) == (0, None, None)


def test_only_allowed_comments_are_in_the_outcome_and_nobody_is_named() -> None:
    outcome = outcome_of(lively().session, 2_000.0)
    words = [c["text"] for stage in outcome["stages"] for row in stage["ideas"] for c in row.get("comments", [])]
    assert words == ["Allowed"]
    assert outcome["comments"] == {"waiting": 1, "allowed": 1, "hidden": 1, "withdrawn": 0}
    assert "Hidden" not in str(outcome)
    assert "'ann'" not in str(outcome)


def test_stages_that_were_never_opened_are_listed_as_they_are() -> None:
    stages = outcome_of(lively().session, 2_000.0)["stages"]
    assert [(s["kind"], s["state"]) for s in stages] == [
        ("vote", "revealed"), ("discuss", "closed"), ("rank", "ready"), ("break", "ready"),
    ]  # fmt: skip


def test_results_are_shown_only_between_a_reveal_and_a_reopening() -> None:
    sitting = open_sitting("vote", "ann")
    vote = sitting.session.stages["vote"]
    assert not is_shown(vote)
    sitting.reveals("vote")
    assert is_shown(vote)
    sitting.host(asking.ReopenStage("vote"))
    assert not is_shown(vote)


def test_times_are_rfc_3339_utc() -> None:
    assert rfc3339(1_795_083_300.123) == "2026-11-19T10:15:00.123Z"
    assert rfc3339(0.0) == "1970-01-01T00:00:00.000Z"
    assert rfc3339(None) is None
