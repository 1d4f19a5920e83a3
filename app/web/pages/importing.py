"""Pages for adding many ideas: what a file or pasted lines would do, then a button. Nothing is added before."""

from __future__ import annotations

import asyncio
from collections.abc import Set
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from app.actions.adding_ideas import add_from_file, add_lines, planned_lines
from app.actions.import_plan import ImportPlan
from app.actions.importing_ideas import planned
from app.domain.refusals import Refusal
from app.screens.ideas import ideas_screen
from app.storage.uploads import forget_upload, keep_upload, kept_upload

from ..access import Who, may
from ..decoding import number_of
from ..house import House, house_of
from .desk import go, page
from .programmes import UNKNOWN

router = APIRouter(prefix="/programmes/{programme}/ideas")
Planning = Annotated[Who, Depends(may("plan: ideas"))]
GONE = Refusal("bad_field", "This file waited too long and is gone. Please choose it again.", "file")


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be added, and where the button sends it."""

    plan: ImportPlan
    source: str
    """The file's name; empty for pasted lines."""
    to: str
    lines: str = ""


@router.get("/import")
async def import_page(request: Request, programme: str, who: Planning) -> Response:
    return await _choose(request, programme)


@router.post("/import")
async def preview_file(request: Request, programme: str, who: Planning, file: UploadFile | None = None) -> Response:
    """Reads the file, keeps it for its button, and shows what would happen."""
    house = house_of(request)
    data, name = (await file.read(), file.filename or "") if file else (b"", "")
    try:
        if not name:
            raise Refusal("bad_field", "Choose a file first.", "file")
        await house.store.read(planned, programme, data, name, False)
    except Refusal as refusal:
        return await _choose(request, programme, refusal)
    id = await asyncio.to_thread(keep_upload, house.settings.data_dir / "imports", programme, data, name, house.now())
    return go(f"/programmes/{programme}/ideas/import/{id}")


@router.get("/import/{upload}")
async def preview_page(request: Request, programme: str, upload: str, who: Planning) -> Response:
    house = house_of(request)
    kept = await _kept(house, programme, upload)
    if kept is None:
        return await _choose(request, programme, GONE)
    plan = await house.store.read(planned, programme, *kept)
    return await _show(request, programme, Preview(plan, kept[1], f"/programmes/{programme}/ideas/import/{upload}"))


@router.post("/import/{upload}")
async def import_file(
    request: Request, programme: str, upload: str, who: Planning, do: Annotated[str, Form()] = "add"
) -> Response:
    """Adds what the preview showed but the rows left out; or forgets the file."""
    house = house_of(request)
    kept = await _kept(house, programme, upload)
    if do == "cancel" or kept is None:
        await _forget(house, upload)
        return go(f"/programmes/{programme}/ideas") if do == "cancel" else await _choose(request, programme, GONE)
    left = await _left_out(request)
    made = await house.store.write(add_from_file, programme, *kept, left, house.now())
    await _forget(house, upload)
    return go(f"/programmes/{programme}/ideas?added={len(made)}")


@router.post("/paste")
async def preview_lines(
    request: Request, programme: str, who: Planning, lines: Annotated[str, Form()] = "",
    do: Annotated[str, Form()] = "look",
) -> Response:  # fmt: skip
    """Shows what pasted lines would add; adds them when asked by the button of that page."""
    house = house_of(request)
    try:
        if do == "add":
            made = await house.store.write(add_lines, programme, lines, await _left_out(request), house.now())
            return go(f"/programmes/{programme}/ideas?added={len(made)}")
        plan = await house.store.read(planned_lines, programme, lines)
    except Refusal as refusal:
        return await _choose(request, programme, refusal, lines)
    return await _show(request, programme, Preview(plan, "", f"/programmes/{programme}/ideas/paste", lines))


async def _kept(house: House, programme: str, upload: str) -> tuple[bytes, str] | None:
    return await asyncio.to_thread(kept_upload, house.settings.data_dir / "imports", programme, upload)


async def _forget(house: House, upload: str) -> None:
    await asyncio.to_thread(forget_upload, house.settings.data_dir / "imports", upload)


async def _left_out(request: Request) -> Set[int]:
    """The rows that the form's look-alike choices say to leave out."""
    form = await request.form()
    rows = (number_of(name.removeprefix("row-")) for name, choice in form.items() if choice == "leave")
    return {row for row in rows if row is not None}


async def _choose(request: Request, programme: str, refusal: Refusal | None = None, lines: str = "") -> Response:
    screen = await house_of(request).store.read(ideas_screen, programme)
    if screen is None:
        raise UNKNOWN
    return page(
        request, "organiser/import.html", refusal=refusal, programme=screen.programme, section="ideas", lines=lines
    )


async def _show(request: Request, programme: str, preview: Preview) -> Response:
    screen = await house_of(request).store.read(ideas_screen, programme)
    if screen is None:
        raise UNKNOWN
    return page(
        request, "organiser/import_preview.html", programme=screen.programme, section="ideas", preview=preview,
        plan=preview.plan, names={idea.id: idea.name for idea in screen.shown},
    )  # fmt: skip
