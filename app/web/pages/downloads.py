"""Pages for taking an outcome away: a button starts the file, a page tells how far it is, and then hands it over."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from app.storage.ideas import programme
from app.storage.outcomes import record_look

from .. import downloads
from ..access import Who, may
from ..deeds import row_of
from ..house import house_of
from .desk import go, page

router = APIRouter(prefix="/sessions/{session}/downloads")
Exporters = Annotated[Who, Depends(may("conclude: export"))]


@router.post("")
async def begin(request: Request, session: str, who: Exporters, format: Annotated[str, Form()] = "") -> Response:
    """Starts a file; a small one is handed over at once. That it was asked for is recorded."""
    kind = downloads.kind_named(format)
    house, row = house_of(request), await row_of(request, session)
    await house.store.write(record_look, row.id, who.id, f"export {kind}", house.now())
    id = await downloads.begin(house, row.id, kind)
    here = f"/sessions/{session}/downloads/{id}"
    ready = await downloads.soon(house, row.id, id)
    return go(f"{here}/file" if ready else f"{here}?then=take")


@router.get("/{download}")
async def waiting(request: Request, session: str, download: str, who: Exporters, then: str = "") -> Response:
    """How far it is. The page comes again by itself; once the file is there it hands it over, and says where it is."""
    store, row = house_of(request).store, await row_of(request, session)
    found = await downloads.look(house_of(request), row.id, download)
    return page(
        request, "organiser/download.html", section="workshops", session=row.id, name=row.name,
        download=found, hands_over=then == "take", programme=await store.read(programme, row.programme),
    )  # fmt: skip


@router.get("/{download}/file")
async def take(request: Request, session: str, download: str, who: Exporters) -> Response:
    row = await row_of(request, session)
    return await downloads.take(house_of(request), row.id, download)
