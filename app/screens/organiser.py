"""What organisers see of a programme: its ideas, its workshops, who came, what to do next. Exact: theirs alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlmodel import Session as Db

from app.domain.communities import AHP, COMMUNITIES
from app.domain.session import ENDED, PLANNED, RUNNING
from app.storage.facts import professions
from app.storage.ideas import ideas_of, programme
from app.storage.outcomes import publication, saved_outcome
from app.storage.people import who_came
from app.storage.sessions import sessions_of
from app.storage.tables import Idea, Programme

MOST_TO_DO = 4

Reading = tuple[str, bool]
"""A reading's name and whether it is a close call."""


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


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something waiting: add_ideas, plan, run, prepare, write_up or fill_gap, and the workshop or number it names."""

    what: str
    workshop: Workshop | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class ProgrammeScreen:
    programme: Programme
    ideas: int
    themes: int
    workshops: tuple[Workshop, ...]
    held: int
    here: Mapping[str, int]
    readings: Mapping[str, int]
    professions: tuple[tuple[str, int], ...]
    to_do: tuple[ToDo, ...] = ()


@dataclass(frozen=True, slots=True)
class IdeasScreen:
    programme: Programme
    shown: tuple[Idea, ...]
    all: int
    themes: tuple[tuple[str, int], ...]
    readings: Mapping[str, Reading] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)


def programmes_screen(db: Db, found: Sequence[Programme]) -> list[tuple[Programme, int, int]]:
    """[(programme, ideas, workshops)]"""
    return [(p, len(ideas_of(db, p.id)), len(sessions_of(db, p.id))) for p in found]


def programme_screen(db: Db, id: str) -> ProgrammeScreen | None:
    """A programme's first page, or None where there is no such programme."""
    known = programme(db, id)
    if known is None:
        return None
    ideas, came = ideas_of(db, id), who_came(db, id)
    outcomes = _outcomes(db, id)
    workshops = tuple(_workshops(db, id, came, outcomes))
    here: Counter[str] = Counter()
    heard: Counter[str] = Counter()
    for _, community, profession, people in came:
        here[community] += people
        if community == AHP and profession:
            heard[profession] += people
    newest = newest_readings(outcomes)
    screen = ProgrammeScreen(
        known, len(ideas), len({i.theme for i in ideas if i.theme}), workshops,
        sum(w.phase == ENDED for w in workshops), {c: here[c] for c in COMMUNITIES},
        Counter(newest[i.id][0] if i.id in newest else "" for i in ideas),
        tuple(sorted(((p, heard[p]) for p in professions()), key=lambda row: (-row[1], row[0]))),
    )  # fmt: skip
    return _with_to_do(screen)


def ideas_screen(db: Db, id: str, theme: str = "", words: str = "") -> IdeasScreen | None:
    """A programme's ideas, or those of one theme, or those with these words."""
    known = programme(db, id)
    if known is None:
        return None
    ideas = ideas_of(db, id)
    wanted = words.casefold().split()
    shown = tuple(i for i in ideas if (not theme or i.theme == theme) and all(w in _searched(i) for w in wanted))
    readings = newest_readings(_outcomes(db, id))
    return IdeasScreen(
        known, shown, len(ideas), tuple(sorted(Counter(i.theme for i in ideas if i.theme).items())), readings,
        Counter(readings[i.id][0] if i.id in readings else "" for i in ideas),
    )  # fmt: skip


def newest_readings(outcomes: Sequence[Mapping[str, Any]]) -> dict[str, Reading]:
    """{idea: (reading, close call)} of the last vote on each idea; outcomes in the order of their sessions."""
    votes = [stage for outcome in outcomes for stage in outcome["stages"] if stage["kind"] == "vote"]
    return {idea["idea"]: (idea["reading"], idea["close_call"]) for stage in votes for idea in stage["ideas"]}


def _outcomes(db: Db, programme: str) -> list[dict[str, Any]]:
    ended = [row for row in sessions_of(db, programme) if row.phase == ENDED]
    found = (saved_outcome(db, row.id) for row in sorted(ended, key=lambda row: row.ended_at or 0.0))
    return [outcome for outcome in found if outcome is not None]


def _workshops(
    db: Db, programme: str, came: Sequence[tuple[str, str, str | None, int]], outcomes: Sequence[Mapping[str, Any]]
) -> list[Workshop]:
    here: dict[str, Counter[str]] = {}
    for session, community, _, people in came:
        here.setdefault(session, Counter())[community] += people
    ideas = {o["session"]: max((len(stage["ideas"]) for stage in o["stages"]), default=0) for o in outcomes}
    rows = [
        Workshop(
            row.id, row.name, row.phase, row.code, row.started_at or row.starts_at, here.get(row.id, Counter()),
            ideas.get(row.id), publication(db, row.id) is not None,
        )
        for row in sessions_of(db, programme)
    ]  # fmt: skip
    order = {RUNNING: 0, PLANNED: 1, ENDED: 2}
    return sorted(rows, key=lambda w: (order[w.phase], -(w.at or 0.0) if w.phase == ENDED else (w.at or 0.0)))


def _with_to_do(screen: ProgrammeScreen) -> ProgrammeScreen:
    found = [ToDo("run", w) for w in screen.workshops if w.phase == RUNNING]
    if not screen.ideas:
        found.append(ToDo("add_ideas"))
    found += [ToDo("prepare", w) for w in screen.workshops if w.phase == PLANNED]
    if screen.ideas and not screen.workshops:
        found.append(ToDo("plan"))
    found += [ToDo("write_up", w) for w in screen.workshops if w.phase == ENDED and not w.published]
    missing = sum(not people for _, people in screen.professions)
    if screen.held and missing:
        found.append(ToDo("fill_gap", number=missing))
    return replace(screen, to_do=tuple(found[:MOST_TO_DO]))


def _searched(idea: Idea) -> str:
    return " ".join(filter(None, (idea.name, idea.text, idea.theme, idea.ref))).casefold()
