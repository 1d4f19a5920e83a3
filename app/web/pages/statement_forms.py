"""Reading the forms of the strategy draft: a statement as somebody typed it, and numbers that were hidden in a form."""

from __future__ import annotations

from typing import Any

from starlette.datastructures import FormData

from app.domain.drafts import Content
from app.domain.refusals import Refusal

from ..decoding import number_of


def content_in(form: FormData) -> Content:
    """What was typed and ticked, unchecked."""
    told: dict[str, Any] = {
        name: str(form.get(name, "")) for name in ("text", "with_whom", "works_if", "still_open", "next_review")
    }
    ticked: dict[str, Any] = {
        name: tuple(map(str, form.getlist(name))) for name in ("ideas", "professions", "commitments")
    }
    return Content(section=str(form.get("section", "")) or None, **told, **ticked)


def version_in(form: FormData) -> int:
    """The version that the form was made from. Raises Refusal malformed."""
    return whole_in(form, "version")


def whole_in(form: FormData, name: str) -> int:
    found = number_of(str(form.get(name, "")))
    if found is None:
        raise Refusal("malformed", "This request could not be understood.", name)
    return found


def step_in(form: FormData) -> int:
    """Up (−1) or down (1)."""
    return -1 if form.get("do") == "up" else 1
