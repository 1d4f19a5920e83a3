"""The commands `backup` and `restore`: from the settings to the file and back, told in sentences."""

from __future__ import annotations

import os
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from app.settings import Settings
from app.storage.alone import InUse, alone_on
from app.storage.backup_files import KEY, BackupRefused, Manifest
from app.storage.backups import back_up, restore

KINDLY = 10
"""How far a backup steps back for the server beside it, which it still must come to an end beside."""


def write_backup(settings: Settings, file: Path, with_key: bool) -> str:
    """Backs up to `file` → what to tell. Exits with a sentence where that cannot be."""
    os.nice(KINDLY)
    key = _kept(_key_file(settings)) if with_key and not settings.secret_key.get_secret_value() else None
    try:
        made = back_up(settings.database, file, key, time.time(), _our_version())
    except BackupRefused as refusal:
        raise SystemExit(str(refusal)) from None
    told = [f"Everything as it was at {made.made_at} is in {file} ({_counted(made)})."]
    if key is None:
        told.append(_why_no_key(settings, with_key))
    return "\n".join(told)


def read_backup(settings: Settings, file: Path, with_key: bool, trusting: bool) -> str:
    """Fills the empty database from `file` → what to tell. Exits with a sentence where that cannot be."""
    key_file = _key_file(settings)
    in_use = settings.secret_key.get_secret_value().encode() or _kept(key_file)
    try:
        with alone_on(settings.database):
            found = restore(settings.database, file, key_file if with_key else None, in_use, trusting)
    except (BackupRefused, InUse) as refusal:
        raise SystemExit(str(refusal)) from None
    told = [f"Everything is as it was at {found.made_at} ({_counted(found)}). Each row was compared."]
    if not found.has_key:
        told.append("The backup holds no key. Set the one that was in use, or people join again.")
    return "\n".join(told)


def _key_file(settings: Settings) -> Path:
    return settings.data_dir / KEY


def _kept(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None


def _why_no_key(settings: Settings, with_key: bool) -> str:
    if not with_key:
        return "It holds no key, as asked. Without the key, programs and their people join again after a restore."
    if settings.secret_key.get_secret_value():
        return "It holds no key: yours is in the environment. Keep that in a safe place too."
    return "It holds no key: none has been made yet."


def _counted(manifest: Manifest) -> str:
    rows = {name: stream.rows for name, stream in manifest.tables.items()}
    return f"workshops: {rows['session']}, answers: {rows['answer']}, lines of journals: {rows['journal']}"


def _our_version() -> str:
    """As it was installed; a checkout has none."""
    try:
        return version("common-ground")
    except PackageNotFoundError:
        return "a checkout"
