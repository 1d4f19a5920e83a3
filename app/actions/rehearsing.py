"""Rehearsing: a twin of a session to try it out on, wiping it, and the proof that somebody in it is only simulated."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode

from sqlmodel import Session as Db

from app.domain.naming import LONGEST_NAME
from app.domain.refusals import Refusal, moved_on
from app.domain.session import PLANNED
from app.storage.ideas import ideas_of
from app.storage.rehearsals import count_rehearsals, left_over, twin_of, wipe
from app.storage.sessions import lock_session, read_session
from app.storage.tables import WorkshopSession

from .planning import plan_session
from .run_sheets import sheet_of, started_anew

MOST_AT_ONCE = 5


def proof_of(key: bytes, session: str) -> str:
    """What a join call has to carry for its person to be simulated: nobody makes it without the server's key, and
    it is good for one session."""
    return urlsafe_b64encode(hmac.new(key, f"simulated|{session}".encode(), "sha256").digest()).decode().rstrip("=")


def make_twin(db: Db, session: str, name: str, now: float) -> tuple[WorkshopSession, bool]:
    """A copy of a planned session to rehearse on, under a code of its own and open to all; the one that is there
    already, where somebody rehearses → (its row, whether it is new).

    Raises Refusal unknown_code, moved_on after the start, not_allowed for a rehearsal of a rehearsal or too many.
    """
    held = lock_session(db, session)  # who presses at the same time waits here, and then finds this twin
    original = read_session(db, session) if held is not None else None
    if original is None:
        raise Refusal("unknown_code", "This workshop is not known here.")
    if original.rehearsal:
        raise Refusal("not_allowed", "This is a rehearsal already.")
    if (there := twin_of(db, session)) is not None:
        return there, False
    if original.phase != PLANNED:
        raise moved_on("This workshop has started. It can be rehearsed until then.")
    if count_rehearsals(db) >= MOST_AT_ONCE:
        raise Refusal("not_allowed", "Too many rehearsals are under way. Please end another one first.")
    sheet = started_anew(sheet_of(original), [idea.id for idea in ideas_of(db, original.programme, statements=True)])
    twin = plan_session(db, original.programme, name[:LONGEST_NAME], "open", sheet, now, of_another=True)
    twin.rehearsal_of = original.id
    db.flush()
    return twin, True


def wipe_left_over(db: Db, now: float, alone: bool) -> int:
    """Wipes the rehearsals that a server left behind → how many. `alone`: no other process uses the database."""
    return sum(wipe(db, twin) for twin in left_over(db, now, alone))
