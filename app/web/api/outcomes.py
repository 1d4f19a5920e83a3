"""Calls for what a session concluded: outcomes, downloads."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from app.domain.outcomes import outcome_of
from app.domain.session import ENDED
from app.screens.figures import exact_figures
from app.storage.outcomes import record_look, saved_outcome

from ..access import Who, may
from ..deeds import room_of, row_of
from ..downloads import as_attachment, download, kind_named
from ..house import house_of

router = APIRouter(tags=["Outcomes"])
SCHEMA = Path(__file__).resolve().parents[2] / "data" / "outcomes.schema.json"


@router.get("/sessions/{session}/outcomes")
async def outcomes(
    request: Request, session: str, who: Annotated[Who, Depends(may("look: outcomes"))]
) -> dict[str, Any]:
    """The figures as they stand, exact; a finished session's saved outcome. That somebody looked is recorded."""
    return await current_outcome(request, session, who, "outcomes")


async def current_outcome(request: Request, session: str, who: Who, what: str) -> dict[str, Any]:
    """The saved outcome of a finished session, else the figures now; records the look."""
    house, row = house_of(request), await row_of(request, session)
    await house.store.write(record_look, session, who.id, what, house.now())
    if row.phase == ENDED:
        saved = await house.store.read(saved_outcome, session)
        if saved is not None:
            return saved
    known = (await room_of(request, session)).session
    return outcome_of(known, house.now(), figures=lambda stage: exact_figures(known, stage))


@router.get("/sessions/{session}/export")
async def export(
    request: Request, session: str, who: Annotated[Who, Depends(may("conclude: export"))],
    format: Annotated[str, Query()] = "json",
) -> Response:  # fmt: skip
    """The outcome as a file: json, xlsx, docx, or in a zip csv, polis, preflib. That it was taken is recorded."""
    if format == "json":
        outcome = await current_outcome(request, session, who, "export json")
        headers = as_attachment(f"outcome-{session}.json")
        return Response(msgspec.json.encode(outcome), media_type="application/json", headers=headers)
    kind = kind_named(format)
    house, row = house_of(request), await row_of(request, session)
    await house.store.write(record_look, row.id, who.id, f"export {kind}", house.now())
    return await download(house, row.id, kind)


@router.get("/schema/outcomes.json", dependencies=[Depends(may("look: schema"))])
async def schema() -> FileResponse:
    """The JSON Schema (2020-12) of outcomes."""
    return FileResponse(SCHEMA, media_type="application/schema+json")
