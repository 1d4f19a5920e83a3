"""What organisers decided about the ideas of an outcome, as its page shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.decisions import Decision, decision_labels, standing_decisions


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision that counts on one idea. `merged_with` is that idea's short name; `earlier` come newest first."""

    idea: str
    label: str
    verdict: str
    merged_with: str | None
    reason: str
    who: str
    at: float
    earlier: tuple[Decided, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionsScreen:
    """`ideas` are (id, short name) pairs to choose from, `names` the same by id; `by_idea` finds what was decided."""

    decided: tuple[Decided, ...]
    ideas: tuple[tuple[str, str], ...]
    by_idea: Mapping[str, Decided]
    names: Mapping[str, str]


def decisions_screen(decisions: Iterable[Decision], outcome: Mapping[str, Any]) -> DecisionsScreen:
    """`decisions` come oldest first. Ideas stand in the order of the run sheet."""
    labels, kept = decision_labels(outcome), list(decisions)
    before: dict[str, list[Decision]] = {}
    for decision in reversed(kept):
        before.setdefault(decision.idea, []).append(decision)
    standing = standing_decisions(kept)
    found = {
        idea: _decided(standing[idea], labels, tuple(_decided(d, labels) for d in before[idea][1:]))
        for idea in labels
        if idea in standing
    }
    return DecisionsScreen(tuple(found.values()), tuple(labels.items()), found, labels)


def _decided(decision: Decision, labels: Mapping[str, str], earlier: tuple[Decided, ...] = ()) -> Decided:
    return Decided(
        decision.idea, labels.get(decision.idea, decision.idea), decision.verdict,
        labels.get(decision.merged_with or ""), decision.reason, decision.who, decision.at, earlier,
    )  # fmt: skip
