"""Keeping no longer than was said: the command `retain`, the same once a day beside a server, and cutting its log."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

from sqlmodel import Session as Db

from app.actions.retaining import due_sessions, retain
from app.domain.events import AnswersRemoved, IdeaUnsaid, Recorded, SuggestionWithdrawn, Withdrawn
from app.live import ending
from app.live.room import Room
from app.live.rooms import Rooms
from app.settings import Settings
from app.storage.alone import InUse, alone_on
from app.storage.database import fold_log, is_sqlite, writing_engine
from app.storage.migrating import migrate
from app.storage.old_backups import past_their_life
from app.storage.retention import Erased
from app.storage.store import Store

log = logging.getLogger(__name__)

EVERY = 24 * 3600.0
SOON, WHEN_QUIET = 60.0, 600.0
"""Seconds after the start until the first look, and until the next one where a workshop is under way."""
TOGETHER, BETWEEN = 2.0, 60.0
"""Seconds that the log waits for others who take words back, and from one cut to the next while a room is in use."""
_WORDS_WENT = (AnswersRemoved, Withdrawn, SuggestionWithdrawn, IdeaUnsaid)


def erase_what_is_due(settings: Settings, now: float) -> str:
    """Erases it in every programme whose days are over → what to tell. May run beside a server."""
    migrate(settings.database)
    told: list[str] = []
    engine = writing_engine(settings.database, 1, checkpoints=False)
    try:
        with Db(engine) as db:
            programmes = list(due_sessions(db, now))
        for programme in programmes:
            with Db(engine) as db, db.begin():
                told.append(_told(programme, retain(db, programme, now)))
        told.append(_folded(settings))
    finally:
        engine.dispose()
    return "\n".join(told if programmes else ["Nothing was due.", *told])


def _told(programme: str, erased: Erased) -> str:
    return f"Erased in programme {programme}: {erased}."


def _folded(settings: Settings) -> str:
    if not is_sqlite(settings.database):
        return "PostgreSQL keeps old rows in its files until VACUUM FULL, and in its own log and backups."
    try:
        with alone_on(settings.database):
            own = writing_engine(settings.database, 1)
            done = fold_log(own)
            own.dispose()
    except InUse:
        done = False
    return "The log was folded in." if done else "A server is running: it folds its log in within a day."


def remove_old_backups(folder: Path, days: int, now: float, only_look: bool) -> str:
    """Removes the backups in `folder` older than `days` → what to tell."""
    old = past_their_life(folder, days, now)
    for file in old if not only_look else ():
        file.unlink()
    done = "Would remove" if only_look else "Removed"
    return "\n".join(f"{done} {file.name}." for file in old) or "No backup is past its life."


async def keep_as_said(store: Store, rooms: Rooms) -> None:
    """Looks once a day, for as long as the server runs, and waits while anybody is connected."""
    await asyncio.sleep(SOON)
    while True:
        if rooms.seat_count():
            await asyncio.sleep(WHEN_QUIET)
            continue
        try:
            await erase_beside(store, rooms)
        except Exception as error:
            log.warning("What is due could not be erased yet: %s", error)
        await asyncio.sleep(EVERY)


def listen(rooms: Rooms, store: Store) -> None:
    """Notes in which turns somebody's words went."""

    def heard(_: Room, recorded: list[Recorded]) -> None:
        if any(isinstance(one.event, _WORDS_WENT) for one in recorded):
            store.words_went.set()

    rooms.on_saved.append(heard)


async def cut_the_log(store: Store, rooms: Rooms) -> None:
    """Cuts the log soon after somebody took words back, for as long as the server runs: a backup of its files, too,
    then holds them no more."""
    while True:
        await store.words_went.wait()
        await asyncio.sleep(TOGETHER)
        store.words_went.clear()
        try:
            if not await store.fold_log():
                store.words_went.set()  # somebody read just then
        except Exception as error:
            log.warning("The log could not be cut: %s", error)  # whoever takes words back next asks again
        if rooms.seat_count():
            await asyncio.sleep(BETWEEN)


async def erase_beside(store: Store, rooms: Rooms) -> Erased:
    """Erases what is due now, in the rooms too, and cuts the log."""
    now, erased = rooms.clock.now(), Erased()
    for programme, sessions in (await store.read(due_sessions, now)).items():
        done = await store.write(retain, programme, now)
        erased += done
        log.info(_told(programme, done))
        for session in sessions:
            await ending.end(rooms, session)
    if not await store.fold_log():
        log.info("The log is in use. It is folded in tomorrow.")
    return erased
