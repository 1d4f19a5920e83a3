"""How much room is left on the disk under the data folder."""

from __future__ import annotations

import shutil
from pathlib import Path

ALMOST_FULL = 0.1
"""Free share at which a host is warned, long before a vote cannot be saved."""


def free_share(folder: Path) -> float:
    """The free share of the folder's disk, from 0 to 1. Raises OSError."""
    usage = shutil.disk_usage(folder)
    return usage.free / usage.total if usage.total else 0.0
