"""The way in and out of the database for a running server: writes take turns in one thread, reads run beside them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Engine
from sqlmodel import Session as Db

from .database import fold_log, is_sqlite, reading_engine, writing_engine
from .failures import OutOfReach, disk_is_untrue

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

PATIENCE, PATIENCE_WITH_A_DISK = 4.0, 15.0
"""Seconds that a database over a network may take for one transaction, and a file on this machine."""


class Store:
    """Runs questions and changes in threads, so that the event loop never waits on the database.

    On SQLite one thread owns the connection that writes; on PostgreSQL several rooms write at once.
    """

    def __init__(self, url: str, writers: int = 4, readers: int = 4) -> None:
        self.url, self.sqlite = url, is_sqlite(url)
        self.broken = False
        """Whether the disk failed under a write: from then on nothing more is written, until a restart."""
        self.words_went = asyncio.Event()
        """Set where somebody took their words back: the log, in which they still stand, is cut before long."""
        self._patience = PATIENCE_WITH_A_DISK if self.sqlite else PATIENCE
        writers = 1 if self.sqlite else writers
        self._writing, self._reading = writing_engine(url, writers), reading_engine(url, readers)
        self._writers = ThreadPoolExecutor(writers, thread_name_prefix="writer")
        self._readers = ThreadPoolExecutor(readers, thread_name_prefix="reader")

    @property
    def shared(self) -> bool:
        """Whether other processes may work on the same sessions."""
        return not self.sqlite

    async def write(self, deed: Callable[Concatenate[Db, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Runs deed(db, …) in one transaction: committed and on disk when this returns, undone if it raises.

        Raises OutOfReach where that cannot be known, or no more is written.
        """
        if self.broken:
            raise OutOfReach("The disk failed: nothing is written until the server is started again.")
        try:
            return await self._run(self._writers, self._writing, deed, args, kwargs)
        except Exception as error:
            if disk_is_untrue(error):
                self.broken = True
                log.critical("The disk failed under a write (%s). Nothing more is written until a restart.", error)
            raise

    async def read(self, question: Callable[Concatenate[Db, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Runs question(db, …) on a connection that cannot write. Raises OutOfReach."""
        return await self._run(self._readers, self._reading, question, args, kwargs)

    async def fold_log(self) -> bool:
        """Moves SQLite's write-ahead log into the database and cuts it to nothing, so that what was erased stands in
        neither → whether it could. Others wait a fifth of a second for it at most."""
        if not self.sqlite:
            return True
        return await asyncio.get_running_loop().run_in_executor(self._writers, fold_log, self._writing)

    async def _run(self, pool: ThreadPoolExecutor, engine: Engine, work: Callable[..., R], args: Any, kwargs: Any) -> R:
        """In a thread; whoever waits too long stops waiting, and the thread ends by itself."""
        running = asyncio.get_running_loop().run_in_executor(pool, _in_transaction, engine, work, args, kwargs)
        try:
            async with asyncio.timeout(self._patience):
                return await running
        except TimeoutError:
            raise OutOfReach("The database does not answer.") from None

    def close(self) -> None:
        """Waits for what is under way, then lets go of the database."""
        self._writers.shutdown()
        self._readers.shutdown()
        self._writing.dispose()
        self._reading.dispose()


def _in_transaction(engine: Engine, work: Callable[..., R], args: Any, kwargs: Any) -> R:
    with Db(engine, expire_on_commit=False) as db, db.begin():
        return work(db, *args, **kwargs)
