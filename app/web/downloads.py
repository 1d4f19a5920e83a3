"""Files that take long to make: one at a time, in a process of its own that steps back for the rooms."""

from __future__ import annotations

import asyncio
import json
import logging
import shutil
import sys
import tempfile
from asyncio.subprocess import PIPE
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.responses import FileResponse

from app.domain.refusals import Refusal

from .house import House

log = logging.getLogger(__name__)

PATIENCE = 120.0
"""Seconds that one file may take."""
_TURN = asyncio.Semaphore(1)


async def download(house: House, session: str, kind: str, name: str, media_type: str) -> FileResponse:
    """The session's outcome as that kind of file. Raises Refusal busy where it takes too long or cannot be made."""
    folder = Path(tempfile.mkdtemp(prefix="common-ground-download-"))
    try:
        async with _TURN:
            await _make(house, session, kind, folder / name)
        return FileResponse(
            folder / name, media_type=media_type, headers=as_attachment(name),
            background=BackgroundTask(shutil.rmtree, folder, ignore_errors=True),
        )  # fmt: skip
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def as_attachment(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


async def _make(house: House, session: str, kind: str, file: Path) -> None:
    asked = {
        "database": house.settings.database,
        "session": session,
        "kind": kind,
        "file": str(file),
        "now": house.now(),
    }
    maker = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "app.actions.exporting", stdin=PIPE, stdout=PIPE, stderr=PIPE
    )
    try:
        async with asyncio.timeout(PATIENCE):
            _, said = await maker.communicate(json.dumps(asked).encode())
    except BaseException as error:
        maker.kill()
        await maker.wait()
        if isinstance(error, TimeoutError):
            raise Refusal("busy", "The file takes too long to make. Please try again when less is going on.") from None
        raise
    if maker.returncode != 0:
        log.error("A download could not be made (%s): %s", kind, said.decode("utf-8", "replace")[-2000:])
        raise Refusal("busy", "The file could not be made. Please try again in a moment.")
