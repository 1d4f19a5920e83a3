"""A programme's home: how far each of its five steps has come, its workshops, who came, and what to do next.

Exact: for organisers alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session as Db

from app.domain.communities import AHP, COMMUNITIES
from app.domain.drafts import AGREED, REVIEW, needs_of
from app.domain.session import ENDED, PLANNED, RUNNING
from app.storage.contributions import WAITING, WITHDRAWN, counts_of, source_names_of
from app.storage.facts import professions
from app.storage.glances import Glance, glances_of
from app.storage.ideas import ideas_of, programme
from app.storage.listening import listening_of
from app.storage.people import who_came
from app.storage.public_pages import BOOK, STORY, public_page
from app.storage.sessions import sessions_of
from app.storage.shaping import Filters, counts
from app.storage.statements import Numbered, all_ideas, content_of, standing, statements_of
from app.storage.tables import Idea, Programme, WorkshopSession
from app.storage.waiting import comments_waiting, published_sessions, size_of_each

MOST_TO_DO = 4
"""Shown at once; the rest can be unfolded."""


Pair = tuple[Idea, Idea]


@dataclass(frozen=True, slots=True)
class Workshop:
    """One line in the list of workshops. `at` is when it is planned to begin, or began."""

    id: str
    name: str
    phase: str
    code: str
    at: float | None
    here: Mapping[str, int]
    ideas: int | None
    published: bool
    to_check: int = 0
    """Comments that wait to be checked."""


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something waiting: run, check, add_ideas, read_on, write_up, merge, works_if, fill_gap, plan or prepare.

    It names the workshop, statement, number or pair of ideas that it is about.
    """

    what: str
    workshop: Workshop | None = None
    number: int = 0
    statement: str = ""
    pair: Pair | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What people told us: all that stands, how much of it waits to be read, and how much is in no idea."""

    all: int
    waiting: int
    left: int
    places: int
    """Events, surveys and other places that have a name."""
    is_open: bool
    """Whether people can tell us more on a page of our own."""


@dataclass(frozen=True, slots=True)
class Drafting:
    """The statements, by state, and how many professions none of them names."""

    all: int
    agreed: int
    in_review: int
    uncovered: int


@dataclass(frozen=True, slots=True)
class ProgrammeScreen:
    programme: Programme
    told: Told
    ideas: int
    themes: int
    workshops: tuple[Workshop, ...]
    held: int
    next: Workshop | None
    here: Mapping[str, int]
    readings: Mapping[str, int]
    """How many ideas read so by now; "" for those that no finished workshop has voted on."""
    drafting: Drafting
    professions: tuple[tuple[str, int], ...]
    to_do: tuple[ToDo, ...]
    later: tuple[ToDo, ...]
    public: frozenset[str]
    """Which of its pages are open to all: book, story."""


def programmes_screen(db: Db) -> list[tuple[Programme, int, int]]:
    """[(programme, ideas, workshops)]"""
    return size_of_each(db)


def programme_screen(db: Db, id: str, now: float = 0.0, alike: Sequence[Pair] = ()) -> ProgrammeScreen | None:
    """A programme's first page, or None where there is none such. `alike` are ideas that may be one."""
    known = programme(db, id)
    if known is None:
        return None
    ideas, glances, came = ideas_of(db, id), glances_of(db, id), who_came(db, id)
    rows = [row for row in sessions_of(db, id) if row.rehearsal_of is None]
    listed = [row for row in rows if row.archived_at is None or row.phase == RUNNING]
    workshops = tuple(_workshops(db, id, listed, came, glances))
    read, draft = _readings(db, id, glances), statements_of(db, id)
    here, heard = _people(came, {row.id for row in rows})
    told = _told(db, id)
    held = sum(w.phase == ENDED for w in workshops)
    missing = sum(not people for _, people in heard)
    to_do = _to_do(workshops, told, len(ideas), missing if held else 0, _keener(draft, read), alike)
    return ProgrammeScreen(
        known, told, len(ideas), len({i.theme for i in ideas if i.theme}), workshops, held,
        next((w for w in workshops if w.phase == PLANNED and (w.at or 0.0) > now), None), here,
        Counter(read.of(i.id) for i in ideas), _drafting(draft), heard,
        tuple(to_do[:MOST_TO_DO]), tuple(to_do[MOST_TO_DO:]),
        frozenset(what for what in (BOOK, STORY) if public_page(db, id, what) is not None),
    )  # fmt: skip


def _told(db: Db, id: str) -> Told:
    states: Counter[str] = Counter()
    for state, _, _, _, n in counts_of(db, id):
        states[state] += n
    page = listening_of(db, id)
    all = sum(states.values()) - states[WITHDRAWN]
    left = counts(db, id, Filters())[0] if all else 0
    return Told(all, states[WAITING], left, len(source_names_of(db, id)), page is not None and page.open)


class _Read:
    """What each idea reads by now, itself or what became part of it, in the newest workshop of either."""

    def __init__(self, ideas: Mapping[str, Idea], glances: Sequence[Glance]) -> None:
        self._ideas, self._readings = ideas, dict[str, str]()
        for glance in glances:
            told = glance.readings()
            for idea in sorted(told, key=lambda one: self.standing(one) != one):
                self._readings.setdefault(self.standing(idea), told[idea])

    def standing(self, idea: str) -> str:
        return standing(self._ideas, idea)

    def of(self, idea: str) -> str:
        """Empty where no finished workshop has voted on it."""
        return self._readings.get(self.standing(idea), "")


def _readings(db: Db, id: str, glances: Sequence[Glance]) -> _Read:
    return _Read(all_ideas(db, id), glances)


def _keener(draft: Sequence[Numbered], read: _Read) -> list[Numbered]:
    """Statements that have to say what would make them work."""
    return [
        numbered
        for numbered in draft
        if "works_if" in needs_of(content_of(numbered.statement), [read.of(idea) for idea in numbered.statement.ideas])
    ]


def _drafting(draft: Sequence[Numbered]) -> Drafting:
    lines = [numbered.statement for numbered in draft]
    named = {profession for line in lines for profession in line.professions}
    return Drafting(
        len(lines), sum(line.state == AGREED for line in lines), sum(line.state == REVIEW for line in lines),
        sum(profession not in named for profession in professions()),
    )  # fmt: skip


def _people(
    came: Sequence[tuple[str, str, str | None, int]], sessions: set[str]
) -> tuple[dict[str, int], tuple[tuple[str, int], ...]]:
    """(people by community, people by profession with the most first)"""
    here: Counter[str] = Counter()
    heard: Counter[str] = Counter()
    for session, community, profession, people in came:
        if session in sessions:
            here[community] += people
            if community == AHP and profession:
                heard[profession] += people
    by_people = sorted(((p, heard[p]) for p in professions()), key=lambda row: (-row[1], row[0]))
    return {c: here[c] for c in COMMUNITIES}, tuple(by_people)


def _workshops(
    db: Db, id: str, rows: Sequence[WorkshopSession], came: Sequence[tuple[str, str, str | None, int]],
    glances: Sequence[Glance],
) -> list[Workshop]:  # fmt: skip
    """The running ones first, then those to come, then those that were held, the last one first."""
    here: dict[str, Counter[str]] = {}
    for session, community, _, people in came:
        here.setdefault(session, Counter())[community] += people
    ideas = {glance.session: glance.ideas for glance in glances}
    published, waiting = published_sessions(db, id), comments_waiting(db, id)
    found = [
        Workshop(
            row.id, row.name, row.phase, row.code, row.started_at or row.starts_at or row.ended_at,
            here.get(row.id, Counter()),
            ideas.get(row.id), row.id in published, waiting.get(row.id, 0),
        )
        for row in rows
    ]  # fmt: skip
    order = {RUNNING: 0, PLANNED: 1, ENDED: 2}
    return sorted(found, key=lambda w: (order[w.phase], -(w.at or 0.0) if w.phase == ENDED else (w.at or 0.0)))


def _to_do(
    workshops: Sequence[Workshop], told: Told, ideas: int, missing: int, keener: Sequence[Numbered],
    alike: Sequence[Pair],
) -> list[ToDo]:  # fmt: skip
    """What waits, the most pressing first."""
    found = [ToDo("run", w) for w in workshops if w.phase == RUNNING]
    if told.waiting:
        found.append(ToDo("check", number=told.waiting))
    if not ideas:
        found.append(ToDo("read_on", number=told.left) if told.left else ToDo("add_ideas"))
    found += [ToDo("write_up", w, w.to_check) for w in workshops if w.phase == ENDED and not w.published]
    found += [ToDo("works_if", number=n.number, statement=n.statement.id) for n in keener]
    if missing:
        found.append(ToDo("fill_gap", number=missing))
    found += [ToDo("merge", pair=pair) for pair in alike[:1]]
    if ideas and not workshops:
        found.append(ToDo("plan"))
    found += [ToDo("prepare", w) for w in workshops if w.phase == PLANNED]
    if ideas and told.left:
        found.append(ToDo("read_on", number=told.left))
    return found
