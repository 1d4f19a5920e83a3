"""Files that take long to make: one at a time, in a process of its own that steps back for the rooms.

Each file has a folder of its own under the data folder, so that whichever process a page comes from can tell how far
it is: `asked.json`, `progress.json` while it is made, `failed` if that ended badly, and the file once it is whole.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import logging
import re
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.background import BackgroundTask
from starlette.responses import FileResponse

from app.actions.exporting import KINDS
from app.domain.refusals import N_, Refusal
from app.storage.secrets import new_id
from app.storage.uploads import tidy_uploads

from .children import asked_of
from .house import House

log = logging.getLogger(__name__)

NOT_MADE = N_("The file could not be made. Please try again in a moment.")
LIFE = 1800.0
"""Seconds from when a file was asked for until it is gone."""
MOST = 10
"""Files that may wait at a time, and as many may lie ready."""
A_MOMENT = 3.0
"""Seconds that a button waits for a small file, before a page tells how far it is."""
_LOOK_AGAIN = 0.2
_TIDY_EVERY = 60.0
_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")
_UNDER_WAY: set[asyncio.Task[None]] = set()
"""What is being made: a task that nobody holds may end early."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file that was asked for. `state` is waiting, making, ready or failed; `part` is how much of `doing` is done."""

    id: str
    kind: str
    state: str
    doing: str = ""
    part: float = 0.0
    size: int = 0


def name_of(session: str, kind: str) -> str:
    return f"outcome-{session}-{kind}.{KINDS[kind].ending}"


def kind_named(kind: str) -> str:
    """The kind, if we can make it. Raises Refusal bad_field."""
    if kind not in KINDS:
        raise Refusal("bad_field", "We can make: {kinds}.", "format", kinds=", ".join(["json", *KINDS]))
    return kind


async def download(house: House, session: str, kind: str) -> FileResponse:
    """The session's outcome as that kind of file. Raises Refusal busy where it takes too long or cannot be made."""
    folder = await asyncio.to_thread(_new_folder, house, session, kind)
    try:
        await _make(house, session, kind, folder)
        return _sent(folder / name_of(session, kind), kind, BackgroundTask(shutil.rmtree, folder, ignore_errors=True))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


async def begin(house: House, session: str, kind: str) -> str:
    """Starts making a file, for a page that waits for it → its id. Raises Refusal busy where too many wait."""
    folder = await asyncio.to_thread(_new_folder, house, session, kind)
    task = asyncio.create_task(_make_and_keep(house, session, kind, folder))
    _UNDER_WAY.add(task)
    task.add_done_callback(_UNDER_WAY.discard)
    return folder.name


async def look(house: House, session: str, id: str) -> Download:
    """How far a file is. Raises Refusal unknown_code where it was never asked for, or is gone by now."""
    return await asyncio.to_thread(_look, house, session, id)


async def soon(house: House, session: str, id: str) -> bool:
    """Waits a moment for a file that was begun → whether it is ready."""
    until = asyncio.get_running_loop().time() + A_MOMENT
    while (state := (await look(house, session, id)).state) in ("waiting", "making"):
        if asyncio.get_running_loop().time() > until:
            break
        await asyncio.sleep(_LOOK_AGAIN)
    return state == "ready"


async def take(house: House, session: str, id: str) -> FileResponse:
    """The file itself, as often as wanted while it lies ready. Raises Refusal unknown_code."""
    found = await look(house, session, id)
    if found.state != "ready":
        raise Refusal("unknown_code", "This file is not ready, or no longer kept.")
    return _sent(_home(house) / id / name_of(session, found.kind), found.kind)


def as_attachment(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


async def keep_tidy(data_dir: Path, now: Callable[[], float]) -> None:
    """Takes away what has lain too long, also files that wait for their button, for as long as the server runs."""
    while True:
        await asyncio.to_thread(_sweep, data_dir / "downloads", now())
        await asyncio.to_thread(tidy_uploads, data_dir / "imports", now())
        await asyncio.sleep(_TIDY_EVERY)


def forget_files(data_dir: Path, session: str) -> None:
    """Takes away what lies ready or is being made of this session: words in it were taken back, or it was deleted."""
    for folder in _folders(data_dir / "downloads"):
        if _read(folder / "asked.json").get("session") == session:
            shutil.rmtree(folder, ignore_errors=True)


def _sent(file: Path, kind: str, afterwards: BackgroundTask | None = None) -> FileResponse:
    return FileResponse(
        file, media_type=KINDS[kind].media_type, headers=as_attachment(file.name), background=afterwards
    )  # fmt: skip


def _home(house: House) -> Path:
    return house.settings.data_dir / "downloads"


def _new_folder(house: House, session: str, kind: str) -> Path:
    home = _home(house)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    _sweep(home, house.now())
    if len(_unfinished(home)) >= MOST:
        raise Refusal("busy", "Many files are being made. Please try again in a few minutes.")
    folder = home / new_id()
    folder.mkdir(mode=0o700)
    (folder / "asked.json").write_text(json.dumps({"session": session, "kind": kind, "at": house.now()}), "utf-8")
    return folder


def _folders(home: Path) -> list[Path]:
    return [folder for folder in home.iterdir() if folder.is_dir()] if home.is_dir() else []


def _unfinished(home: Path) -> list[Path]:
    return [f for f in _folders(home) if not (f / "failed").exists() and not any(map(_is_whole, f.glob("outcome-*")))]


def _is_whole(file: Path) -> bool:
    return file.suffix != ".part"


def _sweep(home: Path, now: float) -> None:
    """Takes away what has lain too long, and the oldest where too many lie."""
    asked = sorted(((_asked_at(folder), folder) for folder in _folders(home)), reverse=True)
    under_way = set(_unfinished(home))
    lying = [folder for _, folder in asked if folder not in under_way]
    for folder in {*lying[MOST:], *(folder for at, folder in asked if now - at > LIFE)}:
        shutil.rmtree(folder, ignore_errors=True)


def _asked_at(folder: Path) -> float:
    """When a file was asked for; of a folder that is just being made, when that began."""
    with suppress(OSError):
        return float(_read(folder / "asked.json").get("at") or folder.stat().st_mtime)
    return 0.0


def _look(house: House, session: str, id: str) -> Download:
    folder = _home(house) / id
    asked = _read(folder / "asked.json") if _ID.fullmatch(id) else {}
    if asked.get("session") != session:
        raise Refusal("unknown_code", "This file is not ready, or no longer kept.")
    kind, file = str(asked["kind"]), folder / name_of(session, str(asked["kind"]))
    with suppress(FileNotFoundError):
        return Download(id, kind, "ready", size=file.stat().st_size)
    if (folder / "failed").exists():
        return Download(id, kind, "failed")
    told = _read(folder / "progress.json")
    if not told:
        return Download(id, kind, "waiting")
    return Download(id, kind, "making", str(told["doing"]), float(told["part"]))


def _read(file: Path) -> dict[str, Any]:
    """{} where there is nothing to read."""
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


async def _make_and_keep(house: House, session: str, kind: str, folder: Path) -> None:
    try:
        await _make(house, session, kind, folder)
    except BaseException as error:
        with suppress(OSError):
            _fail(folder)
        if not isinstance(error, Refusal):
            raise


def _fail(folder: Path) -> None:
    """Nothing half made stays, only that it was asked for, and failed. A file that was whole before its maker ended
    badly is ready: somebody may be taking it already."""
    if any(map(_is_whole, folder.glob("outcome-*"))):
        return
    (folder / "failed").touch()
    for left in folder.iterdir():
        if left.is_file() and left.name not in ("failed", "asked.json"):
            left.unlink(missing_ok=True)


async def _make(house: House, session: str, kind: str, folder: Path) -> None:
    async with _turn(_home(house)):
        await _made(house, session, kind, folder)


@asynccontextmanager
async def _turn(home: Path) -> AsyncIterator[None]:
    """One file at a time on this machine, whichever process asks."""
    with (home / "turn").open("w") as turn:
        while True:
            try:
                fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                await asyncio.sleep(_LOOK_AGAIN)
        yield


async def _made(house: House, session: str, kind: str, folder: Path) -> None:
    asked = {
        "database": house.settings.database,
        "session": session,
        "kind": kind,
        "file": str((folder / name_of(session, kind)).absolute()),
        "progress": str((folder / "progress.json").absolute()),
        "template": str(house.settings.docx_template or ""),
        "now": house.now(),
    }
    await asked_of("app.actions.exporting", asked, NOT_MADE)


def turn_of(house: House) -> AbstractAsyncContextManager[None]:
    """The turn of whoever makes a file, also of another kind than these."""
    home = _home(house)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    return _turn(home)


def own_folder(house: House) -> Path:
    """A new folder for whoever makes a file of another kind. What a kill leaves in it is tidied away as well."""
    folder = _home(house) / new_id()
    folder.mkdir(parents=True, mode=0o700)
    return folder
