"""The columns an idea file may have, known by their headings however these are spaced or capitalised."""

from __future__ import annotations

from collections.abc import Sequence

KNOWN = {
    "text": ("text", "idea", "statement", "comment", "commentbody", "body"),
    "ref": ("ref", "id", "number", "commentid"),
    "name": ("name", "shortname", "title"),
    "theme": ("theme", "category", "topic"),
    "detail": ("detail", "description", "notes"),
    "easy_read": ("easyread",),
    "text_cy": ("textcy", "ideacy", "syniad"),
    "name_cy": ("namecy", "titlecy", "shortnamecy"),
    "easy_read_cy": ("easyreadcy",),
}


def recognised(headings: Sequence[str]) -> dict[str, int]:
    """Return the place of each known column; where two headings fit, the name that stands first in the list wins."""
    bare = ["".join(letter for letter in heading.casefold() if letter.isalnum()) for heading in headings]
    return {
        column: bare.index(name)
        for column, names in KNOWN.items()
        if (name := next((name for name in names if name in bare), None))
    }
