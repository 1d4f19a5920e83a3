"""The moderation log, to download."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends
from sqlmodel import Session as Db
from starlette.requests import Request
from starlette.responses import Response

from app.screens.moderation_log import HEADINGS, KINDS, Line, Pass, log_rows
from app.storage.journal import of_kinds
from app.storage.passes import deeds_by_pass, passes_of

from ..access import Who, may
from ..deeds import room_of
from ..house import house_of

router = APIRouter()
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@router.get("/sessions/{session}/console/log.csv")
async def moderation_log(
    request: Request, session: str, who: Annotated[Who, Depends(may("host: people"))]
) -> Response:  # fmt: skip
    room = await room_of(request, session)
    lines, by_pass, passes = await house_of(request).store.read(_noted, session)
    rows = log_rows(room.session, lines, by_pass, passes)
    return Response(
        as_csv([HEADINGS, *rows]), media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="moderation-log.csv"'},
    )  # fmt: skip


def _noted(db: Db, session: str) -> tuple[list[Line], dict[int, str], list[Pass]]:
    passes = [Pass(row.id, row.role) for row in reversed(passes_of(db, session))]
    return of_kinds(db, session, KINDS), deeds_by_pass(db, session), passes


def as_csv(rows: Iterable[Sequence[str]]) -> str:
    """CSV that a spreadsheet opens without running anything: what would start a formula begins with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return out.getvalue()


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(STARTS_A_FORMULA) else cell
