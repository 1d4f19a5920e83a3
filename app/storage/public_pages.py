"""Which pages of a programme are open to all, since when and by whom, and what stands in its idea book."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlmodel import Session as Db
from sqlmodel import col

from .tables import PublicPage

BOOK, STORY, TRAIL, DRAFT = "book", "story", "trail", "draft"
IN_BOOK, RESPOND = "in book", "respond"
"""About an idea: it stands in the book, open or not. About a session: the book's readers answer there."""


def public_page(db: Db, programme: str, what: str, about: str = "") -> PublicPage | None:
    return db.get(PublicPage, (programme, what, about))


def public_pages(db: Db, programme: str, what: str) -> list[PublicPage]:
    p = PublicPage
    return list(db.scalars(select(p).where(col(p.programme) == programme, col(p.what) == what).order_by(col(p.about))))


def ideas_in_book(db: Db, programme: str) -> set[str]:
    """The ideas that were chosen for the book."""
    return {page.about for page in public_pages(db, programme, IN_BOOK)}


def is_in_open_book(db: Db, programme: str, idea: str) -> bool:
    """Whether everybody may read this idea in the book."""
    return public_page(db, programme, BOOK) is not None and public_page(db, programme, IN_BOOK, idea) is not None


def choose_for_book(db: Db, programme: str, ideas: Iterable[str], who: str, at: float) -> None:
    """These ideas and no others stand in the book from now on."""
    p, wanted, known = PublicPage, set(ideas), ideas_in_book(db, programme)
    gone = delete(p).where(col(p.programme) == programme, col(p.what) == IN_BOOK, col(p.about).in_(known - wanted))
    db.execute(gone)
    db.add_all(p(programme=programme, what=IN_BOOK, about=idea, at=at, who=who) for idea in sorted(wanted - known))
    db.flush()
