"""The ballots that are counted twice: once by us, once by a library that shares no line with us."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping

from .ballots import completed, order_of, text_of

Ballots = Mapping[str, list[str]]  # community → ballots as text
Case = tuple[str, Ballots]  # ideas, ballots

EVENT = "abcdefghijklmno"
PEOPLE = {"citizen": 790, "ahp": 180, "other": 30}


def cases() -> dict[str, Case]:
    """{name: (ideas, ballots)}, the same every time."""
    return {
        "event": an_event(),
        "cycle": a_cycle(),
        "level_cycle": ("abc", {community: ["abc", "bca", "cab"] * 5 for community in PEOPLE}),
        "level_event": a_large_tie(),
        "winning_votes": winning_votes_against_margins(),
        "left_out": ("ab", {"citizen": ["a", "a"], "ahp": ["ba"], "other": []}),
        "two_communities": ("abcd", {"citizen": ["ab", "a(bc)", "d"], "ahp": ["bacd"], "other": []}),
        "before_one_more": ("abcd", {"citizen": ["acdb"], "ahp": ["bcda", "bdac"], "other": []}),
        "after_one_more": ("abcd", {"citizen": ["acdb", "abcd"], "ahp": ["bcda", "bdac"], "other": []}),
    }


def an_event() -> Case:
    """A thousand people and 15 ideas: most place five or fewer, and some hold neighbours level."""
    dice = random.Random(2022)
    return EVENT, {community: opinions(dice, people) for community, people in PEOPLE.items()}


def a_cycle() -> Case:
    """Five ideas without a Condorcet winner, by 45 people: the first example of Schulze 2011, seen as one community."""
    groups = {"acbed": 5, "adecb": 5, "bedac": 8, "cabed": 3, "caebd": 7, "cbade": 2, "dceba": 7, "ebadc": 8}
    ballots = [order for order, people in groups.items() for _ in range(people)]
    return "abcde", {"citizen": ballots, "ahp": [], "other": []}


def a_large_tie() -> Case:
    """Ballots and their mirror images, a thousand in all, so that every way of counting holds all ideas level."""
    dice = random.Random(4)
    seen = {community: opinions(dice, people // 2) for community, people in PEOPLE.items()}
    return EVENT, {community: ballots + list(map(mirrored, ballots)) for community, ballots in seen.items()}


def winning_votes_against_margins() -> Case:
    """Partial ballots that put b first by winning votes, but d by margins."""
    return "abcd", {"citizen": ["c", "d", "cd", "dabc"], "ahp": ["bd", "abcd", "abcd"], "other": []}


def mirrored(ballot: str) -> str:
    return text_of(completed(order_of(ballot), EVENT)[::-1])


def opinions(dice: random.Random, people: int) -> list[str]:
    """Ballots of people who lean one way together (Plackett 1975, Luce 1959), most of them partial."""
    leaning = {idea: dice.gauss(0, 1) for idea in EVENT}
    return [one_ballot(dice, leaning) for _ in range(people)]


def one_ballot(dice: random.Random, leaning: Mapping[str, float]) -> str:
    liking = {idea: lean - math.log(-math.log(dice.random())) for idea, lean in leaning.items()}
    best_first = sorted(liking, key=lambda idea: -liking[idea])
    placed = len(EVENT) if dice.random() < 0.15 else dice.choice((1, 2, 3, 3, 4, 5, 5, 5, 7, 10))
    tiers: list[list[str]] = []
    for idea in best_first[:placed]:
        if tiers and dice.random() < 0.12:
            tiers[-1].append(idea)
        else:
            tiers.append([idea])
    return text_of(tiers)
