"""Undoing the last thing that was done to an idea: a quote, a wording or a merge."""

from __future__ import annotations

from sqlmodel import Session as Db

from app.domain.refusals import Refusal
from app.storage.last_deeds import JOINED, LOOSENED, QUOTED, last_deed

from .merging import undo_merge
from .quoting import detach_quote, put_back_quote
from .shaping import restore_wording, unmerged_idea


def undo_last(db: Db, programme: str, idea: str, what: str, id: str, who: str, now: float) -> None:
    """`what` and `id` name what was seen as the last deed. Raises Refusal moved_on where another came after it."""
    known = unmerged_idea(db, programme, idea)
    last = last_deed(db, known)
    if last is None or (last.what, last.id) != (what, id):
        raise Refusal("moved_on", "Something else was done to this idea meanwhile. Look at it again.")
    if what == QUOTED:
        detach_quote(db, programme, idea, id, who, now)
    elif what == LOOSENED:
        put_back_quote(db, programme, idea, id, who, now)
    elif what == JOINED:
        undo_merge(db, programme, id, who, now)
    else:
        restore_wording(db, programme, idea, int(id) - 1, who, now)
