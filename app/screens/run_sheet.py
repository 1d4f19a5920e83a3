"""The run sheet as a host reads it: what is done, what is now, when the rest begins, and how late we are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.session import ENDED, Session
from app.domain.stages import READY, Stage

DONE, NOW, NEXT, SKIPPED = "done", "now", "next", "skipped"
A_MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the run sheet. `starts` is its planned time (seconds since 1970), None where that is not known."""

    id: str
    kind: str
    title: str
    status: str
    starts: float | None
    minutes: float | None


@dataclass(frozen=True, slots=True)
class Lateness:
    """Whole minutes behind the plan, or ahead of it where negative. `absorbed_by`: the title of a later break that is
    long enough; "" for a break without a title, None where there is none."""

    minutes: int
    absorbed_by: str | None


def run_sheet(session: Session, starts_at: float | None) -> tuple[Step, ...]:
    """Every step in order. Planned times follow from the minutes of the steps before."""
    current, times = session.current_stage(), planned_times(session, starts_at)
    return tuple(
        Step(s.id, s.kind, s.title, _status(session, s, current), times[s.id], s.settings.minutes)
        for s in session.stages.values()
    )


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
