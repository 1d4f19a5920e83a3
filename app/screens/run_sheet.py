"""The run sheet as a host reads it: what is done, what is now, when the rest begins, and how late we are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.session import ENDED, Session
from app.domain.stages import READY, Stage

from .days import is_for_days

DONE, NOW, NEXT, SKIPPED = "done", "now", "next", "skipped"
A_MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the run sheet. `starts` is its planned time (seconds since 1970), None where that is not known;
    `began` the real one, where it is off the plan by a minute or more or there is no plan."""

    id: str
    kind: str
    title: str
    status: str
    starts: float | None
    minutes: float | None
    began: float | None = None
    for_days: bool = False
    movable: bool = False
    """Whether it was never opened, so that it may be moved, skipped and taken out."""
    up: bool = False
    down: bool = False


@dataclass(frozen=True, slots=True)
class Lateness:
    """Whole minutes behind the plan, or ahead of it where negative. `absorbed_by`: the title of a later break that is
    long enough; "" for a break without a title, None where there is none."""

    minutes: int
    absorbed_by: str | None


def run_sheet(session: Session, starts_at: float | None) -> tuple[Step, ...]:
    """Every step in order. Planned times follow from the minutes of the steps before."""
    current, times = session.current_stage(), planned_times(session, starts_at)
    stages = list(session.stages.values())
    movable = [s.state == READY and s.opened_at is None for s in stages]
    return tuple(
        Step(
            s.id, s.kind, s.title, _status(session, s, current), times[s.id], s.settings.minutes,
            _began(s, times[s.id]), is_for_days(s.settings.minutes), movable[n],
            movable[n] and n > 0 and movable[n - 1], movable[n] and n + 1 < len(stages),
        )
        for n, s in enumerate(stages)
    )  # fmt: skip


def _began(stage: Stage, planned: float | None) -> float | None:
    if stage.opened_at is None or (planned is not None and abs(stage.opened_at - planned) < A_MINUTE):
        return None
    return stage.opened_at


def planned_times(session: Session, starts_at: float | None) -> dict[str, float | None]:
    """stage → when it is planned to begin, counted from the planned start, else from the real one."""
    at, times = starts_at if starts_at is not None else session.started_at, {}
    for stage in session.stages.values():
        times[stage.id] = at if not stage.skipped else None
        if at is not None and not stage.skipped:
            at = at + stage.settings.minutes * A_MINUTE if stage.settings.minutes is not None else None
    return times


def lateness(session: Session, starts_at: float | None, now: float) -> Lateness | None:
    """How far the current step is off its planned time; None within a minute of it, or where no plan tells."""
    current = session.current_stage()
    if current is None or session.phase == ENDED or current.opened_at is None:
        return None
    if any(is_for_days(stage.settings.minutes) for stage in session.stages.values()):
        return None  # nobody waits in a room for a ballot of two weeks
    planned = planned_times(session, starts_at)[current.id]
    if planned is None:
        return None
    late = current.opened_at - planned
    if current.settings.minutes is not None:
        late = max(late, now - (planned + current.settings.minutes * A_MINUTE))
    minutes = round(late / A_MINUTE)
    return Lateness(minutes, _absorbed(_later(session, current), minutes)) if minutes else None


def _status(session: Session, stage: Stage, current: Stage | None) -> str:
    if stage is current and session.phase != ENDED:
        return NOW
    if stage.state != READY:
        return DONE
    return SKIPPED if stage.skipped else NEXT


def _later(session: Session, current: Stage) -> list[Stage]:
    stages = list(session.stages.values())
    return [s for s in stages[stages.index(current) + 1 :] if s.state == READY and not s.skipped]


def _absorbed(later: Iterable[Stage], minutes: int) -> str | None:
    breaks = (s for s in later if s.kind == "break" and (s.settings.minutes or 0) > minutes > 0)
    found = next(breaks, None)
    return None if found is None else found.title
