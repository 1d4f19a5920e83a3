"""Ending a room whose session is gone from the database: here at once, and in other processes by a word or a look."""

from __future__ import annotations

import asyncio

from app.storage.sessions import versions_of
from app.storage.store import Store

from .room import OVER
from .rooms import Rooms

GONE = "gone"


async def end(rooms: Rooms, session: str) -> None:
    """Closes the room of this process, and tells the others that there is nothing left to show."""
    await _forget(rooms, session)
    rooms.bus.say(GONE, session)


def listen(rooms: Rooms) -> None:
    """Hears of sessions that ended elsewhere."""
    loop = asyncio.get_running_loop()
    ending: set[asyncio.Task[None]] = set()

    def heard(what: list[str]) -> None:
        task = loop.create_task(_forget(rooms, what[0]))
        ending.add(task)
        task.add_done_callback(ending.discard)

    rooms.on_word[GONE] = heard


async def look(rooms: Rooms, store: Store) -> None:
    """Ends the rooms of rehearsals that another process wiped: words may have been missed."""
    rehearsed = [room.session.id for room in rooms if room.session.rehearsal]
    if rehearsed:
        there = await store.read(versions_of, rehearsed)
        for session in rehearsed:
            if session not in there:
                await _forget(rooms, session)


async def _forget(rooms: Rooms, session: str) -> None:
    room = rooms._rooms.pop(session, None)
    if room is not None:
        await room.close(OVER)
