"""The call for several workshops at once: every idea with each one's reading, as JSON or as one table."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from app.actions.exporting.cells import as_text
from app.actions.looking import look_at_each
from app.domain.across import COLUMNS, across_rows
from app.domain.refusals import Refusal
from app.screens.across import across_figures

from ..access import Who, may
from ..downloads import as_attachment
from ..house import house_of

router = APIRouter(tags=["Outcomes"])


@router.get("/programmes/{programme}/across")
async def across(
    request: Request, programme: str, who: Annotated[Who, Depends(may("conclude: export"))],
    format: Annotated[str, Query()] = "json",
) -> Response:  # fmt: skip
    """The same ideas over all finished sessions, exact; `format=csv` is one table. Each session records the look."""
    if format not in ("json", "csv"):
        raise Refusal("bad_field", "We can make: {kinds}.", "format", kinds="json, csv")
    house = house_of(request)
    figures = await house.store.read(across_figures, programme)
    if figures is None:
        raise Refusal("unknown_code", "This programme is not known here.")
    sessions = [session["session"] for session in figures["sessions"]]
    await house.store.write(look_at_each, sessions, who.id, f"across workshops {format}", house.now())
    if format == "csv":
        return Response(
            _table(figures), media_type="text/csv; charset=utf-8", headers=as_attachment(f"across-{programme}.csv")
        )
    return Response(msgspec.json.encode(figures), media_type="application/json")


def _table(figures: Mapping[str, Any]) -> str:
    """A header and a row an idea, session and community; what somebody wrote never becomes a formula."""
    written = io.StringIO(newline="")
    table = csv.writer(written)
    table.writerow(COLUMNS)
    table.writerows([as_text(row[name]) for name in COLUMNS] for row in across_rows(figures))
    return written.getvalue()
