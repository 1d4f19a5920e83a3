"""How words changed, as pairs of what stands now and what stood there before."""

from __future__ import annotations

from .drafts import GONE, NEW, word_changes

Swap = tuple[str, str]
"""(what stands there now, what stood there before); one of them may be empty."""


def swaps(before: str, after: str) -> list[Swap]:
    """The places in which two texts differ, in their order, without blanks around them."""
    found: list[list[str]] = []
    last = ""
    for kind, words in word_changes(before, after):
        if kind == NEW and last == GONE:
            found[-1][0] = words.strip()
        elif kind in (GONE, NEW):
            found.append([words.strip(), ""] if kind == NEW else ["", words.strip()])
        last = kind
    return [(now, was) for now, was in found if now or was]
