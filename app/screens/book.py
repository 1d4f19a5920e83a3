"""The idea book: ideas with their quotes, for the professions to read and respond to; and where it is made."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session as Db

from app.domain.bylines import byline
from app.domain.session import ENDED, RUNNING
from app.storage.contributions import ALLOWED, counts_of
from app.storage.ideas import ideas_of, programme
from app.storage.public_pages import BOOK, RESPOND, TRAIL, ideas_in_book, public_page, public_pages
from app.storage.rewording import ideas_to_reword
from app.storage.sessions import session_row
from app.storage.tables import Idea, Picture, Programme, WorkshopSession
from app.storage.traces import QuoteLine, quotes_of_programme

MOST_QUOTES = 30


@dataclass(frozen=True, slots=True)
class Page:
    """One idea of the book. `quotes` are [(words, byline)] that may be quoted, `picture` is what one shows."""

    idea: Idea
    quotes: tuple[tuple[str, str], ...]
    quoted: int
    """How many may be quoted; up to MOST_QUOTES of them are shown."""
    kept_back: int
    """Quotes that may not be shown."""
    picture: str | None
    has_trail: bool


@dataclass(frozen=True, slots=True)
class BookScreen:
    programme: Programme
    pages: tuple[Page, ...]
    people_told: int
    """How many things people told us, that an organiser has read and allowed."""
    respond: WorkshopSession | None
    """The running session in which readers answer."""
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BookDesk:
    """Where organisers make it. `to_reword` are ideas that say what somebody took back: they stay out meanwhile."""

    programme: Programme
    ideas: tuple[Idea, ...]
    chosen: frozenset[str]
    quotes: dict[str, int]
    to_reword: frozenset[str]
    opened_at: float | None
    planned: tuple[WorkshopSession, ...]
    """Sessions in which readers answer, the newest first."""


def book_desk(db: Db, id: str) -> BookDesk | None:
    """None where there is no such programme. Before anything is chosen, all ideas are."""
    known = programme(db, id)
    if known is None:
        return None
    ideas, chosen, page = ideas_of(db, id), ideas_in_book(db, id), public_page(db, id, BOOK)
    quotes: dict[str, int] = {}
    for line in quotes_of_programme(db, id):
        if line.is_public:
            quotes[line.idea] = quotes.get(line.idea, 0) + 1
    return BookDesk(
        known, tuple(ideas), frozenset(chosen or {idea.id for idea in ideas}), quotes,
        frozenset(idea.id for idea in ideas_to_reword(db, id)), page.at if page else None, tuple(_responses(db, id)),
    )  # fmt: skip


def book_screen(db: Db, id: str, trying: bool = False) -> BookScreen | None:
    """The book as everybody may read it; None where it is not open. `trying` shows organisers what it would be."""
    known = programme(db, id)
    if known is None or known.archived_at is not None or not (trying or public_page(db, id, BOOK)):
        return None
    chosen, left_out = ideas_in_book(db, id), {idea.id for idea in ideas_to_reword(db, id)}
    ideas = [i for i in ideas_of(db, id) if i.id not in left_out and (i.id in chosen or (trying and not chosen))]
    quotes: dict[str, list[QuoteLine]] = {}
    for line in quotes_of_programme(db, id):
        if not line.withdrawn:
            quotes.setdefault(line.idea, []).append(line)
    pages = tuple(_page(db, known, idea, quotes.get(idea.id, [])) for idea in ideas)
    running = next((session for session in _responses(db, id) if session.phase == RUNNING), None)
    allowed = sum(n for state, _, _, _, n in counts_of(db, id) if state == ALLOWED)
    return BookScreen(known, pages, allowed, running, tuple(dict.fromkeys(i.theme for i in ideas if i.theme)))


def book_picture(db: Db, id: str, idea: str) -> tuple[str, bytes] | None:
    """(media type, the picture) of an idea that stands in an open book."""
    shown = public_page(db, id, BOOK) is not None and idea in ideas_in_book(db, id)
    if not shown or idea in {one.id for one in ideas_to_reword(db, id)}:
        return None
    picture = db.get(Picture, idea)
    return None if picture is None else (picture.media_type, picture.data)


def _page(db: Db, known: Programme, idea: Idea, lines: list[QuoteLine]) -> Page:
    picture = db.get(Picture, idea.id)
    quotes = tuple(
        (line.words, byline(line.role, line.community, line.source_name)) for line in lines if line.is_public
    )
    trail = public_page(db, known.id, TRAIL, idea.id) is not None
    more = len(lines) - len(quotes)
    return Page(idea, quotes[:MOST_QUOTES], len(quotes), more, picture.words if picture else None, trail)


def _responses(db: Db, id: str) -> list[WorkshopSession]:
    found = [session_row(db, page.about) for page in public_pages(db, id, RESPOND)]
    sessions = [session for session in found if session is not None and session.phase != ENDED]
    return sorted(sessions, key=lambda session: -session.created_at)
