"""How far places could move."""

import random
from typing import Any

from app.domain.place_ranges import place_ranges_of


def ballots_of(orders: list[tuple[tuple[str, ...], ...]]) -> dict[str, Any]:
    return {f"p{n}": {("", "order"): order} for n, order in enumerate(orders)}


def strict(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple((letter,) for letter in text)


def test_people_of_one_mind_leave_no_range() -> None:
    ballots = ballots_of([strict("abc")] * 12)
    community_of = {f"p{n}": ("citizen", "ahp")[n % 2] for n in range(12)}
    got = place_ranges_of(["a", "b", "c"], ballots, community_of)
    assert [(r["low"], r["high"]) for r in got["combined"]] == [(1, 1), (2, 2), (3, 3)]
    assert got["communities"]["other"] == []


def test_without_compared_ballots_there_is_no_range() -> None:
    got = place_ranges_of(["a", "b"], ballots_of([strict("ab")]), {"p0": "other"})
    assert got["combined"] is None
    assert got["communities"]["citizen"] == []


def test_level_ideas_share_their_place_in_every_resample() -> None:
    got = place_ranges_of(["a", "b"], ballots_of([(("a", "b"),)] * 6), {f"p{n}": "citizen" for n in range(6)})
    assert [(r["low"], r["high"]) for r in got["combined"]] == [(1, 1), (1, 1)]


def test_divided_people_give_wide_ranges_that_hold_the_place() -> None:
    dice = random.Random(5)
    orders = [strict("".join(dice.sample("abcdef", 6))) for _ in range(32)]
    community_of = {f"p{n}": "citizen" if n < 20 else "ahp" for n in range(32)}
    got = place_ranges_of(list("abcdef"), ballots_of(orders), community_of)
    assert max(r["high"] - r["low"] for r in got["combined"]) >= 3
    assert all(1 <= r["low"] <= r["high"] <= 6 for r in got["combined"])


def test_neither_the_order_of_people_nor_the_size_of_another_community_moves_a_range() -> None:
    dice = random.Random(6)
    orders = [strict("".join(dice.sample("abcd", 4))) for _ in range(30)]
    community_of = {f"p{n}": ("citizen", "ahp", "other")[n % 3] for n in range(30)}
    ballots = ballots_of(orders)
    got = place_ranges_of(list("abcd"), ballots, community_of)
    backwards = dict(reversed(list(ballots.items())))
    assert place_ranges_of(list("abcd"), backwards, community_of) == got
    more = ballots | {f"q{n}": {("", "order"): strict("dcba")} for n in range(9)}
    again = place_ranges_of(list("abcd"), more, community_of | {f"q{n}": "ahp" for n in range(9)})
    assert again["communities"]["citizen"] == got["communities"]["citizen"]
