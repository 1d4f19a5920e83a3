"""Adding ideas after a look at what would happen: from a file, or from lines that were pasted."""

from __future__ import annotations

from collections.abc import Set

from sqlmodel import Session as Db

from app.domain.refusals import Refusal
from app.storage.ideas import ideas_of
from app.storage.tables import Idea

from .import_plan import ExistingIdea, ImportPlan
from .importing import pasted_lines, plan_import
from .importing_ideas import as_given, planned
from .planning import add_ideas, must_exist
from .tabular import Row, Table

MOST_LINES = 2_000


def planned_lines(db: Db, programme: str, text: str, compare: bool = True) -> ImportPlan:
    """What adding these lines would do, one idea a line. Raises Refusal bad_field where there is none."""
    must_exist(db, programme)
    lines = pasted_lines(text)
    if not lines:
        raise Refusal("bad_field", "Paste at least one idea.", "lines")
    if len(lines) > MOST_LINES:
        raise Refusal("too_many", "Paste up to {most} lines at a time.", "lines", most=MOST_LINES)
    rows = tuple(Row(n, (line,)) for n, line in enumerate(lines, start=1))
    existing = [ExistingIdea(idea.id, idea.ref, idea.text) for idea in ideas_of(db, programme)]
    return plan_import(Table(Row(0, ("text",)), rows), existing, compare)


def add_lines(db: Db, programme: str, text: str, leave_out: Set[int], now: float) -> list[Idea]:
    """Adds the new ones among these lines but those left out, all or none."""
    return _add(db, programme, planned_lines(db, programme, text, compare=False), leave_out, now)


def add_from_file(db: Db, programme: str, data: bytes, filename: str, leave_out: Set[int], now: float) -> list[Idea]:
    """Adds the new ideas of a file but the rows left out, all or none; compared again in this transaction."""
    return _add(db, programme, planned(db, programme, data, filename, compare=False), leave_out, now)


def _add(db: Db, programme: str, plan: ImportPlan, leave_out: Set[int], now: float) -> list[Idea]:
    new = [as_given(idea) for idea in plan.created if idea.row not in leave_out]
    return add_ideas(db, programme, new, now)
