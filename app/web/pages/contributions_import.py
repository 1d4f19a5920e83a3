"""Organisers' pages for bringing in a file of what people said: a look at every row first, then a button."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, UploadFile
from starlette.datastructures import ImmutableMultiDict
from starlette.requests import Request
from starlette.responses import Response

from app.actions.bringing_in import bring_in, previewed
from app.actions.importing_contributions import KEEP, LEAVE, ForAll, Mends, mended, read_rows
from app.actions.recognising_exports import CHOSEN, Columns, Export, read_export
from app.domain.communities import COMMUNITIES
from app.domain.refusals import Refusal
from app.screens.contributions import entry_screen, parts_of
from app.storage.uploads import forget_upload, keep_upload, kept_upload

from ..access import Who, may
from ..decoding import number_of
from ..house import House, house_of
from .desk import go, page
from .importing import GONE
from .programmes import UNKNOWN

router = APIRouter(prefix="/programmes/{programme}/contributions/import")
Planning = Annotated[Who, Depends(may("plan: listening"))]
SHOWN_TO_FIX = 200
"""Rows that can be mended on the page; further ones are told, and mended in the file."""
MOST_FIELDS = 2_000
Sent = ImmutableMultiDict[str, object]


@router.get("")
async def choose_page(request: Request, programme: str, who: Planning) -> Response:
    return await _choose(request, programme)


@router.post("")
async def upload(
    request: Request, programme: str, who: Planning, file: UploadFile | None = None,
    source_name: Annotated[str, Form()] = "", question: Annotated[str, Form()] = "",
    community: Annotated[str, Form()] = "", may_quote: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """Reads the file, keeps it for its button, and leads to the look at its rows."""
    house = house_of(request)
    data, name = (await file.read(), file.filename or "") if file else (b"", "")
    given = {"source_name": source_name, "question": question, "community": community, "may_quote": may_quote}
    try:
        if not name:
            raise Refusal("bad_field", "Choose a file first.", "file")
        await asyncio.to_thread(read_export, data, name)
    except Refusal as refusal:
        return await _choose(request, programme, refusal, given)
    id = await asyncio.to_thread(keep_upload, _folder(house), programme, data, name, house.now())
    chosen = urlencode({key: value for key, value in given.items() if value})
    return go(f"/programmes/{programme}/contributions/import/{id}?{chosen}")


@router.get("/{upload}")
async def preview_page(request: Request, programme: str, upload: str, who: Planning) -> Response:
    """What would happen, by the columns and words for all rows that the address names."""
    kept = await _kept(request, programme, upload)
    if kept is None:
        return await _choose(request, programme, GONE)
    return await _preview(request, programme, upload, *kept)


@router.post("/{upload}")
async def add(request: Request, programme: str, upload: str, who: Planning) -> Response:
    """Adds what the preview showed, mended as the form says; or forgets the file."""
    house, form = house_of(request), await request.form(max_fields=MOST_FIELDS)
    if form.get("do") == "cancel":
        await asyncio.to_thread(forget_upload, _folder(house), upload)
        return go(f"/programmes/{programme}/contributions?state=all")
    kept = await _kept(request, programme, upload)
    if kept is None:
        return await _choose(request, programme, GONE)
    export = await asyncio.to_thread(read_export, *kept)
    reading = await asyncio.to_thread(read_rows, export, _columns(export, form), _for_all(form))
    found = mended(reading, _mends(form), KEEP)
    try:
        made = await bring_in(
            house.store, programme, found, str(form.get("source_name") or ""), who.id, house.now()
        )  # fmt: skip
    except Refusal as refusal:
        return await _preview(request, programme, upload, *kept, refusal=refusal, sent=form)
    await asyncio.to_thread(forget_upload, _folder(house), upload)
    left = len(reading.found) + len(reading.to_fix) - len(found)
    return go(f"/programmes/{programme}/contributions?state=waiting&brought={len(made)}&left={left}")


async def _preview(
    request: Request, programme: str, upload: str, data: bytes, name: str, refusal: Refusal | None = None,
    sent: Sent | None = None,
) -> Response:  # fmt: skip
    store, asked = house_of(request).store, sent or request.query_params
    screen = await store.read(entry_screen, programme)
    if screen is None:
        raise UNKNOWN
    export = await asyncio.to_thread(read_export, data, name)
    columns, for_all = _columns(export, asked), _for_all(asked)
    reading = await asyncio.to_thread(read_rows, export, columns, for_all)
    preview = await store.read(previewed, programme, reading)
    here = [one for one in preview.reading.to_fix if one.here]
    return page(
        request, "organiser/contributions_import_preview.html", programme=screen.programme, section="ideas",
        screen=screen, upload=upload, name=name, export=export, columns=columns, for_all=for_all, refusal=refusal,
        source_name=str(asked.get("source_name") or ""), preview=preview, in_file=_in_file(export), here_fix=here,
        shown=here[:SHOWN_TO_FIX], elsewhere=[one for one in preview.reading.to_fix if not one.here],
        parts_of=parts_of, chosen=CHOSEN,
        rows=len(reading.found) + len(reading.to_fix) + reading.left,
    )  # fmt: skip


def _in_file(export: Export) -> list[tuple[int, str]]:
    """(place, heading) of each column that a person could choose; a column without a heading goes by its letter."""
    width = max((len(row.cells) for row in export.rows[:200]), default=len(export.headings))
    return [(place, export.heading(place) or _letter(place)) for place in range(max(width, len(export.headings)))]


def _letter(place: int) -> str:
    """A, B … Z, AA, as spreadsheets name columns."""
    return chr(65 + place) if place < 26 else _letter(place // 26 - 1) + chr(65 + place % 26)


def _columns(export: Export, asked: Sent) -> Columns:
    """The columns that the form or address names; else the ones that were recognised."""
    if asked.get("columns") != "chosen":
        return export.columns
    width = max(len(export.headings), max((len(row.cells) for row in export.rows), default=0))
    texts = [number_of(str(place)) for place in asked.getlist("text")]
    places = {name: number_of(str(asked.get(f"column-{name}") or "")) for name in CHOSEN}
    chosen = {name: place for name, place in places.items() if place is not None and place < width}
    kept = {name: place for name, place in export.columns.places.items() if name not in CHOSEN}
    found = tuple(place for place in texts if place is not None and place < width)
    return Columns(found, chosen | kept, asked.get("by_heading") == "yes")


def _for_all(asked: Sent) -> ForAll:
    community = str(asked.get("community") or "")
    return ForAll(
        str(asked.get("question") or "") or None, community if community in COMMUNITIES else None,
        asked.get("may_quote") == "yes",
    )  # fmt: skip


def _mends(form: Sent) -> Mends:
    """What the form says about rows to fix, and about those that look like others."""
    found: dict[tuple[int, int], tuple[str, str]] = {}
    for name, value in form.items():
        what, _, which = name.partition("-")
        row, _, place = which.partition("-")
        at = (number_of(row), number_of(place))
        if what in ("fix", "alike") and at[0] is not None and at[1] is not None:
            do = str(value)
            if what == "fix" or do == LEAVE:
                found[at[0], at[1]] = (do, str(form.get(f"words-{which}") or ""))
    return found


async def _kept(request: Request, programme: str, upload: str) -> tuple[bytes, str] | None:
    return await asyncio.to_thread(kept_upload, _folder(house_of(request)), programme, upload)


def _folder(house: House) -> Path:
    return house.settings.data_dir / "imports"


async def _choose(
    request: Request, programme: str, refusal: Refusal | None = None, given: dict[str, str] | None = None
) -> Response:
    screen = await house_of(request).store.read(entry_screen, programme)
    if screen is None:
        raise UNKNOWN
    return page(
        request, "organiser/contributions_import.html", programme=screen.programme, section="ideas", refusal=refusal,
        screen=screen, given=given or {},
    )  # fmt: skip
