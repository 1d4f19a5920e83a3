"""One idea over several sessions: each one's reading first, and nothing that is not true of all of them."""

from __future__ import annotations

import random
from typing import Any

import pytest

from app.domain.across import COLUMNS, across_of, across_rows, is_rough, last_votes, pattern_of
from tests.voted import Counts, a_session, a_vote, sessions

PROFESSIONS = ("Dietitians", "Paramedics")
BOTH: tuple[Counts, Counts] = ((36, 40), (27, 30))
AHPS: tuple[Counts, Counts] = ((12, 40), (27, 30))
CITIZENS: tuple[Counts, Counts] = ((36, 40), (9, 30))
NEITHER: tuple[Counts, Counts] = ((12, 40), (9, 30))
FEW: tuple[Counts, Counts] = ((12, 40), (2, 3))


def row(*counts: tuple[Counts, Counts]) -> dict[str, Any]:
    found: dict[str, Any] = across_of(sessions(*counts), PROFESSIONS)["ideas"][0]
    return found


def test_each_sessions_own_reading_comes_first_and_newest_first() -> None:
    found = row(BOTH, AHPS, FEW)
    assert [s["session"] for s in found["sessions"]] == ["s0", "s1", "s2"]
    assert [s["reading"] for s in found["sessions"]] == ["common_ground", "ahp_keener", "too_few"]
    assert (found["shared_in"], found["read_in"], found["too_few_in"]) == (1, 2, 1)


def test_there_is_no_pool_under_four_sessions_with_answers_from_both() -> None:
    assert row(BOTH, BOTH, BOTH)["why_no_pool"] == "few_sessions"
    assert row(BOTH, BOTH, BOTH, ((36, 40), (0, 0)))["why_no_pool"] == "few_sessions"
    whole = row(BOTH, BOTH, BOTH, BOTH)
    assert whole["why_no_pool"] is None
    assert whole["pool"]["communities"]["citizen"]["answered"] == 160
    assert whole["pool"]["reading"] == "common_ground"


def test_different_words_are_not_one_question() -> None:
    outcomes = sessions(BOTH, BOTH, BOTH, BOTH)
    outcomes[0]["stages"][0]["ideas"][0]["text"] = "Other words"
    found = across_of(outcomes, PROFESSIONS)["ideas"][0]
    assert (found["pool"], found["why_no_pool"]) == (None, "reworded")
    assert [(w["text"], w["sessions"]) for w in found["wordings"]] == [
        ("Other words", ["s0"]),
        ("Idea a", ["s1", "s2", "s3"]),
    ]
    assert found["text"] == "Other words"


def test_a_comma_or_a_capital_is_no_rewording() -> None:
    outcomes = sessions(BOTH, BOTH, BOTH, BOTH)
    outcomes[0]["stages"][0]["ideas"][0]["text"] = " idea,  A."
    assert len(across_of(outcomes, PROFESSIONS)["ideas"][0]["wordings"]) == 1


def test_the_last_vote_in_a_session_is_the_one_that_counts() -> None:
    first, second = a_vote("v1", {"a": AHPS, "b": BOTH}), a_vote("v2", {"a": BOTH})
    second["opened_at"] = "2026-11-01T11:00:00.000Z"
    skipped = a_vote("v3", {"a": NEITHER}) | {"state": "ready", "opened_at": None}
    votes = last_votes(a_session("s", second, first, skipped))
    assert {idea: figures["stage"] for idea, figures in votes.items()} == {"a": "v2", "b": "v1"}


def test_one_that_reads_otherwise_is_named_with_what_is_true_of_it() -> None:
    pattern = row(AHPS, AHPS, BOTH, AHPS)["pattern"]
    assert (pattern["kind"], pattern["reading"], pattern["times"], pattern["of"]) == ("exception", "ahp_keener", 3, 4)
    odd = pattern["exception"]
    assert (odd["session"], odd["citizen"], odd["ahp"]) == ("s2", "more", None)
    odd = row(BOTH, NEITHER, BOTH)["pattern"]["exception"]
    assert (odd["session"], odd["citizen"], odd["ahp"]) == ("s1", "fewer", "fewer")
    odd = row(CITIZENS, CITIZENS, AHPS)["pattern"]["exception"]
    assert (odd["citizen"], odd["ahp"]) == ("fewer", "more")


@pytest.mark.parametrize(("counts", "kind"), [
    ([FEW], "none"), ([FEW, BOTH], "one"), ([BOTH, BOTH], "same"), ([BOTH, AHPS], "mixed"),
    ([BOTH, AHPS, CITIZENS], "mixed"), ([BOTH, BOTH, AHPS, AHPS], "mixed"), ([BOTH, BOTH, AHPS], "exception"),
])  # fmt: skip
def test_every_row_has_a_pattern(counts: list[tuple[Counts, Counts]], kind: str) -> None:
    assert row(*counts)["pattern"]["kind"] == kind


def test_what_is_said_of_an_exception_holds_against_every_other_session() -> None:
    """Random rooms: the share there is above (or below) that of each session that reads as usual."""
    seed = random.randrange(10**6)
    print("seed", seed)
    dice, seen = random.Random(seed), 0
    for _ in range(2_000):
        counts = []
        for _ in range(dice.randint(3, 6)):
            n, m = dice.randint(0, 30), dice.randint(0, 30)
            counts.append(((dice.randint(0, n), n), (dice.randint(0, m), m)))
        found = row(*counts)
        if found["pattern"]["kind"] != "exception":
            continue
        odd = found["pattern"]["exception"]
        by_session = {s["session"]: s for s in found["sessions"] if s["reading"] != "too_few"}
        here = by_session.pop(odd["session"])
        for community in ("citizen", "ahp"):
            share = here["communities"][community]["share"]
            for other in by_session.values():
                there = other["communities"][community]["share"]
                if odd[community]:
                    assert (share > there) == (odd[community] == "more")
                    seen += 1
    assert seen > 100


def test_ideas_that_were_shared_most_often_come_first() -> None:
    newest = a_session("s0", a_vote("v0", {"a": AHPS, "b": BOTH, "c": BOTH, "d": FEW}))
    oldest = a_session("s1", a_vote("v1", {"a": BOTH, "b": BOTH, "e": BOTH}))
    rows = across_of([newest, oldest], PROFESSIONS)["ideas"]
    assert [found["idea"] for found in rows] == ["b", "c", "e", "a", "d"]


def test_professions_are_counted_by_session_and_the_missing_are_named() -> None:
    outcomes = [
        a_session("s0", professions={"Paramedics": 3, "Wizards": 1}),
        a_session("s1", professions={"Paramedics": 1}),
    ]
    found = across_of(outcomes, PROFESSIONS)
    assert found["professions"] == [
        {"profession": "Dietitians", "sessions": 0, "people": 0},
        {"profession": "Paramedics", "sessions": 2, "people": 4},
        {"profession": "Wizards", "sessions": 1, "people": 1},
    ]
    assert found["missing"] == ["Dietitians"]
    assert found["participants"] == {"citizen": 40, "ahp": 24, "other": 2}


def test_a_table_has_a_row_an_idea_session_and_community_and_the_pool() -> None:
    rows = across_rows(across_of(sessions(BOTH, BOTH, BOTH, AHPS), PROFESSIONS))
    assert len(rows) == (4 + 1) * 3
    assert all(tuple(found) == COLUMNS for found in rows)
    pooled = [found for found in rows if found["workshop"] == "pooled"]
    assert [found["answered"] for found in pooled] == [160, 120, 0]
    assert pooled[0]["sessions_pooled"] == 4
    assert pooled[0]["sessions_differ"] is True


def test_nothing_at_all_is_a_sensible_answer() -> None:
    assert across_of([], ())["ideas"] == []
    assert pattern_of([])["kind"] == "none"
    empty = row(((0, 0), (0, 0)))
    assert (empty["pattern"]["kind"], empty["pool"], empty["differ"]) == ("none", None, {"citizen": None, "ahp": None})


def test_chi_square_is_called_rough_where_a_cell_expects_under_five() -> None:
    assert is_rough([(9, 10), (18, 20)])
    assert not is_rough([(10, 20), (12, 20)])
    assert not is_rough([(20, 20), (4, 4)])  # all alike: nothing to be rough about
    assert not is_rough([])
