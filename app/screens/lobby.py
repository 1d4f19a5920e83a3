"""The lobby on the board: who is here, before anything is weighed."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.communities import AHP
from app.domain.session import Session


@dataclass(frozen=True, slots=True)
class Lobby:
    """Professions stand by name only, never with counts, which keeps every single person in the crowd."""

    ideas: int | None
    professions: tuple[str, ...]
    of: int
    """How many professions there are in all."""
    locked: bool


def lobby_of(session: Session, ideas: int | None, professions: tuple[str, ...]) -> Lobby:
    """`professions` is the whole list, in the order it is read out."""
    present = {person.profession for person in session.counted() if person.community == AHP}
    named = tuple(name for name in professions if name in present)
    return Lobby(ideas, named, len(professions), session.locked)
