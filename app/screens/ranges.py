"""Ranges of places, reckoned once for each state of a ranking: the slow part of an outcome."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from app.domain.place_ranges import place_ranges_of
from app.domain.session import Session
from app.domain.stages import OPEN, READY

_KEPT: OrderedDict[tuple[str, int], dict[str, Any]] = OrderedDict()
_MOST_KEPT = 64

Asked = dict[str, tuple[int, tuple[str, ...], dict[str, dict[Any, Any]], dict[str, str]]]


def rankings_of(session: Session) -> Asked:
    """What the ranges of a session's rankings rest on, copied out, so that a thread may work on it."""
    return {
        s.id: (
            s.touched,
            tuple(i.id for i in s.ideas),
            {p: dict(b) for p, b in s.ballots.items()},
            session.community_of(),
        )
        for s in session.stages.values()
        if s.kind == "rank" and s.state not in (READY, OPEN) and s.ideas
    }


def place_ranges(asked: Asked) -> dict[str, dict[str, Any]]:
    """{stage: place_ranges_of}, exact."""
    return {stage: _once(stage, *rest) for stage, rest in asked.items()}


def _once(
    stage: str, touched: int, ideas: tuple[str, ...], ballots: dict[str, dict[Any, Any]], community_of: dict[str, str]
) -> dict[str, Any]:
    if (stage, touched) not in _KEPT:
        _KEPT[stage, touched] = place_ranges_of(ideas, ballots, community_of)
        while len(_KEPT) > _MOST_KEPT:
            _KEPT.popitem(last=False)
    return _KEPT[stage, touched]
