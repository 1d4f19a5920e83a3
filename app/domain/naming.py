"""Names that people give to things and to themselves: on one line, not empty, not too long."""

from __future__ import annotations

from .refusals import N_, Refusal
from .wording import tidied

LONGEST_NAME = 200


def fit_name(name: str, longest: int = LONGEST_NAME, empty: str = N_("Please give it a name.")) -> str:
    """A name as it is kept. `empty` is what is said where there is none. Raises Refusal bad_field or too_long."""
    kept = " ".join(tidied(name).split())
    if not kept:
        raise Refusal("bad_field", empty, "name")
    if len(kept) > longest:
        raise Refusal("too_long", "Please keep the name under {longest} characters.", "name", longest=longest)
    return kept
