"""What was done last to an idea, so that it can be undone."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session as Db
from sqlmodel import col

from .merges import merges_into
from .quotes import all_quotes_of
from .tables import Idea, IdeaMerge
from .wordings import MERGED, wording_numbered

QUOTED, LOOSENED, JOINED, WORDED = "quoted", "loosened", "merged", "worded"


@dataclass(frozen=True, slots=True)
class LastDeed:
    """`what` is quoted, loosened, merged or worded; `id` that of the quote or merge, or the wording's number."""

    what: str
    id: str
    at: float


def last_deed(db: Db, idea: Idea) -> LastDeed | None:
    """None where nothing was done, or where the last thing was undoing a merge."""
    deeds = [
        LastDeed(QUOTED, q.id, q.at) if q.removed_at is None else LastDeed(LOOSENED, q.id, q.removed_at)
        for q in all_quotes_of(db, idea.id)
        if q.starts < q.ends
    ]
    wording = wording_numbered(db, idea.id, idea.version)
    before = wording_numbered(db, idea.id, idea.version - 1)
    if wording is not None and wording.how != MERGED and before is not None and before.text:
        deeds.append(LastDeed(WORDED, str(wording.number), wording.at))
    deeds += [LastDeed(JOINED, merge.id, merge.at) for merge, _ in merges_into(db, idea.id)]
    if not deeds:
        return None
    last = max(deeds, key=lambda deed: (deed.at, (QUOTED, LOOSENED, WORDED, JOINED).index(deed.what)))
    undone = db.scalar(select(func.max(col(IdeaMerge.undone_at))).where(col(IdeaMerge.kept) == idea.id))
    return None if undone is not None and undone >= last.at else last
