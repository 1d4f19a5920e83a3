"""Opening a page of a programme to all, and closing it again. Both are recorded; twice changes nothing."""

from __future__ import annotations

from sqlmodel import Session as Db

from app.domain.refusals import Refusal
from app.storage.parked_ideas import idea_of
from app.storage.programme_deeds import record_deed
from app.storage.public_pages import TRAIL, public_page
from app.storage.tables import PublicPage

from .planning import must_exist


def open_page(db: Db, programme: str, what: str, who: str, now: float, about: str = "") -> None:
    must_exist(db, programme)
    if public_page(db, programme, what, about) is None:
        db.add(PublicPage(programme=programme, what=what, about=about, at=now, who=who))
        record_deed(db, programme, who, f"open {what}", now, about)


def close_page(db: Db, programme: str, what: str, who: str, now: float, about: str = "") -> None:
    known = public_page(db, programme, what, about)
    if known is not None:
        db.delete(known)
        record_deed(db, programme, who, f"close {what}", now, about)


def share_trail(db: Db, programme: str, idea: str, who: str, now: float) -> None:
    """Opens an idea's trail to all. Raises Refusal unknown_idea, or moved_on where it is part of another idea."""
    found = idea_of(db, programme, idea)
    if found is None or found.statement is not None:
        raise Refusal("unknown_idea", "This idea is not part of the programme.")
    if found.merged_into is not None:
        raise Refusal("moved_on", "This idea is part of another one now. Share that one’s trail.")
    open_page(db, programme, TRAIL, who, now, idea)


def unshare_trail(db: Db, programme: str, idea: str, who: str, now: float) -> None:
    close_page(db, programme, TRAIL, who, now, idea)
