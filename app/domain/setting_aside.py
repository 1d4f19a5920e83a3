"""Setting people aside: all that they gave is kept and counts nowhere, until a host takes it back. Nobody is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

from . import asking, events
from .communities import by_community
from .refusals import Refusal
from .session import Session
from .stages import WEIGHING, Stage

QUICK, SAME, BUSY, HOST = "quick", "same", "busy", "host"
REASONS = (QUICK, SAME, BUSY, HOST)
"""What looked odd (see `integrity`), or that the host decided so without it."""


def set_people_aside(session: Session, deed: asking.SetPeopleAside, now: float) -> events.PeopleSetAside | None:
    """Also after the finish: the outcome gets its next revision. None where all of it is so already."""
    if deed.reason not in REASONS:
        raise Refusal("bad_field", "This reason is not known here.", "reason")
    known = tuple(person for person in dict.fromkeys(deed.participants) if person in session.people)
    if not known:
        raise Refusal("bad_field", "This person is not here.", "participants")
    changed = tuple(person for person in known if not _is_so(session, person, deed.aside))
    return events.PeopleSetAside(changed, deed.aside, deed.reason) if changed else None


def _is_so(session: Session, person: str, aside: bool) -> bool:
    return person in session.aside if aside else person not in session.aside and person in session.kept_in


def decide_about(session: Session, event: events.PeopleSetAside) -> None:
    """Folds a host's decision in. Who has taken everything back since is passed over: the journal still names them."""
    for person in event.participants:
        session.aside.pop(person, None)
        session.kept_in.discard(person)
        if person in session.people and event.aside:
            session.aside[person] = event.reason
        elif person in session.people:
            session.kept_in.add(person)


def counts_of_aside(session: Session) -> dict[str, Any]:
    """Who is set aside and would count otherwise: {people, communities: {community: n}, reasons: {reason: n}}."""
    gone = [person for person in session.counted_or_aside() if person.id in session.aside] if session.aside else []
    reasons = Counter(session.aside[person.id] for person in gone)
    return {
        "people": len(gone),
        "communities": by_community(person.community for person in gone),
        "reasons": {reason: reasons[reason] for reason in REASONS if reasons[reason]},
    }


def gave_something(stage: Stage, people: Collection[str]) -> bool:
    """Whether any of them has an answer in this stage, or sits at a table that has ordered its ideas."""
    if stage.kind not in WEIGHING:
        return False
    return any(stage.ballots.get(person) for person in people) or any(
        table.order and any(member in people for member in table.members) for table in stage.tables.values()
    )
