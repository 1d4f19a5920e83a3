"""What the public may see: no figure from fewer than five answers, and none that can be worked out."""

import itertools
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.figures import figures_of
from app.domain.place_ranges import place_ranges_of
from app.domain.small_numbers import protect, protect_ranges

SCALES = {"scales": [{"key": "i", "label": "Impact"}, {"key": "e", "label": "Ease"}], "steps": 5, "budget": 5}
IDEAS: list[tuple[str, str | None]] = [("a", "A"), ("b", "B"), ("c", "C")]
CHOICES = ("agree", "unsure", "disagree")
Ballots = dict[str, dict[tuple[str, str], Any]]


def community(person: str) -> str:
    return person.rstrip("0123456789")


def figures(kind: str, ballots: Ballots) -> dict[str, Any]:
    return figures_of(kind, SCALES, IDEAS, ballots, {p: community(p) for p in ballots})


def public(kind: str, ballots: Ballots) -> dict[str, Any]:
    return protect(figures(kind, ballots), kind)


def numbers_in(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from numbers_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from numbers_in(inner)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield value


def votes(**answers: tuple[int, int]) -> Ballots:
    """citizen=(agree, answered) … on idea a."""
    return {
        f"{c}{n}": {("a", ""): "agree" if n < agree else "disagree"}
        for c, (agree, answered) in answers.items()
        for n in range(answered)
    }


def test_a_closed_community_has_no_field_left_and_nothing_is_read_from_it() -> None:
    got = public("vote", votes(citizen=(18, 20), ahp=(3, 4), other=(1, 2)))["ideas"][0]
    assert set(got["communities"]["ahp"].values()) == {None}
    assert got["communities"]["citizen"]["agree"] == 18
    assert (got["shared"], got["group_informed_consensus"]) == (None, None)
    assert (got["reading"], got["close_call"]) == ("too_few", False)


def test_a_closed_community_does_not_close_others() -> None:
    got = public("vote", votes(citizen=(18, 20), ahp=(9, 12), other=(1, 4)))
    assert got["ideas"][0]["reading"] == "common_ground"
    assert got["ideas"][0]["shared"] == pytest.approx(0.75)


def test_unanimity_and_small_numerators_are_shown_from_five() -> None:
    got = public("vote", votes(citizen=(5, 5), ahp=(1, 12)))["ideas"][0]
    assert got["communities"]["citizen"]["share"] == 1
    assert got["communities"]["ahp"]["agree"] == 1


def test_ballots_stay_closed_where_they_would_say_what_a_closed_idea_holds() -> None:
    everybody: Ballots = {
        f"{its}{n}": {(idea, ""): "agree" for idea, _ in IDEAS} for its in ("citizen", "ahp") for n in range(9)
    }
    assert public("vote", everybody)["ballots"] == {"citizen": 9, "ahp": 9, "other": None}
    for only_b in range(5):  # that many answered idea b and nothing else: the ballots do not tell none from some
        ballots = votes(citizen=(5, 5))
        ballots |= {f"citizen{n}": {("b", ""): "agree"} for n in range(5, 5 + only_b)}
        got = public("vote", ballots)
        assert got["ideas"][1]["communities"]["citizen"]["answered"] is None
        assert got["ballots"]["citizen"] is None


def test_one_idea_that_few_saw_does_not_hide_how_many_took_part() -> None:
    exact = figures("vote", {f"citizen{n}": {(idea, ""): "agree" for idea in "ab"} for n in range(9)})
    a, b = exact["ideas"][0], exact["ideas"][1]
    unseen = {**b, "communities": {c: {**cell, "answered": 1} for c, cell in b["communities"].items()}}
    assert protect({**exact, "ideas": [a, a, a, unseen]}, "vote")["ballots"]["citizen"] == 9
    assert protect({**exact, "ideas": [a, a, unseen]}, "vote")["ballots"]["citizen"] is None


def test_orders_over_all_ballots_wait_for_the_others_to_be_open_or_none() -> None:
    def room(others: int) -> dict[str, Any]:
        sizes = {"citizen": 6, "ahp": 7, "other": others}
        ballots: Ballots = {
            f"{c}{n}": {("", "order"): (("a",), ("b",))} for c, size in sizes.items() for n in range(size)
        }
        return dict(public("rank", ballots)["standings"])

    assert room(0)["pairwise"] is not None
    assert room(5)["schulze"] is not None
    hidden = room(4)
    assert [hidden[name] for name in ("pairwise", "borda", "schulze", "condorcet_winner")] == [None] * 4
    assert (hidden["agreement"]["all"], hidden["kendall_w"]["all"]["w"]) == (None, None)
    assert hidden["combined"] is not None
    assert hidden["agreement"]["citizen"] is not None


def test_a_ranking_with_one_closed_community_shows_the_open_one_only() -> None:
    ballots: Ballots = {f"citizen{n}": {("", "order"): (("c",), ("a",))} for n in range(6)}
    ballots |= {f"ahp{n}": {("", "order"): (("b",),)} for n in range(4)}
    got = public("rank", ballots)["standings"]
    assert got["communities"]["citizen"][0]["idea"] == "c"
    assert got["communities"]["ahp"] is None
    assert (got["combined"], got["schulze_balanced"], got["methods_agree"]) == (None, None, None)
    everyone = {p: community(p) for p in ballots}
    ranges = protect_ranges(place_ranges_of(list("abc"), ballots, everyone), {"citizen": 6, "ahp": 4, "other": 0})
    assert ranges["combined"] is None
    assert (ranges["communities"]["ahp"], ranges["communities"]["other"]) == (None, None)
    assert ranges["communities"]["citizen"][0]["idea"] == "a"


def test_the_picture_hides_a_point_whose_absent_scores_could_be_subtracted() -> None:
    both: Ballots = {f"citizen{n}": {("a", "i"): 5, ("a", "e"): 2} for n in range(5)}
    assert public("rate", both)["ideas"][0]["picture"]["communities"]["citizen"]["point"] == [5, 2]
    one_more = both | {"citizen9": {("a", "i"): 1}}
    got = public("rate", one_more)["ideas"][0]
    assert got["communities"]["citizen"]["i"]["answered"] == 6
    assert got["picture"]["communities"]["citizen"] == {"answered": None, "point": None, "dashed": None}
    five_more = both | {f"citizen{n}": {("a", "i"): 1} for n in range(5, 10)}
    assert public("rate", five_more)["ideas"][0]["picture"]["communities"]["citizen"]["point"] == [5, 2]


def test_fields_that_nobody_named_do_not_slip_through() -> None:
    exact = figures("vote", votes(citizen=(18, 20), ahp=(3, 4)))
    exact["by_channel"] = {"paper": 3}
    exact["ideas"][0] |= {"text": "A home visit", "by_table": [1, 2]}
    got = protect(exact, "vote")
    assert set(got) == {"ballots", "ideas"}
    assert got["ideas"][0]["text"] == "A home visit"
    assert "by_table" not in got["ideas"][0]


def test_protecting_leaves_the_exact_figures_as_they_were() -> None:
    for kind in ("vote", "dots", "rate", "rank"):
        exact = figures(kind, votes(citizen=(1, 3), ahp=(5, 6)) if kind == "vote" else {})
        before = json.dumps(exact)
        protect(exact, kind)
        assert json.dumps(exact) == before


# No closed cell is in the public copy: whatever its people answer, the copy stays the same, letter by letter.


def vote_room(dice: random.Random) -> Ballots:
    """Each community answers each idea as often as a dice says, each person their share of ideas."""
    ballots: Ballots = {}
    for who in ("citizen", "ahp", "other"):
        for idea, _ in IDEAS:
            size = dice.choice((0, 1, 3, 4, 5, 6, 9))
            for n in dice.sample(range(10), size):
                ballots.setdefault(f"{who}{n}", {})[idea, ""] = dice.choice(CHOICES)
    return ballots


def closed_cells(kind: str, ballots: Ballots) -> set[tuple[str, str, str]]:
    answered: dict[tuple[str, str, str], int] = {}
    for person, answers in ballots.items():
        for idea, scale in answers:
            key = (community(person), idea, scale)
            answered[key] = answered.get(key, 0) + 1
    return {cell for cell, n in answered.items() if n < 5}


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=True))
def test_whatever_a_closed_vote_cell_holds_the_public_copy_is_the_same(dice: random.Random) -> None:
    ballots = vote_room(dice)
    closed = closed_cells("vote", ballots)
    other = {
        p: {(i, s): dice.choice(CHOICES) if (community(p), i, s) in closed else v for (i, s), v in answers.items()}
        for p, answers in ballots.items()
    }
    assert public("vote", ballots) == public("vote", other)


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=True))
def test_whatever_a_closed_rating_cell_holds_the_public_copy_is_the_same(dice: random.Random) -> None:
    ballots: Ballots = {}
    for who, (idea, _), scale in itertools.product(("citizen", "ahp", "other"), IDEAS, ("i", "e")):
        for n in dice.sample(range(10), dice.choice((0, 2, 4, 5, 6, 10))):
            ballots.setdefault(f"{who}{n}", {})[idea, scale] = dice.randint(1, 5)
    closed = closed_cells("rate", ballots)
    other = {
        p: {(i, s): dice.randint(1, 5) if (community(p), i, s) in closed else v for (i, s), v in answers.items()}
        for p, answers in ballots.items()
    }
    assert public("rate", ballots) == public("rate", other)


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=True), st.sampled_from(["dots", "rank"]))
def test_whatever_a_closed_community_ranks_or_places_the_public_copy_is_the_same(
    dice: random.Random, kind: str
) -> None:
    def answers() -> dict[tuple[str, str], Any]:
        if kind == "dots":
            return {("a", ""): dice.randint(1, 5), ("b", ""): dice.randint(0, 2)}
        return {("", "order"): tuple((i,) for i in dice.sample("abc", dice.randint(1, 3)))}

    sizes = {c: dice.choice((1, 2, 4, 5, 8)) for c in ("citizen", "ahp", "other")}
    ballots: Ballots = {f"{c}{n}": answers() for c, size in sizes.items() for n in range(size)}
    closed = {c for c, size in sizes.items() if size < 5}
    kept = {p: b for p, b in ballots.items() if community(p) not in closed}
    anew: Ballots = {f"{c}{n}": answers() for c in closed for n in range(dice.randint(1, 4))}
    assert public(kind, ballots) == public(kind, kept | anew)


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=True))
def test_ballots_and_open_cells_leave_a_closed_count_at_least_four_values(dice: random.Random) -> None:
    """An attacker tries every count a closed cell may hold against what the public copy prints."""
    got = public("vote", vote_room(dice))
    for who in ("citizen", "ahp", "other"):
        answered = [idea["communities"][who]["answered"] for idea in got["ideas"]]
        ballots, hidden = got["ballots"][who], answered.count(None)
        if ballots is None or not hidden:
            continue
        open_answers = sum(filter(None, answered))
        possible = {
            counts[0]
            for counts in itertools.product(range(5), repeat=hidden)
            if max(filter(None, answered), default=0) <= ballots <= open_answers + sum(counts)
        }
        assert len(possible) >= 4


def test_no_number_of_a_closed_community_stands_anywhere_in_the_public_copy() -> None:
    """Canaries: a closed community alone gives every number of its room, and none of them may be left."""
    given_by_all: dict[str, dict[tuple[str, str], Any]] = {
        "vote": {("a", ""): "agree"},
        "dots": {("a", ""): 5},
        "rate": {("a", "i"): 4, ("a", "e"): 2},
        "rank": {("", "order"): (("c",), ("a",))},
    }
    for kind, answers in given_by_all.items():
        for size in range(1, 5):
            ballots: Ballots = {f"{c}{n}": dict(answers) for c in ("citizen", "ahp") for n in range(size)}
            assert list(numbers_in(figures(kind, ballots)))
            assert list(numbers_in(public(kind, ballots))) == []
