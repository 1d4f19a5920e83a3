"""Questions about printed ballots: which numbers were handed out for which step. Kept beside the journal, as looks."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import Session as Db
from sqlmodel import col

from .secrets import new_id
from .tables import Look

PRINTED = "printed "


def record_print(db: Db, session: str, who: str, stage: str, first: int, count: int, at: float) -> None:
    """Ballots of one step were handed out, with the numbers `first` and on."""
    db.add(Look(id=new_id(), session=session, at=at, who=who, what=f"{PRINTED}{first} {count} {stage}"))
    db.flush()


def printed_for(db: Db, session: str) -> dict[str, frozenset[int]]:
    """{stage: the numbers that were handed out for it}; stages without any are not in it."""
    rows = db.scalars(select(col(Look.what)).where(col(Look.session) == session, col(Look.what).startswith(PRINTED)))
    found: dict[str, frozenset[int]] = {}
    for row in rows:
        first, count, stage = row.removeprefix(PRINTED).split(" ", 2)
        found[stage] = found.get(stage, frozenset()) | frozenset(range(int(first), int(first) + int(count)))
    return found
