"""The order in which ideas are shown."""

from fractions import Fraction
from typing import Any

from app.domain.figures import figures_of
from app.domain.shared_order import exact_shares, in_order_of_shared
from app.domain.small_numbers import protect

Votes = dict[str, tuple[tuple[int, int], tuple[int, int]]]  # idea → (agree, answered) of citizens and of AHPs


def figures(votes: Votes, refs: dict[str, str | None] | None = None) -> dict[str, Any]:
    ballots: dict[str, dict[tuple[str, str], str]] = {}
    for idea, counts in votes.items():
        for community, (agree, answered) in zip(("citizen", "ahp"), counts, strict=True):
            for n in range(answered):
                ballots.setdefault(f"{community}{n}", {})[idea, ""] = "agree" if n < agree else "unsure"
    refs = refs or {}
    ideas = [(idea, refs.get(idea, idea)) for idea in votes]
    return figures_of("vote", {}, ideas, ballots, {p: p.rstrip("0123456789") for p in ballots})


def order(got: dict[str, Any]) -> list[str]:
    return [idea["idea"] for idea in in_order_of_shared(got, "vote")]


def test_ideas_stand_by_the_lower_share_then_the_higher_then_their_ref() -> None:
    votes: Votes = {
        "d": ((6, 10), (6, 10)),
        "c": ((6, 10), (9, 10)),
        "b": ((6, 10), (9, 10)),
        "a": ((9, 10), (7, 10)),
    }
    assert order(figures(votes)) == ["a", "b", "c", "d"]


def test_shares_that_differ_only_far_behind_the_point_are_told_apart() -> None:
    got = figures({"y": ((333, 1000), (5, 5)), "z": ((2, 6), (5, 5)), "x": ((3, 9), (5, 5))})
    assert order(got) == ["x", "z", "y"]
    x, z = (next(i for i in got["ideas"] if i["idea"] == name) for name in "xz")
    assert exact_shares(got, "vote", x) == exact_shares(got, "vote", z) == (Fraction(1, 3), Fraction(1))


def test_too_few_to_compare_comes_last_whatever_its_share() -> None:
    votes: Votes = {"keen": ((20, 20), (4, 4)), "cool": ((1, 20), (1, 20))}
    assert order(figures(votes)) == ["cool", "keen"]


def test_ideas_without_a_ref_follow_those_with_one_in_the_stages_order() -> None:
    votes: Votes = dict.fromkeys("zyx", ((5, 5), (5, 5)))
    assert order(figures(votes, {"z": None, "y": None, "x": "7"})) == ["x", "z", "y"]


def test_the_public_order_of_closed_ideas_tells_nothing_of_their_shares() -> None:
    one = figures({"a": ((0, 4), (9, 9)), "b": ((4, 4), (9, 9)), "c": ((5, 9), (9, 9))})
    two = figures({"a": ((4, 4), (9, 9)), "b": ((0, 4), (9, 9)), "c": ((5, 9), (9, 9))})
    assert order(protect(one, "vote")) == order(protect(two, "vote")) == ["c", "a", "b"]
