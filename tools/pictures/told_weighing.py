"""What a second imagined workshop suggests, shares out and rates: made-up words and figures, like those of `told`."""

from __future__ import annotations

import random
from collections.abc import Mapping

from .told import SEED

QUESTION = "What would help you stay well at home?"

EARLIER = [
    "A bench halfway up the hill to the surgery", "Somebody who rings me the week after I come home",
    "A handrail before I fall, not after", "One list of what I take, in words I know",
    "Show me the exercise, then watch me do it", "A lift to the group when the bus is off",
    "A room at the library to try equipment", "Text me the day before, not the week before",
    "Meals that a diabetic can eat from the food bank", "A carer’s hour, so that I can sleep",
    "Somebody to ask at the weekend", "Let my neighbour come along to the visit",
    "A walking frame that folds into a car", "A sheet on the fridge for whoever visits",
    "Swap shoes for slippers that hold", "The same person on the telephone each time",
    "A light that comes on by itself at night", "Tell my daughter too, if I say so",
    "A chair with arms in every waiting room", "Puzzles and music for the long days",
]  # fmt: skip
"""What was suggested earlier, oldest first."""

NEWEST = [
    ("ahp", 0, "Warm-water classes in the school pool on Sundays"),
    ("citizen", 2, "Letters in big print and in Urdu"),
    ("other", 0, "A list of who visits whom, kept at the pharmacy"),
    ("ahp", 9, "Let us order small equipment without a second form"),
    ("citizen", 4, "Teach my daughter how to help me up safely"),
    ("citizen", 5, "Someone to walk with me the first time I go out again"),
    ("ahp", 12, "One shared diary, so two of us don’t visit on the same day"),
    ("citizen", 7, "A number I can ring when the exercises hurt"),
]
"""Community, who of it, and words; oldest first. A host has allowed these."""

WAITING = ["Warmer waiting rooms", "A tea round for carers on the ward", "Ring before you come"]

DOTS = {
    "E3": (27, 21), "E1": (29, 16), "E2": (20, 17), "E8": (15, 11), "E4": (13, 12), "E9": (6, 13), "E5": (17, 4),
    "E14": (8, 1),
}  # fmt: skip
"""{ref: (citizens, AHPs)} who give the idea a dot, of 38 citizens and 27 AHPs."""
NOT_USED = (6, 4)

RATED = {
    "E1": ((4.9, 3.5), (4.65, 2.3)), "E3": ((4.55, 3.85), (4.65, 3.5)), "E14": ((4.0, 2.45), (3.7, 1.8)),
    "E6": ((4.0, 3.5), (3.45, 1.45)), "E2": ((4.0, 4.5), (3.85, 3.75)), "E7": ((3.25, 4.65), (3.35, 4.15)),
    "E12": ((2.55, 2.7), (2.75, 3.3)), "E13": ((1.9, 4.1), (2.4, 3.75)),
}  # fmt: skip
"""{ref: (citizens, AHPs)}, each the mean importance and the mean ease from 1 to 5."""


def dots_dealt(counts: Mapping[str, int], people: int, not_used: int, budget: int = 5) -> list[dict[str, int]]:
    """Each person's dots by ref, so that so many people give each idea one, and so many dots stay unused in all."""
    dice = random.Random(f"{SEED} dots {people}")
    given: list[dict[str, int]] = [{} for _ in range(people)]
    for ref, count in sorted(counts.items(), key=lambda one: -one[1]):
        order = sorted(range(people), key=lambda n: (len(given[n]) >= budget, dice.random()))
        for n in order[:count]:
            given[n][ref] = 1
    for _ in range(budget * people - not_used - sum(counts.values())):
        free = [n for n, dots in enumerate(given) if dots and sum(dots.values()) < budget]
        mine = given[dice.choice(free)]
        mine[dice.choice(sorted(mine))] += 1
    return given


def scores_dealt(mean: float, people: int, name: str, spread: float = 0.6) -> list[int]:
    """One score from 1 to 5 for each person, with about this mean."""
    dice = random.Random(f"{SEED} {name} {people}")
    scores = [min(5, max(1, round(dice.gauss(mean, spread)))) for _ in range(people)]
    while missing := round(mean * people) - sum(scores):
        step = 1 if missing > 0 else -1
        n = dice.choice([n for n, score in enumerate(scores) if 1 <= score + step <= 5])
        scores[n] += step
    return scores
