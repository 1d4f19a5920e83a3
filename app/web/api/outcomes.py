"""Calls for what a session concluded: outcomes, downloads."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from app.actions.exporting import KINDS
from app.domain.outcomes import outcome_of
from app.domain.refusals import Refusal
from app.domain.session import ENDED
from app.screens.figures import exact_figures
from app.storage.outcomes import record_look, saved_outcome

from ..access import Who, may
from ..deeds import room_of
from ..downloads import as_attachment, download
from ..house import house_of

router = APIRouter(tags=["Outcomes"])


@router.get("/sessions/{session}/outcomes")
async def outcomes(
    request: Request, session: str, who: Annotated[Who, Depends(may("look: outcomes"))]
) -> dict[str, Any]:
    """The figures as they stand, exact; a finished session's saved outcome. That somebody looked is recorded."""
    return await current_outcome(request, session, who, "outcomes")


async def current_outcome(request: Request, session: str, who: Who, what: str) -> dict[str, Any]:
    """The saved outcome of a finished session, else the figures now; records the look."""
    house, room = house_of(request), await room_of(request, session)
    await house.store.write(record_look, session, who.id, what, house.now())
    if room.session.phase == ENDED:
        saved = await house.store.read(saved_outcome, session)
        if saved is not None:
            return saved
    known = room.session
    return outcome_of(known, house.now(), figures=lambda stage: exact_figures(known, stage))


@router.get("/sessions/{session}/export")
async def export(
    request: Request, session: str, who: Annotated[Who, Depends(may("conclude: export"))],
    format: Annotated[str, Query()] = "json",
) -> Response:  # fmt: skip
    """The outcome as a file: json, xlsx, docx, or in a zip csv, polis, preflib. That it was taken is recorded."""
    name = f"outcome-{session}"
    if format == "json":
        outcome = await current_outcome(request, session, who, "export json")
        return Response(
            msgspec.json.encode(outcome), media_type="application/json", headers=as_attachment(f"{name}.json")
        )
    kind = KINDS.get(format)
    if kind is None:
        raise Refusal("bad_field", "We can make: {kinds}.", "format", kinds=", ".join(["json", *KINDS]))
    house, room = house_of(request), await room_of(request, session)
    await house.store.write(record_look, room.session.id, who.id, f"export {format}", house.now())
    return await download(house, session, format, f"{name}-{format}.{kind.ending}", kind.media_type)
