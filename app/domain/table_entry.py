"""A table's places as a host types them, idea by idea, made into an order; whatever does not fit is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LEVEL = "="


@dataclass(frozen=True, slots=True)
class Problem:
    """`kind`: not_a_place, twice (a place used twice, and not said to be level), gap (a place nobody has), or missing:
    `place` is then how many ideas have none."""

    kind: str
    place: int = 0
    ideas: tuple[str, ...] = ()


def order_typed(
    typed: Mapping[str, str], ideas: Sequence[str], level: bool = False
) -> tuple[tuple[tuple[str, ...], ...], tuple[Problem, ...]]:
    """(tiers, problems) of places typed per idea; an empty one is not placed yet.

    Level ideas carry the same place with "=", 3= and 3=, and the next one is 5; `level` says it for all of them.
    The tiers are whole only without a problem.
    """
    places, wrong = _read(typed, ideas)
    problems = [Problem("not_a_place", 0, (idea,)) for idea in wrong]
    held: dict[int, list[str]] = {}
    for idea, (place, _) in places.items():
        held.setdefault(place, []).append(idea)
    following = 1
    for place in sorted(held):
        if len(held[place]) > 1 and not (level or all(places[idea][1] for idea in held[place])):
            problems.append(Problem("twice", place, tuple(held[place])))
        if place > following:
            problems.append(Problem("gap", following))
        elif place < following:
            problems.append(Problem("twice", place, tuple(held[place])))
        following = max(following, place) + len(held[place])
    return tuple(tuple(held[place]) for place in sorted(held)), tuple(problems)


def what_is_missing(tiers: Sequence[Sequence[str]], ideas: Sequence[str], places: int | None) -> Problem | None:
    """What keeps an order from being handed in: ideas without a place, of as many as a list holds."""
    lacking = min(places or len(ideas), len(ideas)) - sum(map(len, tiers))
    return Problem("missing", lacking) if lacking > 0 else None


def _read(typed: Mapping[str, str], ideas: Sequence[str]) -> tuple[dict[str, tuple[int, bool]], list[str]]:
    """({idea: (place, said to be level)}, ideas whose place is none from 1 to as many as there are)."""
    places, wrong = {}, []
    for idea in ideas:
        text = typed.get(idea, "").replace(" ", "")
        digits = text.removesuffix(LEVEL)
        if not text:
            continue
        if digits.isascii() and digits.isdigit() and len(digits) < 6 and 1 <= int(digits) <= len(ideas):
            places[idea] = (int(digits), text.endswith(LEVEL))
        else:
            wrong.append(idea)
    return places, wrong
