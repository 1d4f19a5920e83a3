"""Where a file is written until it is whole: in memory where there is room, off the disk that saves the votes.

A disk that takes back the blocks of deleted files, or orders other files before it says that a vote is saved, makes
votes wait.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

IN_MEMORY = Path("/dev/shm")
ROOM = 200_000_000
"""Bytes that must be free there: what the largest files need while they are made, several times over."""
_NAME = "common-ground-file-"


@contextmanager
def scratch(beside: Path, memory: Path = IN_MEMORY) -> Iterator[Path]:
    """A private folder that is gone afterwards: in memory, or within the folder `beside`.

    A process that was killed leaves its folder; whoever comes next takes it away.
    """
    folder, handle = _held(memory if _has_room(memory) else beside)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def _held(home: Path) -> tuple[Path, int]:
    """A new folder, and the handle that says it is in use: made anew where another swept it away before it was held."""
    _sweep(home)
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_NAME, dir=home))
        handle = os.open(folder, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_EX)
        if folder.exists():
            return folder, handle
        os.close(handle)


def _has_room(folder: Path) -> bool:
    try:
        free = os.statvfs(folder)
    except OSError:
        return False
    return os.access(folder, os.W_OK) and free.f_bavail * free.f_frsize >= ROOM


def _sweep(home: Path) -> None:
    """Takes away what nobody holds any more."""
    for left in home.glob(f"{_NAME}*"):
        with suppress(OSError):
            handle = os.open(left, os.O_RDONLY)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(left, ignore_errors=True)
            finally:
                os.close(handle)
