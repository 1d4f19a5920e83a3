"""Two sides of the same ideas, side by side: two workshops, two rounds, or phone and paper. Is it more than chance?

Different people on both sides: two shares are compared by Pearson's chi-square on one degree of freedom, which is the
test of two proportions (Pearson 1900), or exactly where a cell expects under 5 answers (Fisher 1922). The same people
twice: only those who changed tell anything, so the ups among them are held against a fair coin (the exact test of
McNemar 1947, for scores the sign test of Dixon and Mood 1946). Whoever looks at many differences finds some by chance,
so the verdicts are also held against Holm (1979).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .across import is_rough
from .chances import chi_square_above
from .communities import COMMUNITIES, COMPARED
from .pools import DIFFER_BELOW, Count, chi_square_of
from .readings import ENOUGH
from .tallies import Ballots

Row = Mapping[str, Any]
Moves = Mapping[tuple[str, str], Mapping[str, tuple[int, int, int]]]
"""{(idea, scale): {community: (people who answered both times, up, down)}}; votes and dots have the scale ""."""

SAME, NO_MORE, MAYBE, MORE, TOO_FEW, MISSING = "same", "no_more", "maybe", "more", "too_few", "missing"
"""maybe: more than chance by itself, but not once all that was looked at is allowed for."""


def compare_shares(before: Sequence[Row], after: Sequence[Row], moves: Moves | None = None) -> dict[str, Any]:
    """Two votes, or two stages of dots, over the ideas in both: {"ideas": […], **sums_of(…)}.

    Rows are an outcome's, dots with "answered" and "agree" added (see `as_shares`). With `moves` the same people
    answered twice. Each idea has {idea, ref, text, name, texts: [a, b], readings, communities: {c: difference}}.
    """
    ideas = [{**_both(a, b), "communities": {c: _share_difference(a, b, c, moves) for c in COMPARED}}
             for a, b in _pairs(before, after)]  # fmt: skip
    return {"ideas": ideas, **sums_of([row["communities"][c] for row in ideas for c in COMPARED])}


def compare_scores(before: Sequence[Row], after: Sequence[Row], moves: Moves | None = None) -> dict[str, Any]:
    """Two ratings of the same ideas, as Delphi rounds are read: median and middle half then and now, what changed.

    Each idea has communities: {c: {scale: {a, b, moved, spread, people, up, down, p, verdict}}}; `moved` is the
    difference of the medians, `spread` closer, wider or same by the inter-quartile range (Dalkey and Helmer 1963).
    """
    ideas = []
    for a, b in _pairs(before, after):
        scales = [s for s in a["communities"][COMPARED[0]] if s in b["communities"][COMPARED[0]]]
        cells = {c: {s: _score_difference(a, b, c, s, moves) for s in scales} for c in COMPARED}
        ideas.append({**_both(a, b), "communities": cells})
    tested = [cell for row in ideas for c in COMPARED for cell in row["communities"][c].values()]
    return {"ideas": ideas, **sums_of(tested)}


def compare_places(before: Sequence[Row], after: Sequence[Row], places: Sequence[Mapping[str, int]]) -> dict[str, Any]:
    """Two rankings: each idea's place then and now, and places moved (above 0 is up). Nothing is tested.

    `places` are {idea: place} of both.
    """
    first, second = places
    ideas = []
    for a, b in _pairs(before, after):
        then, now = first.get(a["idea"]), second.get(a["idea"])
        moved = None if then is None or now is None else then - now
        ideas.append({**_both(a, b), "a": then, "b": now, "moved": moved})
    ideas.sort(key=lambda row: (row["b"] is None, row["b"] or 0))
    return {"ideas": ideas, **sums_of([])}


def sums_of(differences: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """{"compared", "by_chance", "more", "hold"}: how many were tested, how many of those would look like more than
    chance although nothing differs, how many do, and how many still do after Holm. Sets `maybe` verdicts on the way."""
    tested = [cell for cell in differences if cell["p"] is not None]
    for cell, holds in zip(tested, holm([cell["p"] for cell in tested]), strict=True):
        if cell["verdict"] == MORE and not holds:
            cell["verdict"] = MAYBE
    return {
        "compared": len(tested),
        "by_chance": DIFFER_BELOW * len(tested),
        "more": sum(cell["verdict"] in (MORE, MAYBE) for cell in tested),
        "hold": sum(cell["verdict"] == MORE for cell in tested),
    }


def two_shares(a: Count, b: Count) -> dict[str, Any]:
    """{"p", "verdict"} of two (agree, answered) of different people. p is None where a side has under 5 answers."""
    if not a[1] or not b[1]:
        return {"p": None, "verdict": MISSING}
    if min(a[1], b[1]) < ENOUGH:
        return {"p": None, "verdict": TOO_FEW}
    if a[0] * b[1] == b[0] * a[1]:
        return {"p": 1.0, "verdict": SAME}
    p = exactly(a, b) if is_rough([a, b]) else chi_square_above(chi_square_of([a, b]) or 0.0, 1)
    return {"p": p, "verdict": MORE if p < DIFFER_BELOW else NO_MORE}


def exactly(a: Count, b: Count) -> float:
    """Two-sided chance of two (agree, answered) by Fisher's exact test: tables with these sums that are no likelier."""
    agree, first, second = a[0] + b[0], a[1], b[1]
    ways = [math.comb(first, n) * math.comb(second, agree - n)
            for n in range(max(0, agree - second), min(agree, first) + 1)]  # fmt: skip
    here = math.comb(first, a[0]) * math.comb(second, b[0])
    return sum(way for way in ways if way <= here) / math.comb(first + second, agree)


def two_answers(people: int, up: int, down: int) -> dict[str, Any]:
    """{"p", "verdict"} of people who answered twice, `up` and `down` of them differently: exact, two-sided."""
    if not people:
        return {"p": None, "verdict": MISSING}
    p = coin(up, down)
    if not up + down:
        return {"p": p, "verdict": SAME}
    return {"p": p, "verdict": MORE if p < DIFFER_BELOW else NO_MORE}


def coin(up: int, down: int) -> float:
    """The chance that so many fair tosses fall at least as unevenly: twice the binomial tail, at most 1."""
    tosses, ways, tail = up + down, 1, 0
    for n in range(min(up, down) + 1):
        tail += ways
        ways = ways * (tosses - n) // (n + 1)
    return min(1.0, tail / (1 << tosses) * 2)


def holm(chances: Sequence[float], level: float = DIFFER_BELOW) -> list[bool]:
    """Which stay below the level when all of them are looked at together: step down, smallest first (Holm 1979)."""
    held = [False] * len(chances)
    for step, n in enumerate(sorted(range(len(chances)), key=lambda n: chances[n])):
        if chances[n] * (len(chances) - step) >= level:
            break
        held[n] = True
    return held


def moves_between(kind: str, before: Ballots, after: Ballots, community_of: Mapping[str, str]) -> Moves:
    """People who answered the same thing in both rounds, per community. Up is: agree now, or a dot, or a higher score.

    Other answers are "not agree", so that moving from not sure to disagree is no change, as in the shares. For dots
    whoever has a ballot in both answered about every idea in either.
    """
    found: dict[tuple[str, str], dict[str, list[int]]] = {}
    for person in before.keys() & after.keys() & community_of.keys():
        then, now = before[person], after[person]
        for key in _keys(kind, then, now):
            cell = found.setdefault(key, {c: [0, 0, 0] for c in COMMUNITIES})[community_of[person]]
            first, second = _height(kind, then.get(key)), _height(kind, now.get(key))
            cell[0] += 1
            cell[1] += second > first
            cell[2] += second < first
    return {key: {c: (n, up, down) for c, (n, up, down) in cells.items()} for key, cells in found.items()}


def as_shares(stage: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A dots stage's ideas in the words of a vote: people with a dot there "agree" of all ballots."""
    return [
        {**idea, "communities": {c: {**cell, "agree": cell["people"], "answered": stage["ballots"][c]}
                                 for c, cell in idea["communities"].items()}}
        for idea in stage["ideas"]
    ]  # fmt: skip


def _keys(kind: str, then: Mapping[Any, Any], now: Mapping[Any, Any]) -> Iterable[tuple[str, str]]:
    real = [key for key in {**then, **now} if key[0]]
    if kind == "dots":
        return real if all(any(ballot.get(key) for key in real) for ballot in (then, now)) else ()
    return [key for key in real if then.get(key) is not None and now.get(key) is not None]


def _height(kind: str, answer: Any) -> int:
    if kind == "vote":
        return int(answer == "agree")
    return int(bool(answer)) if kind == "dots" else int(answer or 0)


def _pairs(before: Sequence[Row], after: Sequence[Row]) -> list[tuple[Row, Row]]:
    later = {row["idea"]: row for row in after}
    return [(row, later[row["idea"]]) for row in before if row["idea"] in later]


def _both(a: Row, b: Row) -> dict[str, Any]:
    return {
        **{name: b.get(name) for name in ("idea", "ref", "text", "name")},
        "texts": [a["text"], b["text"]],
        "readings": [{name: row.get(name) for name in ("reading", "close_call", "small_group")} for row in (a, b)],
    }


def _share_difference(a: Row, b: Row, community: str, moves: Moves | None) -> dict[str, Any]:
    sides = [row["communities"][community] for row in (a, b)]
    counts = [(cell["agree"], cell["answered"]) for cell in sides]
    shown = [{name: cell.get(name) for name in ("agree", "answered", "share", "likely_range")} for cell in sides]
    shares = [cell["share"] for cell in sides]
    moved = None if None in shares else shares[1] - shares[0]
    told: dict[str, Any] = {"a": shown[0], "b": shown[1], "difference": moved}
    if moves is None:
        return told | {"people": None, "up": None, "down": None} | two_shares(counts[0], counts[1])
    people, up, down = _moves_of(moves, a["idea"], "", community)
    return told | {"people": people, "up": up, "down": down} | two_answers(people, up, down)


def _score_difference(a: Row, b: Row, community: str, scale: str, moves: Moves | None) -> dict[str, Any]:
    sides = [row["communities"][community][scale] for row in (a, b)]
    names = ("answered", "median", "quartiles", "dissent")
    told: dict[str, Any] = {side: {n: cell[n] for n in names} for side, cell in zip("ab", sides, strict=True)}
    known = all(cell["median"] is not None for cell in sides)
    told["moved"] = sides[1]["median"] - sides[0]["median"] if known else None
    told["spread"] = _spread(*(cell["quartiles"] for cell in sides)) if known else None
    if moves is None:
        return told | {"people": None, "up": None, "down": None, "p": None, "verdict": None}
    people, up, down = _moves_of(moves, a["idea"], scale, community)
    return told | {"people": people, "up": up, "down": down} | two_answers(people, up, down)


def _spread(then: Sequence[float], now: Sequence[float]) -> str:
    before, after = then[1] - then[0], now[1] - now[0]
    return "same" if before == after else "closer" if after < before else "wider"


def _moves_of(moves: Moves, idea: str, scale: str, community: str) -> tuple[int, int, int]:
    return moves.get((idea, scale), {}).get(community, (0, 0, 0))
