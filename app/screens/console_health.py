"""How a session runs, as its host sees it: who is connected, what is saved, and what wants a look. No answers."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.session import ENDED, Session
from app.domain.stages import DONE
from app.storage.disk import ALMOST_FULL
from app.storage.progress import Progress

from .arrivals import Arrivals, arrivals_of

MANY_AWAY = 3
SHARE_AWAY = 0.1
"""As many phones, and such a share of them, may be away before it says something about the Wi-Fi."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What only the running server knows of a session. `disk_free` is a share from 0 to 1."""

    here: int
    away: int
    waiting: int
    saving: bool
    disk_free: float
    bus_alive: bool


@dataclass(frozen=True, slots=True)
class HealthScreen:
    """`headline` is ended, unsaved, empty, away, connected or partly; `warnings` are unsaved, disk, bus and away."""

    id: str
    name: str
    code: str
    phase: str
    version: int
    locked: bool
    people: int
    joined: int
    here: int
    away: int
    paper: int
    answers: int
    waiting: int
    last_saved: float | None
    saved_ago: int | None
    """Whole seconds since then."""
    disk_free: float
    headline: str
    warnings: tuple[str, ...]
    arrivals: Arrivals


def health_screen(session: Session, signs: Signs, progress: Progress, now: float) -> HealthScreen:
    """The page at this moment (seconds since 1970)."""
    joined = sum(person.channel == "phone" for person in session.people.values())
    here = min(signs.here, joined)
    away = min(signs.away, joined - here)
    saved = progress.last_saved
    return HealthScreen(
        id=session.id,
        name=session.name,
        code=session.code,
        phase=session.phase,
        version=session.version,
        locked=session.locked,
        people=len(session.people),
        joined=joined,
        here=here,
        away=away,
        paper=len(session.people) - joined,
        answers=_answers(session),
        waiting=signs.waiting,
        last_saved=saved,
        saved_ago=None if saved is None else max(0, int(now - saved)),
        disk_free=signs.disk_free,
        headline=_headline(session, signs, joined, here, away),
        warnings=_warnings(signs, here, away),
        arrivals=arrivals_of(progress.joined_at, session.started_at, session.ended_at or now, now),
    )


def _answers(session: Session) -> int:
    """How many answers stand. That somebody says they have finished is none."""
    ballots = (ballot for stage in session.stages.values() for ballot in stage.ballots.values())
    return sum(len(ballot) - (DONE in ballot) for ballot in ballots)


def _headline(session: Session, signs: Signs, joined: int, here: int, away: int) -> str:
    """The one thing a glance should take away. Who left long ago, or never opened a line, is not waited for."""
    if not signs.saving:
        return "unsaved"
    if session.phase == ENDED:
        return "ended"
    if not joined:
        return "empty"
    if away:
        return "away"
    return "connected" if here == joined else "partly"


def _warnings(signs: Signs, here: int, away: int) -> tuple[str, ...]:
    """What wants a look, worst first."""
    many = away >= MANY_AWAY and away >= SHARE_AWAY * (here + away)
    signs_of_trouble = {
        "unsaved": not signs.saving,
        "disk": signs.disk_free < ALMOST_FULL,
        "away": many,
        "bus": not signs.bus_alive,
    }
    return tuple(name for name, holds in signs_of_trouble.items() if holds)
