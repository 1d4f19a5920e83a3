"""What organisers decide about an idea after a session: beside the outcome, never in it.

Each decision has a reason, a name and a date. It may be changed: every one is kept, and of an idea the newest counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .outcomes import rfc3339
from .refusals import Refusal
from .wording import label_of, tidied

CARRY_FORWARD, MERGE_WITH, PARK = "carry_forward", "merge_with", "park"
VERDICTS = (CARRY_FORWARD, MERGE_WITH, PARK)
LONGEST_REASON = 2_000
LONGEST_NAME = 200

DECISION_COLUMNS = (
    ("idea", "The idea's id"),
    ("ref", "The organiser's own key of the idea"),
    ("text", "The idea as it was worded when its step opened"),
    ("verdict", "carry_forward, merge_with or park"),
    ("merged_with", "The id of the idea it is merged with"),
    ("merged_with_text", "That idea's words"),
    ("reason", "Why, in the organisers' words"),
    ("who", "Who decided, as they put their name"),
    ("at", "When"),
    ("stands", "Whether this is the newest decision on the idea: the one that counts"),
)


@dataclass(frozen=True, slots=True)
class Decision:
    id: str
    idea: str
    verdict: str
    merged_with: str | None
    reason: str
    who: str
    at: float
    """Seconds since 1970."""

    def says_the_same(self, other: Decision) -> bool:
        return (self.idea, self.verdict, self.merged_with, self.reason, self.who) == (
            other.idea, other.verdict, other.merged_with, other.reason, other.who,
        )  # fmt: skip


def ideas_decided_on(outcome: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Every idea of an outcome by its id, in the order of the run sheet, as its last step worded it."""
    return {idea["idea"]: idea for stage in outcome["stages"] for idea in stage["ideas"]}


def judged(asked: Decision, ideas: Collection[str], standing: Mapping[str, Decision]) -> Decision:
    """The decision as it is kept. `ideas` are those of the outcome, `standing` the decisions that count now.

    Raises Refusal unknown_idea, bad_field or too_long, naming the field that is wrong.
    """
    if asked.idea not in ideas:
        raise Refusal("unknown_idea", "Choose an idea of this workshop.", "idea")
    if asked.verdict not in VERDICTS:
        raise Refusal("bad_field", "Choose carry forward, merge or park.", "verdict")
    other = asked.merged_with if asked.verdict == MERGE_WITH else None
    if asked.verdict == MERGE_WITH:
        _check_merge(asked.idea, other, ideas, standing)
    reason, who = tidied(asked.reason), " ".join(tidied(asked.who).split())
    if not reason:
        raise Refusal("bad_field", "Please give a reason in a few words.", "reason")
    if len(reason) > LONGEST_REASON:
        raise Refusal(
            "too_long", "Please keep the reason under {longest} characters.", "reason", longest=LONGEST_REASON
        )
    if not who:
        raise Refusal("bad_field", "Please say who decided.", "who")
    if len(who) > LONGEST_NAME:
        raise Refusal("too_long", "Please keep the name under {longest} characters.", "who", longest=LONGEST_NAME)
    return Decision(asked.id, asked.idea, asked.verdict, other, reason, who, asked.at)


def _check_merge(idea: str, other: str | None, ideas: Collection[str], standing: Mapping[str, Decision]) -> None:
    """Two ideas merge into another one that stays: never into itself, nor in a circle."""
    if not other:
        raise Refusal("bad_field", "Choose the idea to merge it with.", "merged_with")
    if other == idea:
        raise Refusal("bad_field", "An idea cannot be merged with itself.", "merged_with")
    if other not in ideas:
        raise Refusal("unknown_idea", "Choose an idea of this workshop to merge it with.", "merged_with")
    next_one: str | None = other
    while next_one is not None:
        if next_one == idea:
            raise Refusal("bad_field", "That idea is merged with this one already.", "merged_with")
        known = standing.get(next_one)
        next_one = known.merged_with if known is not None else None


def standing_decisions(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """idea → the decision that counts. `decisions` come oldest first."""
    return {decision.idea: decision for decision in decisions}


def decision_rows(decisions: Iterable[Decision], outcome: Mapping[str, Any]) -> list[list[Any]]:
    """A row for every decision, oldest first, with a cell for each of DECISION_COLUMNS. Times are RFC 3339."""
    kept, ideas = list(decisions), ideas_decided_on(outcome)
    standing = {decision.id for decision in standing_decisions(kept).values()}
    return [
        [
            d.idea, ideas.get(d.idea, {}).get("ref"), ideas.get(d.idea, {}).get("text"), d.verdict, d.merged_with,
            ideas.get(d.merged_with or "", {}).get("text"), d.reason, d.who, rfc3339(d.at), d.id in standing,
        ]
        for d in kept
    ]  # fmt: skip


def decision_labels(outcome: Mapping[str, Any]) -> dict[str, str]:
    """idea → its short name, for choosing and for naming what an idea was merged with."""
    return {id: label_of(idea) for id, idea in ideas_decided_on(outcome).items()}
