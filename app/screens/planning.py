"""What an organiser sees while planning a session: the run sheet with its times, and one step with its settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.selecting import SETS_AN_ORDER
from app.domain.session import PLANNED, Session
from app.domain.stages import READY, WEIGHING, WITH_IDEAS, Stage, StageIdea

from .days import is_for_days


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the run sheet. `at` is its time on the clock in seconds, where a start is planned."""

    stage: Stage
    at: float | None
    minutes: float | None
    opened: bool
    new_day: bool
    """Whether it begins on another day than the workshop: then its day is said too."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The step being worked on. `source` says where its ideas come from: all, some, earlier (the top of a step before
    it) or suggested (what people wrote in one)."""

    stage: Stage
    opened: bool
    first: bool
    last: bool
    weighs: bool
    source: str
    picked: frozenset[str]
    taken: Mapping[str, Any]
    ideas: int
    earlier: tuple[Stage, ...]
    """Steps before it whose results it may show."""
    ordered: tuple[Stage, ...]
    """Steps before it whose order it may start from."""
    sources: tuple[Stage, ...]
    """Steps before it whose top ideas it may take, and the one whose ideas it takes now."""
    gathered: tuple[Stage, ...]
    """Steps before it in which people suggest ideas."""


@dataclass(frozen=True, slots=True)
class PlanScreen:
    id: str
    name: str
    code: str
    joining: str
    version: int
    planned: bool
    joined: bool
    """Whether somebody has joined, so that the way of joining stays."""
    opened: bool
    """Whether any step was opened, so that the sheet cannot be replaced whole."""
    starts_at: float | None
    ends_at: float | None
    minutes: float
    steps: tuple[Step, ...]
    chosen: Chosen | None
    ideas: tuple[StageIdea, ...]


def plan_screen(
    session: Session, starts_at: float | None, ideas: Sequence[StageIdea], chosen: str | None = None
) -> PlanScreen:
    """The planning page of a session; `ideas` are the programme's as they are worded now."""
    steps, passed = [], 0.0
    for stage in session.stages.values():
        at = None if starts_at is None else starts_at + passed * 60
        days = is_for_days(passed)
        steps.append(Step(stage, at, stage.settings.minutes, _opened(stage), days))
        passed += stage.settings.minutes or 0.0
    ends_at = None if starts_at is None else starts_at + passed * 60
    return PlanScreen(
        session.id, session.name, session.code, session.joining, session.version, session.phase == PLANNED,
        bool(session.people), any(step.opened for step in steps), starts_at, ends_at, passed, tuple(steps),
        _chosen(session, ideas, chosen), tuple(ideas),
    )  # fmt: skip


def _chosen(session: Session, ideas: Sequence[StageIdea], id: str | None) -> Chosen | None:
    stages = list(session.stages.values())
    stage = session.stages.get(id or "") or next(
        (s for s in stages if s.kind in WEIGHING), stages[0] if stages else None
    )
    if stage is None:
        return None
    place = stages.index(stage)
    picked = frozenset(stage.plan) if isinstance(stage.plan, list) else frozenset()
    taken: Mapping[str, Any] = stage.plan if isinstance(stage.plan, Mapping) else {}
    gathered = tuple(s for s in stages[:place] if s.kind == "gather")
    suggested = taken.get("from") in {s.id for s in gathered}
    source = "some" if isinstance(stage.plan, list) else "suggested" if suggested else "earlier" if taken else "all"
    count = len(picked & {i.id for i in ideas}) if picked else int(taken.get("top") or 0) if taken else len(ideas)
    before = stages[:place]
    earlier = tuple(s for s in before if s.kind in WEIGHING)
    ordered = tuple(s for s in before if s.kind in SETS_AN_ORDER)
    sources = tuple(s for s in before if s in ordered or (source == "earlier" and s.id == taken.get("from")))
    return Chosen(
        stage, _opened(stage), place == 0, place == len(stages) - 1, stage.kind in WITH_IDEAS, source, picked, taken,
        count, earlier, ordered, sources, gathered,
    )  # fmt: skip


def _opened(stage: Stage) -> bool:
    return stage.state != READY or stage.opened_at is not None
