"""Decisions: what is kept, what is refused, and which of several counts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.domain.decisions import DECISION_COLUMNS, Decision, decision_rows, judged, standing_decisions
from app.domain.outcomes import outcome_of
from tests.builders import Sitting, refused

IDEAS = ("a", "b", "c")
GOOD = Decision("1", "a", "carry_forward", None, "Both want it.", "Example organiser", 10.0)


def test_a_decision_is_kept_with_its_reason_tidied_and_without_an_idea_it_does_not_need() -> None:
    kept = judged(replace(GOOD, reason="  Both\r\nwant it. ", who=" Example\n organiser ", merged_with="b"), IDEAS, {})
    assert kept == replace(GOOD, reason="Both\nwant it.")


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"idea": "z"}, "unknown_idea", "idea"),
        ({"verdict": "bin"}, "bad_field", "verdict"),
        ({"reason": " \n\u200b "}, "bad_field", "reason"),
        ({"reason": "x" * 2_001}, "too_long", "reason"),
        ({"who": " "}, "bad_field", "who"),
        ({"who": "x" * 201}, "too_long", "who"),
        ({"verdict": "merge_with"}, "bad_field", "merged_with"),
        ({"verdict": "merge_with", "merged_with": "a"}, "bad_field", "merged_with"),
        ({"verdict": "merge_with", "merged_with": "z"}, "unknown_idea", "merged_with"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(changes: dict[str, Any], code: str, field: str) -> None:
    with refused(code, field):
        judged(replace(GOOD, **changes), IDEAS, {})


def test_two_thousand_letters_are_not_too_many() -> None:
    assert len(judged(replace(GOOD, reason="x" * 2_000), IDEAS, {}).reason) == 2_000


def test_ideas_are_not_merged_in_a_circle() -> None:
    standing = {
        "a": replace(GOOD, idea="a", verdict="merge_with", merged_with="b"),
        "b": replace(GOOD, idea="b", verdict="merge_with", merged_with="c"),
    }
    with refused("bad_field", "merged_with"):
        judged(replace(GOOD, idea="c", verdict="merge_with", merged_with="a"), IDEAS, standing)
    assert judged(replace(GOOD, idea="a", verdict="merge_with", merged_with="c"), IDEAS, standing).merged_with == "c"


def test_the_newest_decision_counts_and_every_one_is_a_row() -> None:
    sitting = Sitting("vote")
    sitting.opens("vote")
    outcome = outcome_of(sitting.session, 0.0)
    later = Decision("2", "a", "merge_with", "b", "On second thought.", "Example organiser", 20.0)
    assert standing_decisions([GOOD, later]) == {"a": later}
    rows = decision_rows([GOOD, later], outcome)
    assert [len(row) for row in rows] == [len(DECISION_COLUMNS)] * 2
    named = [dict(zip([name for name, _ in DECISION_COLUMNS], row, strict=True)) for row in rows]
    assert [row["stands"] for row in named] == [False, True]
    assert (named[1]["ref"], named[1]["text"], named[1]["merged_with_text"]) == ("r-a", "Idea a", "Idea b")
    assert named[0]["at"] == "1970-01-01T00:00:10.000Z"
