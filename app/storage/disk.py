"""The disk under the data folder: how much room is left on it, and whether it keeps the names of files."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

ALMOST_FULL = 0.1
"""Free share at which a host is warned, long before a vote cannot be saved."""


def free_share(folder: Path) -> float:
    """The free share of the folder's disk, from 0 to 1. Raises OSError."""
    usage = shutil.disk_usage(folder)
    return usage.free / usage.total if usage.total else 0.0


def keep_names(folder: Path) -> None:
    """Syncs the folder, so that the database's log is found in it after a power cut. Raises OSError.

    SQLite asks for the same when it creates the log, but goes on where that fails.
    """
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    except OSError as error:
        raise OSError(error.errno, f"The disk cannot keep files ({error.strerror})", str(folder)) from None
    finally:
        os.close(opened)
