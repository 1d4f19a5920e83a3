"""Looking for opinion groups: in a process of its own that steps back for the rooms, once for each revision."""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from typing import Any

from app.domain.refusals import N_

from .children import asked_of
from .house import House

NOT_FOUND = N_("The groups could not be worked out. Please try again in a moment.")
_TURN = asyncio.Semaphore(1)
_KEPT: OrderedDict[str, tuple[int, dict[str, Any]]] = OrderedDict()
_MOST_KEPT = 64


async def groups_of(house: House, session: str, revision: int) -> dict[str, Any]:
    """What `opinion_groups` found in a finished session at this revision. Raises Refusal busy."""
    async with _TURN:
        known = _KEPT.get(session)
        if known is None or known[0] != revision:
            _KEPT[session] = revision, await _look(house, session)
            while len(_KEPT) > _MOST_KEPT:
                _KEPT.popitem(last=False)
        return _KEPT[session][1]


async def _look(house: House, session: str) -> dict[str, Any]:
    asked = {"database": house.settings.database, "session": session}
    found = await asked_of("app.actions.grouping", asked, NOT_FOUND)
    told: dict[str, Any] = json.loads(found)
    return told
