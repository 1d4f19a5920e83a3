"""The words of an idea as they arrive from files and paste: what is kept, and when two wordings are the same."""

from __future__ import annotations

import re
import unicodedata

_LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_UNSEEN = "\ufeff\u200b"


def tidied(text: str) -> str:
    """The same words without control characters and surrounding blanks; every kind of line end becomes a newline.

    Tabs, newlines, emoji and anything that looks like HTML or a formula stay as they were written.
    """
    return _CONTROL.sub("", _LINE_ENDS.sub("\n", text)).strip().strip(_UNSEEN).strip()


def folded(text: str) -> str:
    """What two wordings share when a reader would call them equal: NFC, case and runs of white space folded."""
    return " ".join(unicodedata.normalize("NFC", text.casefold()).split())
