"""What became of an idea, told back to those who said it: doing it, still working on it, or not now, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .decisions import CARRY_FORWARD, PARK, Decision
from .drafts import AGREED
from .refusals import Refusal
from .wording import tidied

DOING, WORKING, NOT_NOW = "doing", "working", "not_now"
VERDICTS = (DOING, WORKING, NOT_NOW)
LONGEST_STORY = 1_000


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an organiser could say, from what was decided and drafted. It is never told unless somebody keeps it."""

    verdict: str
    text: str


def judged_story(verdict: str, text: str) -> Proposal:
    """The story as it is kept. Raises Refusal bad_field or too_long, naming the field that is wrong."""
    kept = tidied(text)
    if verdict not in VERDICTS:
        raise Refusal("bad_field", "Choose doing it, still working on it, or not now.", "verdict")
    if not kept:
        raise Refusal("bad_field", "Please say why in a few words.", "text")
    if len(kept) > LONGEST_STORY:
        raise Refusal("too_long", "Please keep it under {longest} characters.", "text", longest=LONGEST_STORY)
    return Proposal(verdict, kept)


def proposed(statements: Sequence[tuple[str, str]], decision: Decision | None) -> Proposal | None:
    """What follows from the statements, [(state, text)], and the decision that counts; None where nothing does.

    An agreed statement is being done and a drafted one worked on; without any, the decision speaks for itself.
    """
    agreed = [text for state, text in statements if state == AGREED]
    if agreed:
        return Proposal(DOING, _short(" ".join(agreed)))
    if statements:
        return Proposal(WORKING, _short(" ".join(text for _, text in statements)))
    if decision is None or decision.verdict not in (CARRY_FORWARD, PARK):
        return None
    return Proposal(WORKING if decision.verdict == CARRY_FORWARD else NOT_NOW, _short(decision.reason))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_STORY else text[: LONGEST_STORY - 1].rstrip() + "…"
