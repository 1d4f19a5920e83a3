"""Suggestions worded almost alike, in pairs for a host to decide on: nothing is joined unasked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from app.domain.lookalikes import look_alikes_among
from app.domain.session import ALLOWED, WAITING, Session, Suggestion

MOST_COMPARED = 300
"""The newest suggestions of a step. More would hold up the room while they are compared."""
MOST_SHOWN = 5
LINE = 0.6
"""Suggestions are short, so two that mean one thing share fewer letters than sentences would."""

Pair = frozenset[str]


@dataclass(frozen=True, slots=True)
class Alike:
    """Two suggestions of one step, the earlier one first."""

    first: Suggestion
    second: Suggestion


def pairs_alike(session: Session, apart: Collection[Pair]) -> tuple[Alike, ...]:
    """The likeliest pairs of the step people look at, but those that the host has said to keep apart."""
    stage = session.current_stage()
    if stage is None or stage.kind != "gather":
        return ()
    taken, here = session.taken_up(), [s for s in session.suggestions.values() if s.stage == stage.id]
    open_ones = [s for s in here if s.state in (WAITING, ALLOWED) and s.participant in session.people]
    listed = [s for s in open_ones if s.id not in taken][-MOST_COMPARED:]
    found = look_alikes_among([s.text for s in listed], line=LINE)
    found = sorted(found, key=lambda pair: -pair[2])
    pairs = (Alike(listed[earlier], listed[later]) for later, earlier, _ in found)
    return tuple(p for p in pairs if frozenset((p.first.id, p.second.id)) not in apart)[:MOST_SHOWN]
