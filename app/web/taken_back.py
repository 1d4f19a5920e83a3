"""Telling rooms what an idea of theirs says since somebody took words back: a turn each, so that it is in the journal.

The words have left the database before. A room that could not be told is told at the next withdrawal, or when a server
starts.
"""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

from app.domain.asking import CLOCK, UnsayIdea
from app.domain.events import AnswersRemoved, IdeaUnsaid, Recorded, SuggestionWithdrawn, Withdrawn
from app.domain.refusals import Refusal
from app.live.answers import Unavailable
from app.live.room import Room
from app.live.rooms import Rooms
from app.storage.store import Store
from app.storage.unsaying import to_tell, was_told

from .downloads import forget_files

log = logging.getLogger(__name__)
_TAKES_WORDS_BACK = (AnswersRemoved, SuggestionWithdrawn)
_SAYS_LESS = (*_TAKES_WORDS_BACK, IdeaUnsaid, Withdrawn)


async def tell_rooms(store: Store, rooms: Rooms, programme: str | None = None) -> None:
    """Has every room that was not told yet say less, of one programme or of all."""
    for one in await store.read(to_tell, programme):
        try:
            room = await rooms.room(one.session)
            if room is not None:
                await room.ask(CLOCK, UnsayIdea(stage=one.stage, idea=one.idea, text=one.text, name=one.name))
        except (Refusal, Unavailable) as error:
            log.warning("Session %s could not be told yet what was taken back: %s", one.session, error)
            continue
        await store.write(was_told, one, rooms.clock.now())


def listen(store: Store, rooms: Rooms, data_dir: Path) -> None:
    """What is taken back in one workshop may have been said in another one, too, and in files that lie ready."""
    loop = asyncio.get_running_loop()
    under_way: set[asyncio.Task[None]] = set()

    def begin(task: asyncio.Task[None]) -> None:
        under_way.add(task)
        task.add_done_callback(under_way.discard)

    def saved(room: Room, recorded: list[Recorded]) -> None:
        kinds = tuple(type(one.event) for one in recorded)
        if any(kind in _SAYS_LESS for kind in kinds):
            begin(loop.create_task(asyncio.to_thread(forget_files, data_dir, room.session.id), name="old files"))
        if any(kind in _TAKES_WORDS_BACK for kind in kinds):
            begin(loop.create_task(tell_rooms(store, rooms, room.session.programme), name="taken back"))

    rooms.on_saved.append(saved)
