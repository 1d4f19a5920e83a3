"""Changing a run sheet: adding, moving, copying, taking out and setting a step. The room decides whether it may be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.domain.refusals import Refusal
from app.domain.session import Session
from app.domain.stages import READY, Stage
from app.storage.secrets import new_id

from .planning import run_sheet

Step = dict[str, Any]
Sheet = list[Step]


def sheet_of(session: Session) -> Sheet:
    """The run sheet as plain data: {id, kind, title, settings, ideas} a step."""
    return [
        {"id": s.id, "kind": s.kind, "title": s.title, "settings": s.settings.as_plain(), "ideas": s.plan}
        for s in session.stages.values()
    ]


def stages_of(session: Session, sheet: Sequence[Mapping[str, Any]], ideas: Iterable[str]) -> tuple[Stage, ...]:
    """The stages of a changed sheet, for the room. Opened ones stay as they are. Raises Refusal for what is wrong."""
    kept = {s.id: s for s in session.stages.values() if s.state != READY or s.opened_at is not None}
    named = {idea for s in session.stages.values() if isinstance(s.plan, list) for idea in s.plan}  # also parked ones
    return tuple(kept.get(stage.id, stage) for stage in run_sheet(sheet, [*ideas, *named]))


def started_anew(sheet: Sequence[Mapping[str, Any]], ideas: Iterable[str]) -> Sheet:
    """A twin of a sheet for another session: new ids, the same references, only ideas that are still there."""
    fresh = {str(step["id"]): new_id() for step in sheet if "id" in step}
    fresh |= {str(n): fresh[str(step["id"])] for n, step in enumerate(sheet) if "id" in step}
    there = set(ideas)
    return [_renamed(step, fresh, there) for step in sheet]


def added(
    sheet: Sheet, kind: str, title: str, after: str | None = None, minutes: float | None = 10
) -> tuple[Sheet, str]:
    """With one more step, after the named one or at the end → the sheet and the new step's id."""
    step: Step = {"id": new_id(), "kind": kind, "title": title, "settings": {"minutes": minutes}, "ideas": "all"}
    place = _place(sheet, after) + 1 if after else len(sheet)
    return [*sheet[:place], step, *sheet[place:]], step["id"]


def copied(sheet: Sheet, id: str) -> tuple[Sheet, str]:
    """With a twin right after the step → the sheet and the twin's id."""
    place = _place(sheet, id)
    twin = {**sheet[place], "id": new_id()}
    return [*sheet[: place + 1], twin, *sheet[place + 1 :]], twin["id"]


def moved(sheet: Sheet, id: str, by: int) -> Sheet:
    """With the step moved one place up (−1) or down (1); at either end it stays."""
    place = _place(sheet, id)
    rest = [step for step in sheet if step["id"] != id]
    to = min(max(place + by, 0), len(rest))
    return [*rest[:to], sheet[place], *rest[to:]]


def placed(sheet: Sheet, id: str, to: int) -> Sheet:
    """With the step at this place, 0 first; beyond either end is the end."""
    return moved(sheet, id, to - _place(sheet, id))


def repeated(sheet: Sheet, id: str, after: str) -> tuple[Sheet, str]:
    """With a twin of one step right after another → the sheet and the twin's id. Nothing that was answered changes."""
    twin = {**sheet[_place(sheet, id)], "id": new_id()}
    place = _place(sheet, after) + 1
    return [*sheet[:place], twin, *sheet[place:]], twin["id"]


def without(sheet: Sheet, id: str) -> Sheet:
    """Without the step; steps that show its results no longer do."""
    _place(sheet, id)
    return [
        {**step, "settings": {**step["settings"], "of": [s for s in step["settings"].get("of") or () if s != id]}}
        for step in sheet
        if step["id"] != id
    ]


def brought_back(session: Session, sheet: Sequence[Mapping[str, Any]], ideas: Iterable[str]) -> Sheet:
    """A sheet as it was before a step was taken out. Steps that are gone come back as new ones: an id from outside
    is never taken over."""
    fresh = {str(step["id"]): str(step["id"]) if step["id"] in session.stages else new_id() for step in sheet}
    there = set(ideas)
    return [_renamed(step, fresh, there) for step in sheet]


def changed(sheet: Sheet, id: str, title: str, settings: Mapping[str, Any], ideas: Any) -> Sheet:
    """With other words, settings and ideas for one step; settings that are not named stay."""
    place = _place(sheet, id)
    step = {**sheet[place], "title": title, "settings": {**sheet[place]["settings"], **settings}, "ideas": ideas}
    return [*sheet[:place], step, *sheet[place + 1 :]]


def _place(sheet: Sheet, id: str) -> int:
    for n, step in enumerate(sheet):
        if step["id"] == id:
            return n
    raise Refusal("unknown_stage", "This step is no longer on the run sheet.", "stage")


def _renamed(step: Mapping[str, Any], fresh: Mapping[str, str], there: set[str]) -> Step:
    settings, ideas = dict(step["settings"]), step["ideas"]
    settings["of"] = [fresh.get(s, s) for s in settings.get("of") or ()]
    if settings.get("start_from") is not None:
        settings["start_from"] = fresh.get(settings["start_from"], settings["start_from"])
    if isinstance(ideas, Mapping):
        ideas = {**ideas, "from": fresh.get(str(ideas.get("from")), ideas.get("from"))}
    elif isinstance(ideas, list):
        ideas = [idea for idea in ideas if idea in there] or "all"
    twin = {"kind": step["kind"], "title": step["title"], "settings": settings, "ideas": ideas}
    return twin | ({"id": fresh[str(step["id"])]} if "id" in step else {})
