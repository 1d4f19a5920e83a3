"""What a cell of a file may hold: numbers stay numbers, and no spreadsheet runs what somebody wrote."""

from __future__ import annotations

import unicodedata
from typing import Any

_RUN = ("=", "+", "-", "@", "\t", "\r", "\0")


def inert(text: str) -> str:
    """The text with a leading apostrophe where a spreadsheet would take it for a formula, also in other scripts' signs.

    As OWASP advises against CSV injection; signs are folded first (Unicode NFKC), since programs fold them too, and
    looked for behind marks that nobody sees.
    """
    first = text[:1]
    if not first or first.isalnum():
        return text
    if unicodedata.category(first) == "Cf":
        first = next((letter for letter in text if unicodedata.category(letter) != "Cf"), "")
    return f"'{text}" if unicodedata.normalize("NFKC", first).startswith(_RUN) else text


def as_text(value: Any) -> Any:
    """A value as a CSV file holds it: nothing for None, true and false in small letters."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return inert(value) if isinstance(value, str) else value
