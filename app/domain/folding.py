"""Folding a session's journal once more, from before its first event, when some of it was emptied since."""

from __future__ import annotations

from .applying import apply
from .events import Event, Recorded
from .session import Session


def fold(session: Session, number: int, at: float, event: Event | None) -> None:
    """Moves the state on by one line of the journal. What was emptied since (None) is left out, and so is what others
    did with it: a comment that was taken back cannot be put on the board."""
    if event is not None:
        try:
            apply(session, Recorded(number, at, event))
        except KeyError:  # it speaks of somebody, or of words, that are gone
            session.host_version = number
    session.version = number
