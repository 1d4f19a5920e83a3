"""What a program that takes part is told of its screen."""

from __future__ import annotations

from typing import Any

from app.screens.snapshot import snapshot
from tests.builders import Sitting, a_stage

PEOPLE = tuple(f"p{n}" for n in range(12))


def voted() -> Sitting:
    """A vote of twelve people, half of them AHPs, closed; then a reveal of it and a second vote."""
    sitting = Sitting("vote", a_stage("reveal", "show", of=("vote",)), a_stage("vote", "again"))
    for n, person in enumerate(PEOPLE):
        sitting.joins(person, community=("citizen", "ahp")[n % 2])
    sitting.opens("vote")
    for person in PEOPLE:
        sitting.votes(person, "a", "agree")
    sitting.closes("vote")
    sitting.waits(3)
    return sitting


def shown(sitting: Sitting, person: str = "p0") -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = snapshot(sitting.session, person)["shown"]
    return listed


def test_an_open_reveal_brings_the_results_it_names_beside_ones_own_answers() -> None:
    sitting = voted()
    assert shown(sitting) == []
    sitting.opens("show", ())
    assert snapshot(sitting.session, "p0")["stage"]["kind"] == "reveal"
    (vote,) = shown(sitting)
    assert (vote["stage"]["id"], vote["answers"]) == ("vote", {"a": "agree"})
    assert [idea["id"] for idea in vote["ideas"]] == ["a", "b", "c", "d"]
    assert vote["results"]["ideas"][0]["communities"]["ahp"]["agree"] == 6


def test_the_end_brings_what_was_revealed_and_nothing_else() -> None:
    sitting = voted()
    sitting.opens("show", ())
    sitting.closes("show")
    sitting.opens("again")
    assert shown(sitting) == [], "the screen is that of the open step"
    sitting.votes("p0", "b", "disagree", "again")
    sitting.closes("again")
    sitting.ends()
    assert [there["stage"]["id"] for there in shown(sitting)] == ["vote"]
