"""Pages of the record: a programme's, and that of everything here, with filters and as a file."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from app.screens.record import HEADINGS, looking, noted_mark, record_rows, record_screen
from app.storage.audit import Looking
from app.storage.ideas import programme as programme_row

from ..access import Who, may
from ..house import house_of
from .console_log import as_csv
from .desk import page
from .programmes import UNKNOWN

router = APIRouter()
Looker = Annotated[Who, Depends(may("look: record"))]
Word = Annotated[str, Query(max_length=200)]


@router.get("/record")
async def whole_record(
    request: Request, by: Looker, who: Word = "", what: Word = "", since: Word = "", until: Word = "", before: int = 0
) -> Response:
    """Everything that stands in the record here, sign-ins too."""
    return await _show(request, looking(None, who, what, since, until), before)


@router.get("/record.csv")
async def whole_file(
    request: Request, by: Looker, who: Word = "", what: Word = "", since: Word = "", until: Word = ""
) -> Response:
    return await _file(request, looking(None, who, what, since, until))


@router.get("/programmes/{programme}/record")
async def programme_record(
    request: Request, programme: str, by: Looker, who: Word = "", what: Word = "", since: Word = "", until: Word = "",
    before: int = 0,
) -> Response:  # fmt: skip
    return await _show(request, looking(programme, who, what, since, until), before)


@router.get("/programmes/{programme}/record.csv")
async def programme_file(
    request: Request, programme: str, by: Looker, who: Word = "", what: Word = "", since: Word = "", until: Word = ""
) -> Response:
    if await house_of(request).store.read(programme_row, programme) is None:
        raise UNKNOWN
    return await _file(request, looking(programme, who, what, since, until))


async def _show(request: Request, which: Looking, before: int) -> Response:
    mark = {name: request.query_params.get(name, "")[:100] for name in ("number", "mark")}
    screen = await house_of(request).store.read(record_screen, which, before or None, noted_mark(**mark))
    if screen is None:
        raise UNKNOWN
    asked = {name: request.query_params.get(name, "") for name in ("who", "what", "since", "until")}
    return page(
        request, "organiser/audit.html", programme=screen.programme, section="programme", screen=screen, asked=asked,
        asked_mark=mark,
    )  # fmt: skip


async def _file(request: Request, which: Looking) -> Response:
    rows = await house_of(request).store.read(record_rows, which)
    return Response(
        as_csv([HEADINGS, *rows]), media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="record.csv"'},
    )  # fmt: skip
