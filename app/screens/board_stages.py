"""Stages under way on the board: the ideas and who has finished; in a break, when we go on and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from app.domain.communities import COMMUNITIES, by_community
from app.domain.session import Session
from app.domain.stages import OPEN, READY, Stage

ROOMY, TIGHT = 8, 14
"""Ideas a page in two columns: four long or seven short ones each."""
SHORT = 112
"""Letters that fit in the three lines of a short row."""
STEPS_AHEAD = 3


@dataclass(frozen=True, slots=True)
class Crowd:
    """How far one community has come; never how anyone answered."""

    community: str
    finished: int
    here: int


@dataclass(frozen=True, slots=True)
class Numbered:
    id: str
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Asking:
    """A stage that is weighed now, or closed and not shown yet."""

    crowd: tuple[Crowd, ...]
    ideas: tuple[Numbered, ...]
    total: int
    page: int
    pages: int
    roomy: bool
    budget: int
    places: int | None
    scales: tuple[str, ...]
    steps: int


def asking_of(session: Session, stage: Stage, page: int) -> Asking:
    """The ideas of one page (from 1; past the end is the last), in the stage's order, and participation."""
    long = any(len(idea.text) > SHORT for idea in stage.ideas)
    roomy = long or session.board.bigger or len(stage.ideas) <= ROOMY
    each = ROOMY if roomy else TIGHT
    pages = max(1, ceil(len(stage.ideas) / each))
    page = min(page, pages)
    first = (page - 1) * each
    listed = stage.ideas[first : first + each]
    return Asking(
        crowd=crowd_of(session, stage),
        ideas=tuple(Numbered(idea.id, n, idea.text) for n, idea in enumerate(listed, start=first + 1)),
        total=len(stage.ideas),
        page=page,
        pages=pages,
        roomy=roomy,
        budget=stage.settings.budget,
        places=stage.settings.places,
        scales=tuple(scale.label for scale in stage.settings.scales),
        steps=stage.settings.steps,
    )


def crowd_of(session: Session, stage: Stage) -> tuple[Crowd, ...]:
    here = by_community(person.community for person in session.counted())
    finished = by_community(session.communities_among(stage.finished))
    return tuple(Crowd(community, finished[community], here[community]) for community in COMMUNITIES)


@dataclass(frozen=True, slots=True)
class Step:
    """A stage that is still to come. `at` is when it will begin (seconds since 1970), where that can be known."""

    kind: str
    title: str
    budget: int
    at: float | None


@dataclass(frozen=True, slots=True)
class Pause:
    """A moment without answers. `again` says whether something came before it, so that we start again."""

    again: bool
    again_at: float | None
    minutes: int | None
    note: str
    steps: tuple[Step, ...]


def pause_of(session: Session, stage: Stage | None, now: float) -> Pause:
    """What the board says in a break, after one, and at the end (without a stage)."""
    again = stage.closes_at if stage and stage.state == OPEN else None
    minutes = None if again is None else max(0, ceil((again - now) / 60))
    before = any(s is not stage and s.opened_at is not None for s in session.stages.values())
    return Pause(before, again, minutes, stage.settings.note if stage else "", _steps(session, stage, again))


def _steps(session: Session, current: Stage | None, at: float | None) -> tuple[Step, ...]:
    steps: list[Step] = []
    stages = list(session.stages.values())
    after = stages[stages.index(current) + 1 :] if current else []
    for stage in after:
        if stage.state == READY and not stage.skipped and len(steps) < STEPS_AHEAD:
            steps.append(Step(stage.kind, stage.title, stage.settings.budget, at))
            at = at + stage.settings.minutes * 60 if at is not None and stage.settings.minutes else None
    return tuple(steps)
