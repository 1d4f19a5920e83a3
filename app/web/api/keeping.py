"""Calls for looking after a programme: its notice, its days, putting away, deleting, and the record of all that."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field
from starlette.requests import Request

from app.actions import archiving, erasing, retaining
from app.domain.refusals import Refusal
from app.live import ending
from app.screens.keeping import keeping_json
from app.screens.record import looking, record_json
from app.storage.audit import Looking
from app.storage.uploads import forget_uploads

from ..access import Who, may
from ..downloads import forget_files
from ..house import House, house_of

router = APIRouter(tags=["Keeping"])
UNKNOWN = Refusal("unknown_code", "This programme is not known here.")
Keeping = Annotated[Who, Depends(may("keep: programme"))]
Looker = Annotated[Who, Depends(may("look: record"))]
Word = Annotated[str, Query(max_length=200)]
Number = Annotated[int, Query(ge=0, le=2**31)]


class NewNotice(BaseModel):
    notice: str


class NewDays(BaseModel):
    days: int | None = None


class Named(BaseModel):
    name: str = Field(max_length=1000)
    """The name of what is deleted, as it stands: nothing is deleted by mistake."""


@router.get("/programmes/{programme}/keeping")
async def show_keeping(request: Request, programme: str, who: Keeping) -> dict[str, Any]:
    """What people are told, how long words are kept, and what was put away."""
    return await _kept(request, programme)


@router.put("/programmes/{programme}/notice")
async def set_notice(request: Request, programme: str, new: NewNotice, who: Keeping) -> dict[str, Any]:
    """The programme's own words, shown before anything of anybody's is kept."""
    house = house_of(request)
    await house.store.write(archiving.set_notice, programme, new.notice, who.id, house.now())
    return await _kept(request, programme)


@router.put("/programmes/{programme}/keep-days")
async def set_days(request: Request, programme: str, new: NewDays, who: Keeping) -> dict[str, Any]:
    """How many days after the last workshop or contribution; null for as long as the programme is there."""
    house = house_of(request)
    await house.store.write(retaining.set_days, programme, new.days, who.id, house.now())
    return await _kept(request, programme)


@router.post("/programmes/{programme}/archive")
async def archive(request: Request, programme: str, who: Keeping) -> dict[str, Any]:
    house = house_of(request)
    await house.store.write(archiving.archive, programme, who.id, house.now())
    return await _kept(request, programme)


@router.post("/programmes/{programme}/take-out")
async def take_out(request: Request, programme: str, who: Keeping) -> dict[str, Any]:
    house = house_of(request)
    await house.store.write(archiving.take_out, programme, who.id, house.now())
    return await _kept(request, programme)


@router.post("/programmes/{programme}/delete")
async def delete_programme(request: Request, programme: str, typed: Named, who: Keeping) -> dict[str, Any]:
    """Deletes it for good with everything of it; its name has to be given."""
    house = house_of(request)
    gone = await house.store.write(erasing.erase_programme, programme, typed.name, who.id, house.now())
    await forget(house, gone, programme)
    return {"deleted": True, "sessions": gone}


@router.post("/sessions/{session}/archive")
async def archive_workshop(request: Request, session: str, who: Keeping) -> dict[str, Any]:
    house = house_of(request)
    return await _kept(request, await house.store.write(archiving.archive_workshop, session, who.id, house.now()))


@router.post("/sessions/{session}/take-out")
async def take_workshop_out(request: Request, session: str, who: Keeping) -> dict[str, Any]:
    house = house_of(request)
    return await _kept(request, await house.store.write(archiving.take_out_workshop, session, who.id, house.now()))


@router.post("/sessions/{session}/delete")
async def delete_workshop(request: Request, session: str, typed: Named, who: Keeping) -> dict[str, Any]:
    """Deletes it for good with everything of it; its name has to be given."""
    house = house_of(request)
    await house.store.write(erasing.erase_workshop, session, typed.name, who.id, house.now())
    await forget(house, [session])
    return {"deleted": True, "sessions": [session]}


@router.get("/programmes/{programme}/record")
async def programme_record(
    request: Request, programme: str, by: Looker, who: Word = "", what: Word = "", since: Word = "", until: Word = "",
    before: Number = 0,
) -> dict[str, Any]:  # fmt: skip
    """Who did or looked at what in a programme, the newest first, a hundred at a time."""
    return await _record(request, looking(programme, who, what, since, until), before)


@router.get("/record")
async def whole_record(
    request: Request, by: Looker, who: Word = "", what: Word = "", since: Word = "", until: Word = "",
    before: Number = 0,
) -> dict[str, Any]:  # fmt: skip
    """The same of everything here, sign-ins too."""
    return await _record(request, looking(None, who, what, since, until), before)


async def forget(house: House, sessions: list[str], programme: str | None = None) -> None:
    """Closes the rooms of what was deleted, and takes it out of the log and of files that lie ready or wait."""
    for session in sessions:
        await ending.end(house.rooms, session)
    await asyncio.to_thread(_forget_files, house.settings.data_dir, sessions, programme)
    await house.store.fold_log()


def _forget_files(data_dir: Path, sessions: list[str], programme: str | None) -> None:
    for session in sessions:
        forget_files(data_dir, session)
    if programme is not None:
        forget_uploads(data_dir / "imports", programme)


async def _kept(request: Request, programme: str) -> dict[str, Any]:
    found = await house_of(request).store.read(keeping_json, programme)
    if found is None:
        raise UNKNOWN
    return found


async def _record(request: Request, which: Looking, before: int) -> dict[str, Any]:
    found = await house_of(request).store.read(record_json, which, before or None)
    if found is None:
        raise UNKNOWN
    return found
