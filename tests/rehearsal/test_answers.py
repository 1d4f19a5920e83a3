"""What simulated people do in a step is always something that the rules take, and is marked as a rehearsal's."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

import pytest

from app.domain import asking
from app.domain.events import Event
from app.rehearsal.answers import SAID, SUGGESTED, answers_to, liking
from app.screens.snapshot import snapshot
from app.web.decoding import action_of
from tests.builders import EVERY_KIND, Sitting, a_stage, open_sitting

SETTINGS: list[dict[str, Any]] = [
    {},
    {"places": 2, "most_per_idea": 1, "budget": 3, "most_per_person": 1, "steps": 3, "comments": False},
    {"places": 1, "most_per_idea": 2, "budget": 20, "shuffle": False, "scales": [{"key": "worth", "label": "Worth"}]},
]
PEOPLE = tuple(f"p{n}" for n in range(30))


def plays(sitting: Sitting, person: str, dice: Random) -> list[Event | None]:
    """Does all that this person would do. Raises Refusal where the rules do not take it."""
    happened = []
    for act in answers_to(snapshot(sitting.session, person), dice):
        id, action = action_of(act)
        assert isinstance(action, asking.Action), action
        assert id == act["id"]
        happened.append(sitting.says(person, action))
    return happened


@pytest.mark.parametrize("settings", SETTINGS, ids=["as usual", "narrow", "wide"])
@pytest.mark.parametrize("kind", EVERY_KIND)
def test_the_rules_take_all_that_a_simulated_person_does(kind: str, settings: dict[str, Any]) -> None:
    stage = a_stage(kind, **settings)
    sitting = open_sitting(stage, *PEOPLE)
    for person in PEOPLE:
        plays(sitting, person, Random(f"{kind} {person}"))
    answered = [person for person in PEOPLE if sitting.session.has_answered(person)]
    assert len(answered) >= (0 if kind in ("reveal", "break", "discuss") else len(PEOPLE) // 2)
    assert not stage.settings.comments or kind in ("reveal", "break", "gather") or sitting.session.comments


def test_every_word_says_that_it_is_a_rehearsals() -> None:
    assert all(words.startswith("Rehearsal ") for words in (*SAID, *SUGGESTED))


def test_no_two_acts_share_an_id() -> None:
    sitting = open_sitting("vote", *PEOPLE)
    ids = [act["id"] for n, p in enumerate(PEOPLE) for act in answers_to(snapshot(sitting.session, p), Random(n))]
    assert len(set(ids)) == len(ids)


def test_a_table_hands_in_one_list_and_the_others_at_it_write_none() -> None:
    sitting = open_sitting(a_stage("rank", by="table"), *PEOPLE)
    sitting.host(asking.DealTables("rank", count=3))
    for person in PEOPLE:
        plays(sitting, person, Random(person))
    tables = sitting.session.stages["rank"].tables
    assert [table.handed_in for table in tables.values()] == [True] * 3
    assert Counter(len(table.order) for table in tables.values()) == {4: 3}


def test_communities_like_ideas_alike_but_not_the_same() -> None:
    """Otherwise there would be no common ground to rehearse, or nothing else."""
    pairs = [(liking(f"idea {n}", "citizen"), liking(f"idea {n}", "ahp")) for n in range(200)]
    apart = [abs(citizen - ahp) for citizen, ahp in pairs]
    assert max(apart) > 0.15
    assert sum(apart) / len(apart) < 0.15
    assert all(0 <= share <= 1 for pair in pairs for share in pair)
