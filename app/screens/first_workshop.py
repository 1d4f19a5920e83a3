"""The way to a programme's first workshop, step by step. Each step is ticked by what is there, never by a press."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session as Db

from app.domain.session import ENDED, PLANNED
from app.storage.rehearsals import twin_of
from app.storage.tables import Programme

from .programme import ProgrammeScreen, Workshop, programme_screen

STEPS = ("ideas", "plan", "rehearse", "let_in", "start", "outcome")


@dataclass(frozen=True, slots=True)
class Walk:
    """`done` are the steps that are behind; `next` is the first that is not, empty after the last."""

    programme: Programme
    workshop: Workshop | None
    """The one that the walk is about: the first that was held, else the one that is nearest to it."""
    done: frozenset[str]
    next: str


def first_workshop(db: Db, id: str) -> Walk | None:
    """None where there is no such programme."""
    screen = programme_screen(db, id)
    if screen is None:
        return None
    workshop = _first_of(screen)
    done = _done(db, screen, workshop)
    return Walk(screen.programme, workshop, done, next((step for step in STEPS if step not in done), ""))


def _first_of(screen: ProgrammeScreen) -> Workshop | None:
    held = [w for w in screen.workshops if w.phase == ENDED]
    return held[-1] if held else next(iter(screen.workshops), None)


def _done(db: Db, screen: ProgrammeScreen, workshop: Workshop | None) -> frozenset[str]:
    done = {"ideas"} if screen.ideas else set()
    if workshop is None:
        return frozenset(done)
    begun = workshop.phase != PLANNED
    done.add("plan")
    if begun or twin_of(db, workshop.id) is not None:
        done.add("rehearse")
    if any(workshop.here.values()):
        done.add("let_in")
    if begun:
        done.add("start")
    if workshop.phase == ENDED:
        done |= set(STEPS)
    return frozenset(done)
