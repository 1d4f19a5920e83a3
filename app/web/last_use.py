"""When a token was last used is written down beside the request that it came with: reading never waits for a write."""

from __future__ import annotations

import asyncio

from app.storage.api_tokens import note_use
from app.storage.failures import may_pass

from .house import House

_UNDER_WAY: dict[bytes, asyncio.Task[None]] = {}


def note(house: House, token: bytes) -> None:
    """Writes down that the token of this hash was used now."""
    if token not in _UNDER_WAY:
        task = _UNDER_WAY[token] = asyncio.create_task(_write(house, token))
        task.add_done_callback(lambda _: _UNDER_WAY.pop(token, None))


async def _write(house: House, token: bytes) -> None:
    try:
        await house.store.write(note_use, token, house.now())
    except Exception as error:
        if not may_pass(error):
            raise
