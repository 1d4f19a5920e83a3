"""What organisers see of a programme's ideas: the list, and one idea with all that led to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session as Db

from app.domain.refusals import Refusal
from app.storage.facts import professions
from app.storage.frameworks import Plan, framework_of
from app.storage.ideas import ideas_of, programme
from app.storage.merges import end_of, merge_away, merges_into
from app.storage.parked_ideas import idea_of, parked_ideas
from app.storage.quotes import loosened_from, quotes_of, words_of
from app.storage.rewording import ideas_to_reword
from app.storage.shaping import Filters, counts, ideas_quoting, quote_counts
from app.storage.tables import Contribution, Idea, IdeaMerge, IdeaWording, Picture, Programme, Quote
from app.storage.translations import is_of
from app.storage.who_did import names_of
from app.storage.wordings import wordings_of

from .newest_readings import Reading, newest_readings, outcomes_of

SORTS = ("quotes", "order", "name")


@dataclass(frozen=True, slots=True)
class IdeasScreen:
    """`quotes` counts passages by idea; `said` is (in no idea yet, all) contributions."""

    programme: Programme
    shown: tuple[Idea, ...]
    all: int
    themes: tuple[tuple[str, int], ...]
    readings: Mapping[str, Reading] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    quotes: Mapping[str, int] = field(default_factory=dict)
    said: tuple[int, int] = (0, 0)
    to_reword: tuple[Idea, ...] = ()
    aside: tuple[Idea, ...] = ()


@dataclass(frozen=True, slots=True)
class Quoted:
    """A passage of an idea, in its words, with the contribution it is from."""

    quote: Quote
    told: Contribution
    words: str


@dataclass(frozen=True, slots=True)
class IdeaScreen:
    """One idea. `into` is what it became part of, over all merges, and `away` the merge by which it went."""

    programme: Programme
    idea: Idea
    wordings: tuple[IdeaWording, ...]
    names: Mapping[str, str]
    quotes: tuple[Quoted, ...]
    loosened: tuple[Quoted, ...]
    merged: tuple[tuple[IdeaMerge, Idea], ...]
    away: IdeaMerge | None
    into: Idea | None
    picture: str | None
    professions: tuple[str, ...]
    plan: Plan
    themes: tuple[tuple[str, int], ...]
    others: tuple[Idea, ...]
    to_reword: bool
    translations: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """language → {"text", "name", "easy_read", "current"}: whether it was made of the present words."""


def ideas_screen(db: Db, id: str, theme: str = "", words: str = "", sort: str = "quotes") -> IdeasScreen | None:
    """A programme's ideas, or those of one theme, or those with these words in them or in one of their quotes."""
    known = programme(db, id)
    if known is None:
        return None
    ideas, wanted = ideas_of(db, id), words.casefold().split()
    quoting = ideas_quoting(db, id, wanted) if wanted else set()
    shown = [i for i in ideas if not theme or i.theme == theme]
    shown = [i for i in shown if i.id in quoting or all(word in _searched(i) for word in wanted)]
    quotes, readings = quote_counts(db, id), newest_readings(outcomes_of(db, id))
    return IdeasScreen(
        known, tuple(_sorted(shown, quotes, sort)), len(ideas), _themes(ideas), readings,
        Counter(readings[i.id][0] if i.id in readings else "" for i in ideas), quotes, counts(db, id, Filters()),
        tuple(i for i in ideas_to_reword(db, id) if i.merged_into is None),
        tuple(i for i in parked_ideas(db, id) if i.merged_into is None),
    )  # fmt: skip


def idea_screen(db: Db, programme_id: str, id: str) -> IdeaScreen:
    """Raises Refusal unknown_idea."""
    known, idea = programme(db, programme_id), idea_of(db, programme_id, id)
    if known is None or idea is None:
        raise Refusal("unknown_idea", "This idea is not part of the programme.")
    ideas, wordings = ideas_of(db, programme_id), wordings_of(db, id)
    merged, picture = merges_into(db, id), db.get(Picture, id)
    names = names_of(db, [*(w.who for w in wordings), *(merge.who for merge, _ in merged)])
    return IdeaScreen(
        known, idea, tuple(wordings), names, _quoted(quotes_of(db, id)), _quoted(loosened_from(db, id)),
        tuple(merged), merge_away(db, id), end_of(db, idea) if idea.merged_into else None,
        picture.words if picture else None, professions(), framework_of(db, programme_id), _themes(ideas),
        tuple(i for i in ideas if i.id != id), any(i.id == id for i in ideas_to_reword(db, programme_id)),
        {one: _translation(idea, one) for one in sorted(idea.translations)},
    )  # fmt: skip


def _translation(idea: Idea, language: str) -> dict[str, Any]:
    words = idea.translations[language]
    return {name: words.get(name) for name in ("text", "name", "easy_read")} | {"current": is_of(idea, language)}


def picture_of(db: Db, programme_id: str, id: str) -> tuple[str, bytes] | None:
    """(media type, the picture) of an idea of this programme."""
    idea = idea_of(db, programme_id, id)
    picture = db.get(Picture, id) if idea is not None else None
    return None if picture is None else (picture.media_type, picture.data)


def _quoted(rows: list[tuple[Quote, Contribution]]) -> tuple[Quoted, ...]:
    return tuple(Quoted(quote, told, words_of(quote, told)) for quote, told in rows)


def _themes(ideas: list[Idea]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(i.theme for i in ideas if i.theme).items()))


def _sorted(ideas: list[Idea], quotes: Mapping[str, int], sort: str) -> list[Idea]:
    if sort == "name":
        return sorted(ideas, key=lambda i: (i.name or i.text).casefold())
    return ideas if sort == "order" else sorted(ideas, key=lambda i: -quotes.get(i.id, 0))


def _searched(idea: Idea) -> str:
    return " ".join(filter(None, (idea.name, idea.text, idea.theme, idea.ref, idea.detail))).casefold()
