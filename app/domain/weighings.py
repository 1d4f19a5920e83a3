"""What each finished session said about an idea, as a strategy may print it: small numbers protected, newest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .across import last_votes, wordings_of
from .communities import COMPARED
from .percentages import printed_share
from .pools import SESSIONS_FOR_A_RANGE, pooled, public_counts
from .small_numbers import protect

Outcome = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Weighing:
    """One session's vote on one idea. A compared community's cell is (agree, answered), or None where it is closed."""

    session: str
    name: str
    ended_at: str | None
    idea: str
    text: str
    """As it was worded then."""
    cells: Mapping[str, tuple[int, int] | None]
    reading: str
    close: bool
    small: bool
    comments: tuple[Mapping[str, Any], ...] = ()
    """The allowed ones of all its steps, most supported first."""

    def printed(self, community: str) -> str | None:
        """ "87%", or "6 of 8" of a small group, or None where too few answered."""
        cell = self.cells[community]
        return printed_share(*cell) if cell else None


def weighings_of(outcomes: Sequence[Outcome]) -> dict[str, list[Weighing]]:
    """{idea: what each session said, in the order of the outcomes}. Only votes have readings."""
    found: dict[str, list[Weighing]] = {}
    for outcome in outcomes:
        public = {**outcome, "stages": [_public(stage) for stage in outcome["stages"]]}
        said = _comments(outcome)
        for idea, row in last_votes(public).items():
            found.setdefault(idea, []).append(_weighing(outcome, idea, row, said.get(idea, ())))
    return found


def pool_over(outcomes: Sequence[Outcome], idea: str) -> dict[str, Any] | None:
    """One idea over at least four sessions that worded it alike, from cells that may be shown; else None (FACTS)."""
    rows = [(outcome["session"], votes[idea]) for outcome in outcomes if idea in (votes := last_votes(outcome))]
    if len(rows) < SESSIONS_FOR_A_RANGE or len(wordings_of((id, row["text"]) for id, row in rows)) > 1:
        return None
    counts = {
        c: public_counts([(row["communities"][c]["agree"], row["communities"][c]["answered"]) for _, row in rows])
        for c in COMPARED
    }
    whole = pooled(counts)
    return whole if whole["reading"] else None


def joined(mine: Sequence[Weighing], others: Sequence[Weighing]) -> list[Weighing]:
    """An idea's weighings, and of ideas that became part of it those of sessions that did not weigh the idea itself.

    The newest first.
    """
    own = {weighing.session for weighing in mine}
    both = [*mine, *(weighing for weighing in others if weighing.session not in own)]
    return sorted(both, key=lambda weighing: weighing.ended_at or "", reverse=True)


def _public(stage: Mapping[str, Any]) -> Mapping[str, Any]:
    if stage["kind"] != "vote":
        return stage
    named = {name: stage[name] for name in ("id", "kind", "title", "state", "opened_at")}
    return {**named, **protect(stage, "vote")}


def _weighing(outcome: Outcome, idea: str, row: Mapping[str, Any], said: Sequence[Mapping[str, Any]]) -> Weighing:
    cells = {c: (cell["agree"], cell["answered"]) if (cell := row["communities"][c])["answered"] else None
             for c in COMPARED}  # fmt: skip
    return Weighing(
        outcome["session"], outcome["name"], outcome["ended_at"], idea, row["text"], cells, row["reading"],
        row["close_call"], row["small_group"], tuple(said),
    )  # fmt: skip


def _comments(outcome: Outcome) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for stage in outcome["stages"]:
        for idea in stage["ideas"]:
            found.setdefault(idea["idea"], []).extend(idea.get("comments") or ())
    return {idea: sorted(said, key=lambda c: -int(c["support"])) for idea, said in found.items()}
