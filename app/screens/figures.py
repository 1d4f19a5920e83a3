"""Figures as audiences may see them, reckoned once for each state of a stage."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from app.domain.outcomes import is_shown
from app.domain.selecting import figures_as_shown, stage_figures
from app.domain.session import Session
from app.domain.small_numbers import protect
from app.domain.stages import Stage

_KEPT: OrderedDict[tuple[str, int, int, bool], dict[str, Any]] = OrderedDict()
_MOST_KEPT = 256


def exact_figures(session: Session, stage: Stage) -> dict[str, Any]:
    """A stage's exact figures: for organisers only. Not to be changed by the caller."""
    return _once(session, stage, held=False)


def public_figures(session: Session, stage: Stage) -> dict[str, Any] | None:
    """What boards and participants may see of a stage: nothing before its reveal, then small numbers protected, and
    without late changes by so few people that they wait."""
    return protect(_once(session, stage, held=stage.shown is not None), stage.kind) if is_shown(stage) else None


def _once(session: Session, stage: Stage, held: bool) -> dict[str, Any]:
    key = (stage.id, stage.touched, len(stage.ideas), held)
    if key not in _KEPT:
        _KEPT[key] = figures_as_shown(session, stage) if held else stage_figures(session, stage)
        while len(_KEPT) > _MOST_KEPT:
            _KEPT.popitem(last=False)
    return _KEPT[key]
