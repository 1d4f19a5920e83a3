"""Holding a SQLite file for one server: a second writer beside it would not agree on whose turn it is."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .database import file_of, is_sqlite


class InUse(Exception):
    """Another server holds the file."""


@contextmanager
def alone_on(url: str) -> Iterator[None]:
    """Holds the file for as long as the block lasts; PostgreSQL needs no such thing, nor does a folder
    that is not there yet. Raises InUse."""
    file = file_of(url)
    if not is_sqlite(url) or not file.parent.exists():
        yield
        return
    with Path(f"{file}.serving").open("ab") as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise InUse(f"A server already uses {file}. Stop it first, or choose another data folder.") from None
        yield
