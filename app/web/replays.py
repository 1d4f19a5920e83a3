"""Replays of finished workshops: each is folded once, in a process that steps back for the rooms, and the last few are
kept, so that stepping through one asks no database."""

from __future__ import annotations

import asyncio
import pickle
from collections import OrderedDict

from app.domain.refusals import N_
from app.domain.session import Session
from app.screens.replaying import Replay

from .children import asked_of
from .house import House

NOT_PREPARED = N_("The board could not be prepared. Please try again in a moment.")
MOST_KEPT = 4

_TURN = asyncio.Semaphore(1)
_KEPT: OrderedDict[tuple[str, int, str], Replay] = OrderedDict()


async def replay_for(house: House, session: Session, language: str) -> Replay:
    """The session's board again, in this language; anew once answers were taken back. Raises Refusal busy."""
    async with _TURN:
        key = (session.id, session.version, language)
        if key not in _KEPT:
            _KEPT[key] = await _folded(house.settings.database, session.id, language)
        _KEPT.move_to_end(key)
        while len(_KEPT) > MOST_KEPT:
            _KEPT.popitem(last=False)
        return _KEPT[key]


async def _folded(database: str, session: str, language: str) -> Replay:
    asked = {"database": database, "session": session, "language": language}
    made = await asked_of("app.web.folding", asked, NOT_PREPARED)
    replay: Replay = pickle.loads(made)
    return replay
