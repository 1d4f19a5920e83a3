"""Groups of people who voted alike, whatever their community: exploratory, and shown only where chance is beaten.

As Polis finds them (Small, Bjorkegren, Erkkilä, Shaw and Megill 2021, "Polis: Scaling deliberation by mapping
high dimensional opinion spaces"): votes as 1, 0 and −1, gaps filled with the idea's mean, the first two principal
components, then k-means. What Polis leaves out is the gate: with 40 people, groups appear in pure noise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .communities import COMMUNITIES
from .session import Session
from .stages import READY

LEAST_PEOPLE, LEAST_IDEAS, LEAST_IN_A_GROUP = 100, 20, 15
LEAST_VOTES = 7
"""Votes that somebody needs to be placed, as Polis has it."""
COPIES = 19
"""Shuffled copies that the real votes must beat: 1 in 20 that chance alone does."""
FEWEST, MOST = 2, 5
STARTS, STEPS = 30, 100
SOME = 800
"""People among whom the silhouette is measured and the first tries are made, where there are more."""
STANDS_OUT = 1.2816
"""The 90th percentile of the normal distribution, one-sided: where Polis calls an idea representative of a group."""
MOST_NAMED = 5

Floats = NDArray[np.float64]
Groups = NDArray[np.int64]
VALUE = {"agree": 1.0, "unsure": 0.0, "disagree": -1.0}


@dataclass(frozen=True, slots=True)
class Votes:
    """`values` has the shape (people, ideas): 1, 0, −1, or NaN where somebody gave no answer."""

    people: tuple[str, ...]
    ideas: tuple[str, ...]
    values: Floats


def votes_in(session: Session) -> Votes:
    """Everybody's last answers to each idea in the votes of a session; only people with 7 answers or all of them."""
    stages = [s for s in session.stages.values() if s.kind == "vote" and s.state != READY]
    stages.sort(key=lambda stage: stage.opened_at or 0.0)
    ideas = tuple(dict.fromkeys(idea.id for stage in stages for idea in stage.ideas))
    column = {idea: n for n, idea in enumerate(ideas)}
    people = tuple(sorted(person.id for person in session.counted()))
    row = {person: n for n, person in enumerate(people)}
    values = np.full((len(people), len(ideas)), np.nan)
    for stage in stages:
        for person, ballot in stage.ballots.items():
            for (idea, _), choice in ballot.items():
                if person in row and idea in column and choice in VALUE:
                    values[row[person], column[idea]] = VALUE[choice]
    enough = np.count_nonzero(~np.isnan(values), axis=1) >= min(LEAST_VOTES, max(len(ideas), 1))
    return Votes(tuple(p for p, kept in zip(people, enough, strict=True) if kept), ideas, values[enough])


def opinion_groups(votes: Votes, community_of: Mapping[str, str], seed: int) -> dict[str, Any]:
    """{"shown": False, "why": few_people, few_ideas, small_groups or chance, "people", "ideas"}, or with shown True
    also "groups": [{people, communities: {c: n}, stands_for: [{idea, way, …}]}], largest first, "silhouette" (−1..1)
    and "by_chance": the best silhouette of 19 copies in which each idea's answers were dealt anew among them.

    `seed` starts every draw, so the same votes always give the same groups, in whatever order they came.
    """
    told: dict[str, Any] = {"shown": False, "people": len(votes.people), "ideas": len(votes.ideas)}
    if len(votes.people) < LEAST_PEOPLE:
        return told | {"why": "few_people"}
    if len(votes.ideas) < LEAST_IDEAS:
        return told | {"why": "few_ideas"}
    dice = np.random.default_rng(seed)
    real, groups = best_grouping(votes.values, dice)
    if groups is None:
        return told | {"why": "small_groups"}
    told["silhouette"], told["by_chance"] = real, -1.0
    for _ in range(COPIES):
        told["by_chance"] = max(told["by_chance"], best_grouping(shuffled(votes.values, dice), dice)[0])
        if told["by_chance"] >= real:
            return told | {"why": "chance"}
    return told | {"shown": True, "groups": _described(votes, groups, community_of)}


def best_grouping(values: Floats, dice: np.random.Generator) -> tuple[float, Groups | None]:
    """The silhouette and the groups, 0 … k − 1 by size, for the k from 2 to 5 with the highest silhouette among those
    whose groups all hold 15 people; (−1, None) where there is none."""
    points = projected(values)
    best: tuple[float, Groups | None] = (-1.0, None)
    some = np.sort(dice.choice(len(points), min(len(points), SOME), replace=False))
    apart = np.sqrt(_squares(points[some], points[some]))
    for k in range(FEWEST, MOST + 1):
        groups = k_means(points, k, dice)
        if np.bincount(groups, minlength=k).min() < LEAST_IN_A_GROUP:
            continue
        width = silhouette(apart, groups[some], k)
        if width > best[0]:
            best = (width, groups)
    return best


def projected(values: Floats) -> Floats:
    """(people, 2): the first two principal components (Pearson 1901) of the centred votes, gaps filled with the mean.

    As in Polis, people with few votes are moved out by √(ideas ÷ their votes), so that gaps do not pull to the middle.
    """
    known = ~np.isnan(values)
    counts = known.sum(axis=0)
    means = np.where(known, values, 0.0).sum(axis=0) / np.maximum(counts, 1)
    centred = np.where(known, values - means, 0.0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    points = centred @ axes[:, ::-1][:, :2]
    given = np.maximum(known.sum(axis=1), 1)
    scaled: Floats = points * np.sqrt(values.shape[1] / given)[:, None]
    return scaled


def k_means(points: Floats, k: int, dice: np.random.Generator) -> Groups:
    """Lloyd's algorithm (1982), begun as k-means++ (Arthur and Vassilvitskii 2007) 30 times; the best counts.

    Of more than 800 people the 30 tries look at 800, and the best of them goes on with all. Groups are 0 … k − 1,
    largest first.
    """
    some = points if len(points) <= SOME else points[dice.choice(len(points), SOME, replace=False)]
    tries = (_settled(some, _spread_out(some, k, dice)) for _ in range(STARTS))
    centres = min(tries, key=lambda centres: float(_squares(some, centres).min(axis=1).sum()))
    groups = _squares(points, _settled(points, centres)).argmin(axis=1)
    place = np.empty(k, dtype=np.int64)
    place[np.argsort(-np.bincount(groups, minlength=k), kind="stable")] = np.arange(k)
    named: Groups = place[groups]
    return named


def _settled(points: Floats, centres: Floats) -> Floats:
    """Centres moved to the middle of those nearest to them, until nobody changes sides."""
    k, before = len(centres), np.full(len(points), -1)
    for _ in range(STEPS):
        groups = _squares(points, centres).argmin(axis=1)
        if np.array_equal(groups, before):
            break
        before, sizes = groups, np.bincount(groups, minlength=k)
        sums = np.stack([np.bincount(groups, weights=axis, minlength=k) for axis in points.T], axis=1)
        centres = np.where(sizes[:, None] > 0, sums / np.maximum(sizes, 1)[:, None], centres)
    return centres


def silhouette(apart: Floats, groups: Groups, k: int) -> float:
    """The mean silhouette (Rousseeuw 1987) from all distances, shape (people, people); alone in a group is 0."""
    member = np.eye(k)[groups]
    sizes = member.sum(axis=0)
    sums = apart @ member
    rows = np.arange(len(groups))
    own = sums[rows, groups] / np.maximum(sizes[groups] - 1, 1)
    others = np.where(sizes > 0, sums / np.maximum(sizes, 1), np.inf)
    others[rows, groups] = np.inf
    nearest = others.min(axis=1)
    larger = np.maximum(own, nearest)
    alone = (sizes[groups] < 2) | (larger == 0) | np.isinf(larger)
    return float(np.where(alone, 0.0, (nearest - own) / np.where(alone, 1.0, larger)).mean())


def shuffled(values: Floats, dice: np.random.Generator) -> Floats:
    """Each idea's answers dealt anew to the very people who answered it: opinions that hang together no longer do,
    while how much each idea is liked, and who answered what, stay."""
    copy = values.copy()
    for column in copy.T:
        given = ~np.isnan(column)
        column[given] = dice.permutation(column[given])
    return copy


def representative(values: Floats, groups: Groups, group: int, ideas: Sequence[str]) -> list[dict[str, Any]]:
    """Ideas that set a group apart, strongest first: [{idea, way, inside, outside, inside_of, outside_of}].

    `way` is agree or disagree; `inside` of `inside_of` members did so, `outside` of `outside_of` others. As in Polis,
    with one added to each side: a share above a half, and above the others' by a test of two proportions, both at
    90 %. The groups were made from these votes, so this describes them and proves nothing.
    """
    inside, found = groups == group, []
    for n, idea in enumerate(ideas):
        for way in ("agree", "disagree"):
            counts = [(int((part == VALUE[way]).sum()), int((~np.isnan(part)).sum()))
                      for part in (values[inside, n], values[~inside, n])]  # fmt: skip
            (a, of), (b, rest) = counts
            alone, apart = _above_half(a, of), _above_others(a, of, b, rest)
            if min(alone, apart) > STANDS_OUT:
                weight = (a + 1) / (of + 2) * alone * (a + 1) / (of + 2) / ((b + 1) / (rest + 2)) * apart
                row = {"idea": idea, "way": way, "inside": a, "inside_of": of, "outside": b, "outside_of": rest}
                found.append((weight, row))
    found.sort(key=lambda each: -each[0])
    return [row for _, row in found[:MOST_NAMED]]


def _described(votes: Votes, groups: Groups, community_of: Mapping[str, str]) -> list[dict[str, Any]]:
    described = []
    for group in range(int(groups.max()) + 1):
        members = [p for p, g in zip(votes.people, groups, strict=True) if g == group]
        described.append({
            "people": len(members),
            "communities": {c: sum(community_of[p] == c for p in members) for c in COMMUNITIES},
            "stands_for": representative(votes.values, groups, group, votes.ideas),
        })  # fmt: skip
    return described


def _above_half(count: int, of: int) -> float:
    """z of one proportion against a half, one added to the count and to the whole, as Polis does."""
    return 2 * float(np.sqrt(of + 1)) * ((count + 1) / (of + 1) - 0.5)


def _above_others(a: int, of: int, b: int, rest: int) -> float:
    """z of two proportions with their common share, one added to each count and whole, as Polis does."""
    first, second = (a + 1) / (of + 1), (b + 1) / (rest + 1)
    both = (a + b + 2) / (of + rest + 2)
    if both in (0.0, 1.0):
        return 0.0
    return float((first - second) / np.sqrt(both * (1 - both) * (1 / (of + 1) + 1 / (rest + 1))))


def _spread_out(points: Floats, k: int, dice: np.random.Generator) -> Floats:
    """Centres to begin with: each next one more likely the further it is from those before."""
    chosen = [int(dice.integers(len(points)))]
    far = _squares(points, points[chosen]).min(axis=1)
    while len(chosen) < k:
        reach = np.cumsum(far)
        chosen.append(min(int(np.searchsorted(reach, dice.random() * reach[-1], side="right")), len(points) - 1))
        far = np.minimum(far, _squares(points, points[chosen[-1:]])[:, 0])
    return points[chosen]


def _squares(a: Floats, b: Floats) -> Floats:
    """Squared distances, shape (a, b)."""
    gaps: Floats = sum(((a[:, axis, None] - b[None, :, axis]) ** 2 for axis in range(a.shape[1])), np.zeros(()))
    return gaps
