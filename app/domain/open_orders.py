"""A ranking has its order when its step closes. Before that no page tells it, nor any file that is passed around."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .method_note import method_note
from .stages import OPEN

Stage = Mapping[str, Any]


def is_open_order(stage: Stage) -> bool:
    """Whether people are still ranking here, each for themselves, given a stage of an outcome."""
    return stage["kind"] == "rank" and "tables" not in stage and stage.get("state") == OPEN


def without_open_orders(outcome: Mapping[str, Any]) -> dict[str, Any]:
    """The outcome with nothing in the standings of such stages, and a method note that knows nothing of them either."""
    stages = [_without(stage) if is_open_order(stage) else stage for stage in outcome["stages"]]
    note = method_note(stages, joining=outcome["joining"], aside=outcome.get("set_aside"))
    return {**outcome, "stages": stages, "method": note}


def _without(stage: Stage) -> dict[str, Any]:
    nothing = {name: dict.fromkeys(v) if isinstance(v, Mapping) else None for name, v in stage["standings"].items()}
    return {**stage, "standings": nothing}
