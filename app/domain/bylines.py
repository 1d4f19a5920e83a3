"""Who said a quote, in as few words as honesty needs: a role or community, and where it was said. Never a name, never
a profession or an area, which could tell who it was."""

from __future__ import annotations

from collections.abc import Callable

from .communities import AHP, CITIZEN, OTHER

_ONE = {CITIZEN: "Citizen", AHP: "AHP", OTHER: "Other professional"}


def byline(
    role: str | None, community: str | None, source_name: str | None, translate: Callable[[str], str] = str
) -> str:  # fmt: skip
    """ "Carer, Hull listening event"; empty where nothing is known."""
    known = _ONE.get(community or "")
    person = role or (translate(known) if known else "")
    return ", ".join(part for part in (person[:1].upper() + person[1:], source_name) if part)
