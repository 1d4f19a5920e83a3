"""What the imagined workshop says: made-up answers to the example ideas, so that every kind of result is on show.

Nobody gave these answers. They are chosen so that some ideas are common ground, some closely so, and some are keener
on one side; who of a community gives which answer is dealt from a fixed seed.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

TOP = Path(__file__).resolve().parents[2]
CHOICES = ("agree", "unsure", "disagree")
SEED = 14

VOTES: dict[str, tuple[tuple[int, int, int], tuple[int, int, int]]] = {
    "E1": ((36, 1, 1), (21, 4, 2)), "E2": ((34, 3, 1), (23, 2, 2)), "E3": ((33, 4, 1), (25, 2, 0)),
    "E4": ((27, 9, 2), (20, 6, 1)), "E5": ((35, 2, 1), (15, 7, 5)), "E6": ((33, 3, 2), (10, 6, 11)),
    "E7": ((24, 9, 5), (22, 4, 1)), "E8": ((34, 3, 1), (19, 6, 2)), "E9": ((23, 12, 3), (24, 2, 1)),
    "E10": ((18, 13, 7), (21, 4, 2)), "E11": ((22, 8, 8), (20, 4, 3)), "E12": ((20, 13, 5), (16, 8, 3)),
    "E13": ((10, 9, 19), (12, 8, 7)), "E14": ((32, 5, 1), (13, 8, 6)),
}  # fmt: skip
"""{ref: (citizens, AHPs)}, each agree, not sure, disagree, of 38 citizens and 27 AHPs."""

FEW_VOTES: dict[str, tuple[tuple[int, int, int], tuple[int, int, int]]] = {
    "E3": ((8, 0, 0), (6, 0, 0)), "E1": ((7, 1, 0), (5, 0, 1)), "E2": ((6, 2, 0), (5, 0, 0)),
    "E9": ((4, 3, 1), (5, 1, 0)), "E6": ((7, 0, 1), (2, 1, 3)), "E13": ((3, 2, 3), (2, 1, 1)),
}  # fmt: skip
"""The same of 8 citizens and 6 AHPs."""

RANKED = ("E3", "E1", "E2", "E5", "E4", "E8", "E9", "E14")
CITIZENS_ORDER = ("E1", "E3", "E5", "E2", "E14", "E8", "E4", "E9")
AHPS_ORDER = ("E3", "E2", "E1", "E9", "E4", "E8", "E5", "E14")

PROFESSIONS = {
    "Physiotherapists": 8, "Occupational therapists": 5, "Paramedics": 4, "Speech and language therapists": 3,
    "Dietitians": 2, "Radiographers": 2, "Chiropodists/podiatrists": 2, "Art therapists": 1,
}  # fmt: skip

ALLOWED = [
    ("citizen", "E3", "I waited six weeks for someone to come. By then I’d stopped going out at all.", 14),
    ("ahp", "E3", "Falls clinics already hold slots. We could release them for home visits.", 9),
    ("ahp", "E3", "We’d need a car pool. Bus routes don’t reach the villages.", 6),
    ("citizen", "E3", "Ring first, so that my neighbour can be there and open the door.", 4),
    ("citizen", "E1", "I’ve told the story of my stroke eleven times. It is tiring each time.", 11),
    ("ahp", "E1", "A shared page that the person holds would save us all ten minutes a visit.", 7),
    ("ahp", "E2", "Most people who refer themselves need two visits, not six.", 5),
    ("citizen", "E5", "Not knowing is the worst part. Even a rough number of weeks would help.", 10),
    ("other", "E5", "As a practice manager I get these calls. An honest date would halve them.", 3),
    ("citizen", "E8", "On paper too, please. My mum has no phone.", 8),
]
"""Community, idea, words, and how many said “me too”. A host has allowed these."""

HIDDEN = [("citizen", "E6", "The clinic in our street is useless and everyone in it should go."),
          ("ahp", "E13", "Same as what I wrote before.")]  # fmt: skip

WAITING = [
    ("citizen", "E3", "Send someone who can fix the handrail the same day."),
    ("ahp", "E5", "Dr Example’s list is the real problem, everyone knows it."),
    ("citizen", "E6", "I get paid by the shift. A Tuesday at 11 costs me £60."),
    ("other", "E3", "Please tell the GP practice, so we don’t book twice."),
    ("citizen", "E4", "Evenings please. Mornings are my worst time."),
    ("ahp", "E10", "I would gladly run an hour there every week."),
]

LONG = (
    "When the speech therapy waiting list is long, please write and tell us honestly how many weeks it is, who to "
    "ring if things get worse, and what we can already practise at home with our son in the meantime, so that we "
    "don’t lose the months when it would help him most"
)

MORE_IDEAS = """comment,name,theme
Someone to call once the six weeks after a stroke are over,A key worker,At home
"Text me when a slot comes free, so I’m not ringing at 8 every morning",Text me a slot,Getting in
Letters in print large enough to read without my grandson,Large print,Getting in
Let me refer myself to a physio without seeing the GP first,Physio without the GP,Getting in
,No words,At home
Somebody to walk with me the first time I go out,Walk with me,Near me
Warm-water classes in the school pool on Sundays,Pool on Sundays,Near me
"A home visit within two days of a fall, not six weeks later",Falls,At home
Show my daughter how to help me up safely,Teach my family,At home
"""
"""A file to import: one row has no words, one is an idea that the programme has, and one resembles one."""


def example_ideas() -> list[dict[str, Any]]:
    """The fourteen ideas that come with the product."""
    found: list[dict[str, Any]] = json.loads((TOP / "app/data/example.json").read_text("utf-8"))["ideas"]
    return found


def dealt(counts: Sequence[int], people: int, ref: str, community: str) -> list[str | None]:
    """Who gives which answer: one choice for each of so many people, None for those who give none."""
    answers: list[str | None] = [choice for choice, n in zip(CHOICES, counts, strict=True) for _ in range(n)]
    answers += [None] * (people - len(answers))
    random.Random(f"{SEED} {ref} {community}").shuffle(answers)
    return answers


def ordered(order: Sequence[str], person: int, community: str, places: int = 5) -> list[str]:
    """One person's ranking: their community's order with a few neighbours swapped."""
    dice, mine = random.Random(f"{SEED} {person} {community}"), list(order)
    for at in range(len(mine) - 1):
        if dice.random() < 0.3:
            mine[at], mine[at + 1] = mine[at + 1], mine[at]
    return mine[:places]
