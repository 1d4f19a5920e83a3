"""What the workbench shows: what people said on one side, the open idea on the other, and how far shaping has come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session as Db

from app.domain.communities import COMMUNITIES
from app.storage.contributions import questions_of
from app.storage.ideas import ideas_of, programme
from app.storage.last_deeds import LastDeed, last_deed
from app.storage.shaping import (
    LISTED,
    PAGE,
    Filters,
    Part,
    counts,
    ideas_with,
    kept_apart,
    listed_contribution,
    page_of,
    progress,
    quote_counts,
    tags_of,
    tags_used,
)
from app.storage.tables import Contribution, Idea, Programme

from .ideas import IdeaScreen, idea_screen

MOST_SUGGESTED = 3
Nearby = Mapping[str, list[tuple[str, float]]]


@dataclass(frozen=True, slots=True)
class Said:
    """A contribution with its tags and the ideas that it is quoted in."""

    told: Contribution
    tags: tuple[str, ...]
    ideas: tuple[Idea, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the progress table; `name` is None where nothing was said."""

    name: str | None
    placed: int
    all: int


@dataclass(frozen=True, slots=True)
class Progress:
    placed: int
    all: int
    questions: tuple[Row, ...]
    communities: tuple[Row, ...]
    themes: tuple[Row, ...]

    @property
    def left(self) -> int:
        return self.all - self.placed


@dataclass(frozen=True, slots=True)
class OpenIdea:
    """The idea at the right. `ahead` is what Undo would undo."""

    screen: IdeaScreen
    ahead: LastDeed | None


@dataclass(frozen=True, slots=True)
class WorkbenchScreen:
    """`left` and `all` count what the filters leave; `at` is the contribution that is being marked."""

    programme: Programme
    filters: Filters
    page: int
    pages: int
    left: int
    all: int
    rows: tuple[Said, ...]
    at: Said | None
    questions: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]
    themes: tuple[str, ...]
    progress: Progress
    ideas: tuple[Idea, ...]
    open: OpenIdea | None


@dataclass(frozen=True, slots=True)
class Suggested:
    """Ideas that look like the open one, each with its number of quotes, and what could belong to it."""

    ideas: tuple[tuple[Idea, int], ...]
    said: tuple[Contribution, ...]


def workbench_screen(
    db: Db, id: str, filters: Filters, page: int = 1, open: str = "", at: str = ""
) -> WorkbenchScreen | None:
    """A programme's workbench; None where there is no such programme. A page too far is the last one."""
    known = programme(db, id)
    if known is None:
        return None
    questions = tuple((q.id, q.text) for q in questions_of(db, id))
    parts, ideas = progress(db, id), tuple(ideas_of(db, id))
    done = progress_of(parts, questions)
    left, all = counts(db, id, filters) if filters.narrow else (done.left, done.all)
    pages = max(1, -(-(left if filters.left else all) // PAGE))
    page = min(max(page, 1), pages)
    rows = _said(db, page_of(db, id, filters, page))
    chosen = next((row for row in rows if row.told.id == at), None)
    if chosen is None and at and (told := listed_contribution(db, id, at)) is not None:
        chosen = _said(db, [told])[0]
    return WorkbenchScreen(
        known, filters, page, pages, left, all, rows, chosen, questions, tuple(tags_used(db, id)),
        tuple(row.name for row in done.themes if row.name), done, ideas, _open(db, id, open, ideas),
    )  # fmt: skip


def shaping_progress(db: Db, id: str) -> Progress:
    """How far a programme's shaping has come."""
    return progress_of(progress(db, id), [(q.id, q.text) for q in questions_of(db, id)])


def progress_of(parts: Iterable[Part], questions: Iterable[tuple[str, str]] = ()) -> Progress:
    """Adds up what is in an idea, in all and by question, community and theme."""
    known, words = list(parts), dict(questions)
    order = {id: n for n, id in enumerate(words)} | {c: n for n, c in enumerate(COMMUNITIES)}
    by_question = _rows(known, lambda part: part.question, lambda id: (order.get(id, 999), id))
    return Progress(
        sum(part.placed for part in known), sum(part.all for part in known),
        tuple(Row(words.get(row.name or "", row.name), row.placed, row.all) for row in by_question),
        _rows(known, lambda part: part.community, lambda name: (order.get(name, 999), name)),
        _rows(known, lambda part: part.theme, lambda name: (0, name.casefold())),
    )  # fmt: skip


def suggested(db: Db, programme_id: str, idea: str, ideas: Nearby, said: Nearby) -> Suggested:
    """Of what was found alike, what still holds: not merged, kept apart, hidden or quoted meanwhile."""
    apart, known = kept_apart(db, programme_id), {i.id: i for i in ideas_of(db, programme_id)}
    near = [known[other] for other, _ in ideas.get(idea, ()) if other in known]
    near = [other for other in near if (min(idea, other.id), max(idea, other.id)) not in apart]
    near = near[:MOST_SUGGESTED]
    quotes = quote_counts(db, programme_id, [other.id for other in near])
    wanted = [contribution for contribution, _ in said.get(idea, ())]
    placed = ideas_with(db, wanted)
    told = [db.get(Contribution, one) for one in wanted if one not in placed]
    return Suggested(
        tuple((other, quotes.get(other.id, 0)) for other in near),
        tuple(one for one in told if one is not None and one.state in LISTED)[:MOST_SUGGESTED],
    )


def pairs_alike(db: Db, programme_id: str, ideas: Nearby) -> list[tuple[Idea, Idea]]:
    """Pairs of ideas that look alike and that nobody kept apart or merged, each once, the most alike first."""
    apart, known = kept_apart(db, programme_id), {i.id: i for i in ideas_of(db, programme_id)}
    pairs: dict[tuple[str, str], float] = {}
    for one, near in ideas.items():
        for other, likeness in near:
            pair = (min(one, other), max(one, other))
            if pair not in apart and one in known and other in known:
                pairs[pair] = max(likeness, pairs.get(pair, 0.0))
    return [(known[one], known[other]) for one, other in sorted(pairs, key=lambda pair: (-pairs[pair], pair))]


def _open(db: Db, programme_id: str, id: str, ideas: tuple[Idea, ...]) -> OpenIdea | None:
    found = next((idea for idea in ideas if idea.id == id), None)
    return None if found is None else OpenIdea(idea_screen(db, programme_id, found.id), last_deed(db, found))


def _said(db: Db, told: list[Contribution]) -> tuple[Said, ...]:
    ids = [one.id for one in told]
    tags, ideas = tags_of(db, ids), ideas_with(db, ids)
    return tuple(Said(one, tuple(tags.get(one.id, ())), tuple(ideas.get(one.id, ()))) for one in told)


def _rows(
    parts: list[Part], of: Callable[[Part], str | None], order: Callable[[str], tuple[int, str]]
) -> tuple[Row, ...]:
    names = sorted({name for part in parts if (name := of(part)) is not None}, key=order)
    rows = [(name, [part for part in parts if of(part) == name]) for name in (*names, None)]
    return tuple(
        Row(name, sum(part.placed for part in some), sum(part.all for part in some)) for name, some in rows if some
    )
