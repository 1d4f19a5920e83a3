"""Files of a strategy draft: made like those of outcomes, one at a time, in a process that steps back for the rooms."""

from __future__ import annotations

import shutil
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.responses import FileResponse

from app.actions.drafts import KINDS
from app.domain.refusals import Refusal

from .children import asked_of
from .downloads import NOT_MADE, as_attachment, own_folder, turn_of
from .house import House

NAMES = {"csv": "strategy-trace"}
"""What a file is called where it is not the draft itself."""


async def download_draft(house: House, programme: str, kind: str) -> FileResponse:
    """A programme's draft as that kind of file. Raises Refusal bad_field, or busy where it cannot be made."""
    if kind not in KINDS:
        raise Refusal("bad_field", "We can make: {kinds}.", "format", kinds=", ".join(KINDS))
    folder = own_folder(house)
    name = f"{NAMES.get(kind, 'strategy-draft')}.{KINDS[kind].ending}"
    try:
        async with turn_of(house):
            await _make(house, programme, kind, folder / name)
        return FileResponse(
            folder / name, media_type=KINDS[kind].media_type, headers=as_attachment(name),
            background=BackgroundTask(shutil.rmtree, folder, ignore_errors=True),
        )  # fmt: skip
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


async def _make(house: House, programme: str, kind: str, file: Path) -> None:
    asked = {
        "database": house.settings.database, "programme": programme, "kind": kind, "file": str(file),
        "now": house.now(),
    }  # fmt: skip
    await asked_of("app.actions.drafts", asked, NOT_MADE)
