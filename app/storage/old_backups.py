"""Backups past their life: what was erased since still stands in them, so they go too."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import msgspec

from .backup_files import MANIFEST

A_DAY = 86_400.0


def made_at(file: Path) -> float | None:
    """When a backup was made, seconds since 1970, as its manifest says; None for a file that is no backup of ours."""
    try:
        with ZipFile(file) as archive:
            said = msgspec.json.decode(archive.read(MANIFEST))
        return datetime.fromisoformat(said["made_at"].replace("Z", "+00:00")).timestamp()
    except (OSError, BadZipFile, KeyError, TypeError, ValueError):
        return None


def past_their_life(folder: Path, days: int, now: float) -> list[Path]:
    """The backups in a folder that are older than so many days, the oldest first. Other files are not looked at."""
    known = [(made_at(file), file) for file in folder.iterdir() if file.is_file()]
    return [file for at, file in sorted((at, file) for at, file in known if at is not None) if at < now - days * A_DAY]
