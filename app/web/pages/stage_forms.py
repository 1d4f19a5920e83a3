"""Reading the form of one step: its settings and where its ideas come from, as the rules take them."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from starlette.datastructures import FormData

from app.domain.refusals import Refusal
from app.domain.stages import WITH_IDEAS, Stage
from app.storage.secrets import new_id

from ..decoding import decode

WHOLE = {
    "vote": (),
    "discuss": (),
    "dots": ("budget", "most_per_idea"),
    "rate": ("steps",),
    "rank": ("places",),
    "gather": ("most_per_person",),
}
WORDS = {"gather": ("question",), "break": ("note",)}
SWITCHES = {
    "vote": ("shuffle", "comments", "check_first"),
    "discuss": ("comments", "check_first"),
    "dots": ("comments", "check_first"),
    "rate": ("comments", "check_first"),
    "rank": ("comments", "check_first"),
    "gather": ("check_first",),
}


def steps_from(text: str) -> list[dict[str, Any]]:
    """A run sheet that a page of ours carried along. Raises Refusal malformed, bad_field."""
    steps = decode(text)
    if not isinstance(steps, list) or not all(
        isinstance(step, dict) and isinstance(step.get("id"), str) and isinstance(step.get("settings"), dict)
        and isinstance(step["settings"].get("of") or [], list) and {"kind", "title", "ideas"} <= step.keys()
        for step in steps
    ):  # fmt: skip
        raise Refusal("bad_field", "This run sheet could not be read. Please add the step anew.", "sheet")
    return steps


def settings_from(kind: str, form: FormData) -> dict[str, Any]:
    """The settings that the form of this kind of step holds. Raises Refusal bad_field."""
    settings: dict[str, Any] = {"minutes": _minutes(form)}
    settings |= {name: _whole(form, name) for name in WHOLE.get(kind, ())}
    settings |= {name: str(form.get(name, "")).strip() for name in WORDS.get(kind, ())}
    settings |= {name: name in form for name in SWITCHES.get(kind, ())}
    if kind == "rank":
        settings["start_from"] = str(form.get("start_from") or "") or None
        settings["by"] = str(form.get("by_whom") or "person")
    if kind == "rate":
        settings["scales"] = _scales(form)
    if kind == "reveal":
        settings["of"] = [str(stage) for stage in form.getlist("of")]
    return settings


def ideas_from(stage: Stage, form: FormData) -> Any:
    """ "all", a list of ids, or {from, top, by}. Raises Refusal bad_field."""
    if stage.kind not in WITH_IDEAS:
        return "all"
    match form.get("source"):
        case "some":
            chosen = [str(idea) for idea in form.getlist("idea")]
            if not chosen:
                raise Refusal("bad_field", "Choose at least one idea.", "source")
            return chosen
        case "suggested":
            return {"from": str(form.get("gathered") or ""), "top": None, "by": "shared"}
        case "earlier":
            return {
                "from": str(form.get("from") or ""), "top": _whole(form, "top"), "by": str(form.get("by") or "shared")
            }  # fmt: skip
    return "all"


SCALE_FIELDS = ("key", "label", "low", "high")
UNITS = {"minutes": 1, "hours": 60, "days": 24 * 60}


def _minutes(form: FormData) -> float | None:
    """How long a step takes, in minutes; forms may say it in hours or days."""
    number = _number(form, "minutes")
    return None if number is None else number * UNITS.get(str(form.get("unit") or "minutes"), 1)


def _scales(form: FormData) -> list[dict[str, str]]:
    """Those that have a label. A scale keeps its key, so that answers stay with it; a new one gets one of its own."""
    columns = [[" ".join(str(text).split()) for text in form.getlist(f"scale_{name}")] for name in SCALE_FIELDS]
    rows = (dict(zip(SCALE_FIELDS, row, strict=True)) for row in zip_longest(*columns, fillvalue=""))
    return [row | {"key": row["key"] or new_id()} for row in rows if row["label"]]


def _number(form: FormData, name: str) -> float | None:
    given = str(form.get(name, "")).strip().replace(",", ".")
    if not given:
        return None
    try:
        number = float(given)
    except ValueError:
        raise Refusal("bad_field", "The minutes have to be a number above 0.", name) from None
    return int(number) if number.is_integer() else number


def _whole(form: FormData, name: str) -> int | None:
    given = str(form.get(name, "")).strip()
    if not given:
        return None
    if not given.isascii() or not given.isdigit():
        raise Refusal("bad_field", "This has to be a whole number.", name)
    return int(given)
