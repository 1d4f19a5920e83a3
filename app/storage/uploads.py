"""Files on their way in: kept beside the database while a person looks at the preview, and gone soon after."""

from __future__ import annotations

import re
from pathlib import Path

from .secrets import new_id

LIFE = 3600.0
"""Seconds that a file waits for its button."""
MOST = 20
_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")


def keep_upload(folder: Path, programme: str, data: bytes, filename: str, now: float) -> str:
    """Keeps a file for a while → its id. Older ones go, so that no more than MOST ever lie there."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    tidy_uploads(folder, now, MOST - 1)
    id = new_id()
    (folder / f"{id}.name").write_text(f"{programme}\n{now}\n{filename}", "utf-8")
    (folder / f"{id}.data").write_bytes(data)
    return id


def kept_upload(folder: Path, programme: str, id: str) -> tuple[bytes, str] | None:
    """(content, file name) of a file that was kept for this programme and is still there."""
    if not _ID.fullmatch(id):
        return None
    try:
        owner, _, filename = (folder / f"{id}.name").read_text("utf-8").split("\n", 2)
        return ((folder / f"{id}.data").read_bytes(), filename) if owner == programme else None
    except (FileNotFoundError, ValueError):
        return None


def forget_upload(folder: Path, id: str) -> None:
    if _ID.fullmatch(id):
        for end in ("name", "data"):
            (folder / f"{id}.{end}").unlink(missing_ok=True)


def forget_uploads(folder: Path, programme: str) -> None:
    """Takes away whatever waits for this programme's buttons: it was deleted."""
    for label in folder.glob("*.name"):
        if _written_on(label)[0] == programme:
            forget_upload(folder, label.stem)


def tidy_uploads(folder: Path, now: float, most: int = MOST) -> None:
    """Takes away what has waited too long, the oldest where too many wait, and a file whose label is gone."""
    kept = sorted(((_kept_at(label), label.stem) for label in folder.glob("*.name")), reverse=True)
    for n, (at, id) in enumerate(kept):
        if n >= most or now - at > LIFE:
            forget_upload(folder, id)
    for data in folder.glob("*.data"):
        if not data.with_suffix(".name").exists():
            data.unlink(missing_ok=True)


def _kept_at(label: Path) -> float:
    """When its file came; long ago where a server that was killed left the label half written."""
    try:
        return float(_written_on(label)[1])
    except (IndexError, ValueError):
        return 0.0


def _written_on(label: Path) -> list[str]:
    """The programme, when, and the file's name; fewer of a label half written, none of one that went just now."""
    try:
        return label.read_text("utf-8").split("\n", 2)
    except FileNotFoundError:
        return [""]
