"""What a failure of the database means: try later, never write again, or this very change is at fault."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as QueueTimeout


class OutOfReach(Exception):
    """The database did not answer in time, or takes no writes any more. What was asked may or may not be saved."""


_ON_DISK = {
    sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_DIR_FSYNC, sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_TRUNCATE, sqlite3.SQLITE_IOERR_SHORT_READ, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB,
}  # fmt: skip


def may_pass(error: BaseException) -> bool:
    """Whether the same may well succeed later: the fault is the database's, the disk's or the network's."""
    if isinstance(error, OutOfReach | OSError | OperationalError | InterfaceError | InternalError | QueueTimeout):
        return True
    return isinstance(error, DBAPIError) and error.connection_invalidated


def disk_is_untrue(error: BaseException) -> bool:
    """Whether the disk told SQLite that something written is not there. A full disk is not meant: that passes."""
    original = error.orig if isinstance(error, DBAPIError) else error
    return isinstance(original, sqlite3.Error) and getattr(original, "sqlite_errorcode", 0) in _ON_DISK
