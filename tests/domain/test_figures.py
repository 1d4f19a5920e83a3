"""The figures of a stage: their shape, and what must never change them."""

import random
import statistics
import time
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from app.domain.communities import COMMUNITIES
from app.domain.figures import figures_of

Rooms = tuple[list[tuple[str, str | None]], dict[str, dict[tuple[str, str], Any]], dict[str, str]]
SETTINGS: Mapping[str, Any] = {
    "budget": 6,
    "steps": 5,
    "scales": [{"key": "i", "label": "Impact"}, {"key": "e", "label": "Ease"}],
}
KINDS = ("vote", "dots", "rate", "rank")


def answer(dice: random.Random, kind: str, ideas: list[str]) -> dict[tuple[str, str], Any]:
    some = [idea for idea in ideas if dice.random() < 0.7]
    match kind:
        case "vote":
            return {(idea, ""): dice.choice(("agree", "agree", "unsure", "disagree", None)) for idea in some}
        case "dots":
            return {(idea, ""): dice.randint(0, 2) for idea in some}
        case "rate":
            return {(idea, scale): dice.choice((1, 2, 4, 5, None)) for idea in some for scale in ("i", "e")}
    dice.shuffle(some)
    return {("", "order"): tuple((idea,) for idea in some)}


def room(kind: str, seed: int, people: int = 40, ideas: int = 6) -> Rooms:
    dice = random.Random(f"{kind} {seed}")
    names = [f"idea{n}" for n in range(ideas)]
    ballots = {f"p{n}": answer(dice, kind, names) for n in range(people)}
    community_of = {p: dice.choice(("citizen", "citizen", "ahp", "other")) for p in ballots}
    return [(name, f"R{n}") for n, name in enumerate(names)], ballots, community_of


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("kind", KINDS)
def test_the_order_of_people_and_of_answers_changes_nothing(kind: str, seed: int) -> None:
    print(f"seed {seed}")
    ideas, ballots, community_of = room(kind, seed)
    dice = random.Random(seed)
    people = list(ballots)
    dice.shuffle(people)
    shuffled = {p: dict(dice.sample(list(ballots[p].items()), len(ballots[p]))) for p in people}
    assert figures_of(kind, SETTINGS, ideas, shuffled, community_of) == figures_of(
        kind, SETTINGS, ideas, ballots, community_of
    )


def renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {renamed(k, names): renamed(v, names) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(renamed(v, names) for v in value)
    return names.get(value, value) if isinstance(value, str) else value


@pytest.mark.parametrize("kind", KINDS)
def test_renaming_ideas_renames_the_figures_and_nothing_else(kind: str) -> None:
    ideas, ballots, community_of = room(kind, 1)
    names = {idea: f"z{9 - n}" for n, (idea, _) in enumerate(ideas)}
    before = figures_of(kind, SETTINGS, ideas, ballots, community_of)
    after = figures_of(kind, SETTINGS, renamed(ideas, names), renamed(ballots, names), community_of)
    assert after == renamed(before, names)


@pytest.mark.parametrize("kind", KINDS)
def test_a_community_twice_as_big_changes_nothing_of_the_other(kind: str) -> None:
    ideas, ballots, community_of = room(kind, 2)
    twins = {f"{p} twin": b for p, b in ballots.items() if community_of[p] == "ahp"}
    before = figures_of(kind, SETTINGS, ideas, ballots, community_of)
    after = figures_of(kind, SETTINGS, ideas, ballots | twins, community_of | dict.fromkeys(twins, "ahp"))
    assert after["ballots"]["ahp"] == 2 * before["ballots"]["ahp"]
    if kind == "rank":
        for name in ("combined", "communities", "schulze_balanced", "methods_agree"):
            assert after["standings"][name] == before["standings"][name]
        return
    for one, two in zip(before["ideas"], after["ideas"], strict=True):
        for community in ("citizen", "other"):
            assert one["communities"][community] == two["communities"][community]
        assert one.get("shared") == two.get("shared")


def test_votes_are_counted_as_an_independent_tally_counts_them() -> None:
    ideas, ballots, community_of = room("vote", 3)
    tally = Counter(
        (idea, community_of[p], choice) for p, b in ballots.items() for (idea, _), choice in b.items() if choice
    )
    got = figures_of("vote", {}, ideas, ballots, community_of)
    for entry in got["ideas"]:
        for community in COMMUNITIES:
            cell = entry["communities"][community]
            counts = {c: tally[entry["idea"], community, c] for c in ("agree", "unsure", "disagree")}
            assert {c: cell[c] for c in counts} == counts
            assert cell["answered"] == sum(counts.values())
            assert cell["share"] == pytest.approx(counts["agree"] / cell["answered"])
    assert got["ballots"] == {
        c: sum(any(b.values()) for p, b in ballots.items() if community_of[p] == c) for c in COMMUNITIES
    }


def test_ratings_are_counted_as_an_independent_tally_counts_them() -> None:
    ideas, ballots, community_of = room("rate", 4)
    got = figures_of("rate", SETTINGS, ideas, ballots, community_of)
    for entry in got["ideas"]:
        for community in COMMUNITIES:
            for scale in ("i", "e"):
                given = [b.get((entry["idea"], scale)) for p, b in ballots.items() if community_of[p] == community]
                scores = [s for s in given if s]
                cell = entry["communities"][community][scale]
                assert cell["counts"] == [scores.count(n) for n in range(1, 6)]
                assert cell["median"] == statistics.median(scores)
                assert cell["mean"] == pytest.approx(statistics.fmean(scores))


@pytest.mark.parametrize(
    ("kind", "taken_back"),
    [
        ("vote", {("a", ""): None}),
        ("dots", {("a", ""): 0}),
        ("rate", {("a", "i"): None}),
        ("rank", {("", "order"): ()}),
    ],
)
def test_answers_taken_back_and_done_alone_are_no_ballot(kind: str, taken_back: dict[tuple[str, str], Any]) -> None:
    ballots = {"p": taken_back, "q": {("", "done"): True}, "r": {**taken_back, ("", "done"): True}}
    got = figures_of(kind, SETTINGS, [("a", None)], ballots, {"p": "citizen", "q": "ahp", "r": "other"})
    assert got["ballots"] == {"citizen": 0, "ahp": 0, "other": 0}


@pytest.mark.parametrize("kind", KINDS)
def test_people_who_were_removed_count_nowhere(kind: str) -> None:
    ideas, ballots, community_of = room(kind, 5)
    gone = [p for p in ballots if community_of[p] == "citizen"][:4]
    kept = {p: b for p, b in ballots.items() if p not in gone}
    without = {p: c for p, c in community_of.items() if p not in gone}
    assert figures_of(kind, SETTINGS, ideas, ballots, without) == figures_of(kind, SETTINGS, ideas, kept, without)


@pytest.mark.parametrize("kind", KINDS)
def test_a_stage_nobody_answered_lists_its_ideas_with_zeros(kind: str) -> None:
    got = figures_of(kind, SETTINGS, [("a", "1"), ("b", None)], {}, {})
    assert [(entry["idea"], entry["ref"]) for entry in got["ideas"]] == [("a", "1"), ("b", None)]
    assert got["ballots"] == {"citizen": 0, "ahp": 0, "other": 0}
    assert figures_of(kind, SETTINGS, [], {}, {})["ideas"] == []


@pytest.mark.parametrize("kind", ["gather", "discuss", "reveal", "break"])
def test_a_stage_that_weighs_nothing_has_ideas_without_figures(kind: str) -> None:
    got = figures_of(kind, {}, [("a", "1")], {"p": {("", "done"): True}}, {"p": "ahp"})
    assert got == {"ballots": {"citizen": 0, "ahp": 0, "other": 0}, "ideas": [{"idea": "a", "ref": "1"}]}


def test_orders_may_come_as_lists_and_leave_ideas_out() -> None:
    ballots: dict[str, dict[tuple[str, str], Any]] = {
        "p": {("", "order"): [["b"], ["a", "c"]]},
        "q": {("", "order"): (("b",),)},
    }
    got = figures_of("rank", {}, [(i, None) for i in "abcd"], ballots, {"p": "citizen", "q": "ahp"})
    assert got["standings"]["combined"][0] == {"idea": "b", "place": 1, "level": False, "points": 3.0}
    assert got["standings"]["condorcet_winner"] == "b"


@pytest.mark.parametrize(("kind", "ideas", "limit"), [("vote", 40, 1.0), ("rank", 20, 1.0)])
def test_five_thousand_people_are_counted_within_a_second(kind: str, ideas: int, limit: float) -> None:
    names, ballots, community_of = room(kind, 6, people=5000, ideas=ideas)
    start = time.process_time()
    figures_of(kind, SETTINGS, names, ballots, community_of)
    assert time.process_time() - start < limit
