"""What a simulated participant does in a step: plausible answers, a remark now and then, all marked as a rehearsal's.

Ideas are liked alike by most of a community, so that results have common ground and differences to talk about.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Any

Act = dict[str, Any]
Snapshot = Mapping[str, Any]

SAID = (
    "Rehearsal comment: this would have helped my family.",
    "Rehearsal comment: who would pay for it?",
    "Rehearsal comment: we tried something like this, and it worked.",
    "Rehearsal comment: please think of people without a car.",
    "Rehearsal comment: this matters most to those who live alone.",
)
SUGGESTED = (
    "Rehearsal idea: one telephone number for everything",
    "Rehearsal idea: letters in plain words",
    "Rehearsal idea: a place to ask questions without an appointment",
    "Rehearsal idea: somebody who looks in after the hospital",
)
SKIPS, SAYS, SAYS_IN_A_TALK, ME_TOO, FINISHES = 0.05, 0.1, 0.35, 0.25, 0.85


def answers_to(snapshot: Snapshot, dice: Random) -> list[Act]:
    """All that one person will do in the step that is open, in order. `snapshot` is what GET /api/v1/me tells."""
    stage = snapshot["stage"]
    weigh = _WAYS.get(stage["kind"])
    if weigh is None:
        return []
    acts = [*weigh(snapshot, dice), *_remarks(snapshot, dice)]
    if stage["settings"]["by"] != "table" and dice.random() < FINISHES:
        acts.append({"do": "done"})
    return [{"id": str(uuid.UUID(int=dice.getrandbits(128), version=4)), "stage": stage["id"]} | act for act in acts]


def liking(what: str, community: str) -> float:
    """How much a community likes an idea, 0 to 1: the same for all its people, and not far from the other's."""
    shared, own = Random(what).random(), Random(f"{what}|{community}").random()
    return 0.15 + 0.8 * (0.65 * shared + 0.35 * own)


def _vote(snapshot: Snapshot, dice: Random) -> Iterator[Act]:
    for idea in snapshot["order"]:
        if dice.random() < SKIPS:
            continue
        likes, mood = liking(idea, _community(snapshot)), dice.random()
        choice = "agree" if mood < likes else "unsure" if mood < likes + 0.45 * (1 - likes) else "disagree"
        yield {"do": "vote", "idea": idea, "choice": choice}


def _dots(snapshot: Snapshot, dice: Random) -> Iterator[Act]:
    settings, ideas = snapshot["stage"]["settings"], _ideas(snapshot)
    most = settings["most_per_idea"] or settings["budget"]
    given = dict.fromkeys(ideas, 0)
    for _ in range(settings["budget"]):
        free = [idea for idea in ideas if given[idea] < most]
        if free:
            given[dice.choices(free, [liking(idea, _community(snapshot)) ** 2 for idea in free])[0]] += 1
    yield from ({"do": "dots", "idea": idea, "dots": dots} for idea, dots in given.items() if dots)


def _rate(snapshot: Snapshot, dice: Random) -> Iterator[Act]:
    settings = snapshot["stage"]["settings"]
    for idea in _ideas(snapshot):
        for scale in settings["scales"]:
            mean = liking(f"{idea}|{scale['key']}", _community(snapshot)) * (settings["steps"] - 1)
            score = 1 + min(settings["steps"] - 1, max(0, round(dice.gauss(mean, 0.8))))
            yield {"do": "rate", "idea": idea, "scale": scale["key"], "score": score}


def _rank(snapshot: Snapshot, dice: Random) -> Iterator[Act]:
    """Most people place a few ideas and leave the rest; a table places all and hands its list in."""
    settings, ideas = snapshot["stage"]["settings"], _ideas(snapshot)
    if not ideas:
        return
    worth = {idea: liking(idea, _community(snapshot)) + dice.gauss(0, 0.15) for idea in ideas}
    most = min(settings["places"] or len(ideas), len(ideas))
    placed = sorted(ideas, key=lambda idea: -worth[idea])
    if settings["by"] != "table":
        yield {"do": "rank", "order": placed[: dice.randint(min(3, most), most)]}
    elif (table := snapshot.get("table")) and not table["written_by_another"] and not table["handed_in"]:
        yield {"do": "rank", "order": placed[:most]}  # the first who sends one is the scribe, the others are told
        yield {"do": "hand_in", "on": True}


def _gather(snapshot: Snapshot, dice: Random) -> Iterator[Act]:
    most = min(snapshot["stage"]["settings"]["most_per_person"] or 2, 2)
    yield from ({"do": "suggest", "text": text} for text in dice.sample(SUGGESTED, dice.randint(0, most)))


def _discuss(snapshot: Snapshot, dice: Random) -> Iterator[Act]:
    yield from ()


_WAYS: dict[str, Callable[[Snapshot, Random], Iterator[Act]]] = {
    "vote": _vote, "dots": _dots, "rate": _rate, "rank": _rank, "gather": _gather, "discuss": _discuss,
}  # fmt: skip


def _remarks(snapshot: Snapshot, dice: Random) -> Iterator[Act]:
    """A comment now and then where they are taken, and a "me too" to somebody else's."""
    stage, ideas = snapshot["stage"], _ideas(snapshot)
    if not ideas or not stage["settings"]["comments"] or snapshot.get("comments_paused"):
        return
    if dice.random() < (SAYS_IN_A_TALK if stage["kind"] == "discuss" else SAYS):
        yield {"do": "comment", "idea": dice.choice(ideas), "text": dice.choice(SAID)}
    others = [c["id"] for idea in snapshot["ideas"] for c in idea["comments"] if not c["mine"] and not c["supported"]]
    if others and dice.random() < ME_TOO:
        yield {"do": "support", "comment": dice.choice(others), "on": True}


def _ideas(snapshot: Snapshot) -> Sequence[str]:
    return [idea["id"] for idea in snapshot["ideas"]]


def _community(snapshot: Snapshot) -> str:
    return str(snapshot["participant"]["community"])
