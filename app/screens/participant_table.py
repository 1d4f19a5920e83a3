"""What a participant sees of tables: where they sit, whose phone writes their table's list, and that list."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from app.domain.session import Session
from app.domain.stages import Stage, Table, plain_order

from .table_rounds import round_number, rounds_of, source_of


@dataclass(frozen=True, slots=True)
class Round:
    """A round of tables, the same for all phones. `dealt`: people have tables; else each phone writes one list."""

    stage: str
    number: int
    of: int
    dealt: bool
    starts: bool
    """Whether the ideas stand in the shared order of an earlier step."""


def round_of(session: Session, stage: Stage | None) -> Round | None:
    """None for a step that tables do not rank."""
    if stage is None or not stage.by_table:
        return None
    number, of = round_number(session, stage)
    dealt = any(table.dealt for table in stage.tables.values())
    return Round(stage.id, number, of, dealt, source_of(session, stage) is not None)


def seats_of(session: Session, person: str) -> dict[str, dict[str, Any]]:
    """{round: where this person sits and what their table has agreed}; rounds without a seat are not in it.

    A list is in it only for those who sit at its table.
    """
    rounds = rounds_of(session)
    seats = {stage.id: _seat(table, person) for stage in rounds if (table := stage.table_of(person)) is not None}
    known = session.people.get(person)
    number = known.arrival if known is not None else 0
    return {stage: seat | {"number": number} for stage, seat in seats.items()}


def _seat(table: Table, person: str) -> dict[str, Any]:
    """`state`: in (handed in), write (this phone does), other (another one does) or free (nobody's does)."""
    mine = table.scribe == person
    return {
        "table": table.number if table.dealt else 0,
        "people": len(table.members),
        "mine": mine,
        "written": table.scribe is not None,
        "begun": bool(table.order),
        "order": plain_order(table.order),
        "handed_in": table.handed_in,
        "reasons": dict(table.reasons),
        "state": "in" if table.handed_in else "write" if mine else "other" if table.scribe else "free",
    }


def table_marks(session: Session) -> dict[str, dict[str, str]]:
    """{round of now or next: {table: a mark}} that changes with who sits there, who writes, and handing in.

    It is the same for all phones and tells none of it; a phone whose own table's mark changed asks how things stand.
    Nothing of a list is in it but that it has begun.
    """
    found = {}
    for stage in (session.current_stage(), session.next_stage()):
        if stage is not None and stage.by_table:
            found[stage.id] = {str(table.number): _mark(table) for table in stage.tables.values() if table.dealt}
    return found


def _mark(table: Table) -> str:
    known = repr((table.members, table.scribe, bool(table.order), table.handed_in)).encode()
    return hashlib.blake2b(known, digest_size=4).hexdigest()
