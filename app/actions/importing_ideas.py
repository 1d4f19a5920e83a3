"""Importing a file of ideas into a programme: what it would do, or done."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlmodel import Session as Db

from app.storage.ideas import ideas_of, refs_put_by
from app.storage.store import Store

from . import import_plan
from .import_plan import ExistingIdea, ImportPlan
from .importing import plan_import, read_table
from .planning import NewIdea, add_ideas, must_exist


async def import_ideas(
    store: Store, programme: str, data: bytes, filename: str, now: float, dry_run: bool
) -> dict[str, Any]:
    """{created, duplicates, rejected, look_alikes, columns} as JSON-ready data; created ideas have ids unless dry_run.

    Reading and comparing run in a reader's thread; what is created is compared again in the writing transaction.
    """
    plan = await store.read(planned, programme, data, filename)
    if dry_run:
        return plan_json(plan, [])
    return await store.write(_import, programme, data, filename, now)


def planned(db: Db, programme: str, data: bytes, filename: str, compare: bool = True) -> ImportPlan:
    """What importing this file now would do. Raises Refusal."""
    must_exist(db, programme)
    existing = [ExistingIdea(idea.id, idea.ref, idea.text) for idea in ideas_of(db, programme)]
    return plan_import(read_table(data, filename), existing, compare, refs_put_by(db, programme))


def _import(db: Db, programme: str, data: bytes, filename: str, now: float) -> dict[str, Any]:
    plan = planned(db, programme, data, filename, compare=False)
    new = [as_given(idea) for idea in plan.created]
    made = add_ideas(db, programme, new, now)
    return plan_json(plan, [idea.id for idea in made])


def as_given(idea: import_plan.NewIdea) -> NewIdea:
    """A row as an organiser's own idea."""
    return NewIdea(idea.text, idea.ref, idea.name, idea.theme, idea.detail, idea.easy_read, idea.translations)


def plan_json(plan: ImportPlan, ids: list[str]) -> dict[str, Any]:
    created = [asdict(idea) | ({"id": ids[n]} if ids else {}) for n, idea in enumerate(plan.created)]
    return {
        "created": created,
        "duplicates": [asdict(d) for d in plan.duplicates],
        "rejected": [asdict(r) for r in plan.rejected],
        "look_alikes": [asdict(d) for d in plan.look_alikes],
        "columns": plan.columns,
    }
