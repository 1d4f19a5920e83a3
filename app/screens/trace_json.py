"""The whole trace of a programme as plain data, every link both ways: from each quote forward, and back to each quote.

For organisers. Figures are those that may be printed; what was withdrawn says only that, and hidden words stay out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session as Db

from app.domain.communities import COMPARED
from app.domain.outcomes import rfc3339
from app.domain.weighings import Weighing
from app.storage.ideas import programme
from app.storage.public_pages import BOOK, STORY, TRAIL, ideas_in_book, public_page, public_pages
from app.storage.statements import Numbered, statements_of
from app.storage.stories import newest_stories
from app.storage.tables import Idea, Story
from app.storage.traces import QuoteLine, quotes_of_programme
from app.storage.wordings import wordings_of

from .book import BookDesk
from .drafted import Drafted
from .trail import Quoted, TrailScreen
from .trail_votes import Voted
from .you_said import StoriesDesk

Json = dict[str, Any]


def trace_json(db: Db, programme_id: str) -> Json | None:
    """{programme, name, quotes, contributions, ideas, statements}, or None where there is no such programme."""
    known = programme(db, programme_id)
    if known is None:
        return None
    drafted, draft = Drafted(db, programme_id), statements_of(db, programme_id)
    lines, stories = quotes_of_programme(db, programme_id), newest_stories(db, programme_id)
    resting = _resting(drafted, draft)
    quotes = [_quote(line, drafted, resting) for line in lines]
    by_idea: dict[str, list[str]] = {}
    for quote in quotes:
        by_idea.setdefault(quote["idea"], []).append(quote["id"])
    trails = {page.about for page in public_pages(db, programme_id, TRAIL)}
    return {
        "programme": programme_id,
        "name": known.name,
        "quotes": quotes,
        "contributions": _contributions(quotes),
        "ideas": [
            _idea(db, idea, drafted, by_idea, resting, stories, idea.id in trails) for idea in drafted.ideas.values()
        ],
        "statements": [_statement(numbered, drafted, by_idea) for numbered in draft],
    }


def trail_json(screen: TrailScreen) -> Json:
    """One idea's trail, as its page shows it."""
    return {
        "idea": screen.idea.id, "text": screen.idea.text, "name": screen.idea.name,
        "part_of": screen.into.id if screen.into else None, "came_in": [gone.id for _, gone in screen.came_in],
        "quotes": [_quoted(quote) for quote in screen.quotes],
        "votes": [_voted(one) for one in screen.votes.voted],
        "pool": _voted(screen.votes.pool) if screen.votes.pool else None,
        "comments": [
            {"text": one.text, "community": one.community, "support": one.support, "session": one.session}
            for one in screen.added
        ],
        "statements": [
            {"id": one.id, "number": one.number, "text": one.text, "state": one.state} for one in screen.statements
        ],
        "decisions": [
            {"session": one.session, "verdict": one.verdict, "reason": one.reason, "at": rfc3339(one.at)}
            for one in screen.decided
        ],
        "story": story_json(screen.story), "public_since": rfc3339(screen.shared_at),
    }  # fmt: skip


def story_json(story: Story | None) -> Json | None:
    if story is None:
        return None
    return {"id": story.id, "idea": story.idea, "verdict": story.verdict, "text": story.text, "at": rfc3339(story.at)}


def stories_json(screen: StoriesDesk) -> Json:
    return {
        "public_since": rfc3339(screen.opened_at),
        "ideas": [
            {"idea": row.idea.id, "text": row.idea.text, "story": story_json(row.story),
             "proposed": {"verdict": row.proposal.verdict, "text": row.proposal.text} if row.proposal else None}
            for row in screen.ideas
        ],
    }  # fmt: skip


def book_json(db: Db, screen: BookDesk) -> Json:
    """`ideas` are those chosen for the book, empty before anything was."""
    id = screen.programme.id
    chosen = ideas_in_book(db, id)
    return {
        "programme": id, "public_since": rfc3339(screen.opened_at),
        "ideas": [idea.id for idea in screen.ideas if idea.id in chosen],
        "responses": [{"session": s.id, "name": s.name, "state": s.phase} for s in screen.planned],
        "stories_public": public_page(db, id, STORY) is not None, "book_public": public_page(db, id, BOOK) is not None,
    }  # fmt: skip


def _resting(drafted: Drafted, draft: Sequence[Numbered]) -> dict[str, list[str]]:
    """{idea as it stands now: the statements that rest on it}"""
    found: dict[str, list[str]] = {}
    for numbered in draft:
        for idea in drafted.each(numbered.statement.ideas):
            found.setdefault(idea, []).append(numbered.statement.id)
    return found


def _quote(line: QuoteLine, drafted: Drafted, resting: Mapping[str, Sequence[str]]) -> Json:
    now = drafted.standing(line.idea)
    return {
        "id": line.id, "contribution": line.contribution, "number": line.number, "state": line.state,
        "words": line.words or None, "may_quote": line.may_quote, "idea": now,
        "attached_to": line.idea, "statements": list(resting.get(now, ())),
    }  # fmt: skip


def _contributions(quotes: Sequence[Json]) -> list[Json]:
    """Forward from each contribution that is quoted."""
    found: dict[str, Json] = {}
    for quote in quotes:
        row = found.setdefault(
            quote["contribution"],
            {"id": quote["contribution"], "number": quote["number"], "state": quote["state"], "quotes": [],
             "ideas": [], "statements": []},
        )  # fmt: skip
        row["quotes"].append(quote["id"])
        row["ideas"] = list(dict.fromkeys([*row["ideas"], quote["idea"]]))
        row["statements"] = list(dict.fromkeys([*row["statements"], *quote["statements"]]))
    return sorted(found.values(), key=lambda row: int(row["number"]))


def _idea(
    db: Db, idea: Idea, drafted: Drafted, quotes: Mapping[str, Sequence[str]], resting: Mapping[str, Sequence[str]],
    stories: Mapping[str, Story], public: bool,
) -> Json:  # fmt: skip
    decided, now = drafted.decisions.get(idea.id), drafted.standing(idea.id)
    return {
        "id": idea.id, "ref": idea.ref, "name": idea.name, "text": idea.text, "theme": idea.theme,
        "put_aside": idea.parked_at is not None, "part_of": now if now != idea.id else None,
        "wordings": [
            {"number": w.number, "text": w.text or None, "how": w.how, "why": w.why, "at": rfc3339(w.at)}
            for w in wordings_of(db, idea.id)
        ],
        "quotes": list(quotes.get(idea.id, ())),
        "votes": [_weighing(one) for one in drafted.weighings(idea.id)],
        "decision": {
            "session": decided[0], "verdict": decided[1].verdict, "reason": decided[1].reason,
            "at": rfc3339(decided[1].at),
        } if decided else None,
        "statements": list(resting.get(idea.id, ())), "story": story_json(stories.get(idea.id)),
        "trail_public": public,
    }  # fmt: skip


def _statement(numbered: Numbered, drafted: Drafted, quotes: Mapping[str, Sequence[str]]) -> Json:
    s = numbered.statement
    ideas = drafted.each(s.ideas)
    return {
        "id": s.id, "number": numbered.number, "text": s.text, "state": s.state, "version": s.version,
        "professions": list(s.professions), "commitments": list(s.commitments), "ideas": ideas,
        "quotes": [quote for idea in ideas for quote in quotes.get(idea, ())],
    }  # fmt: skip


def _weighing(one: Weighing) -> Json:
    cells = {c: {"agree": cell[0], "answered": cell[1]} if (cell := one.cells[c]) else None for c in COMPARED}
    return {
        "session": one.session, "text": one.text, "communities": cells, "reading": one.reading,
        "close_call": one.close, "small_group": one.small,
    }  # fmt: skip


def _quoted(quote: Quoted) -> Json:
    return {
        "contribution": quote.contribution, "number": quote.number, "words": quote.words or None,
        "byline": quote.byline, "withdrawn": quote.withdrawn, "may_quote": quote.may_quote,
    }  # fmt: skip


def _voted(one: Voted) -> Json:
    cells = {c: {"agree": s.part, "answered": s.whole} if (s := one.shares[c]).whole else None for c in COMPARED}
    return {
        "session": one.session, "sessions": one.sessions, "communities": cells, "reading": one.reading,
        "close_call": one.close, "small_group": one.small,
    }  # fmt: skip
