"""The words of an idea: what is kept of them, when two wordings are the same, and the short name charts carry."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

_LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
LONGEST_LABEL = 34
_UNSEEN = "\ufeff\u200b"


def tidied(text: str) -> str:
    """The same words without control characters and surrounding blanks; every kind of line end becomes a newline.

    Tabs, newlines, emoji and anything that looks like HTML or a formula stay as they were written.
    """
    return _CONTROL.sub("", _LINE_ENDS.sub("\n", text)).strip().strip(_UNSEEN).strip()


def folded(text: str) -> str:
    """What two wordings share when a reader would call them equal: NFC, case and runs of white space folded."""
    return " ".join(unicodedata.normalize("NFC", text.casefold()).split())


def label_of(idea: Mapping[str, Any]) -> str:
    """The short name that pages and files give an idea of an outcome: its own, else the first words of its text."""
    name = str(idea.get("name") or idea["text"])
    if len(name) <= LONGEST_LABEL or idea.get("name"):
        return name
    return name[:LONGEST_LABEL].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"
