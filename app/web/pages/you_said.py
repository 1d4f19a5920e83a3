"""Pages of "You said, we did": where organisers say what became of each idea, and what everybody may read."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from app.actions import telling_back
from app.actions.exporting.cells import as_text
from app.domain.refusals import Refusal
from app.screens.you_said import COLUMNS, YouSaidScreen, stories_desk, you_said_screen

from ..access import Who, may
from ..downloads import as_attachment
from ..house import house_of, origin_of
from .desk import go, page
from .programmes import UNKNOWN as NO_PROGRAMME
from .trail import UNKNOWN

router = APIRouter()
HERE = "/programmes/{programme}/you-said"
Looking = Annotated[Who, Depends(may("look: programmes"))]
Publishing = Annotated[Who, Depends(may("conclude: publish"))]
Readers = Annotated[Who, Depends(may("look: public page"))]
Field = Annotated[str, Form()]


@router.get(HERE)
async def desk_page(request: Request, programme: str, who: Looking, done: str = "", idea: str = "") -> Response:
    return await _desk(request, programme, done=done, just=idea)


@router.post(HERE + "/ideas/{idea}")
async def tell_back(
    request: Request, programme: str, idea: str, who: Publishing, verdict: Field = "", text: Field = "",
    seen: Field = "",
) -> Response:  # fmt: skip
    house = house_of(request)
    try:
        await house.store.write(telling_back.tell_back, programme, idea, verdict, text, who.id, house.now(), seen)
    except Refusal as refusal:
        if refusal.code == "unknown_idea":
            raise
        return await _desk(request, programme, refusal, typed={"idea": idea, "verdict": verdict, "text": text})
    return go(f"/programmes/{programme}/you-said?done=told&idea={idea}#idea-{idea}")


@router.post(HERE + "/open")
async def open_stories(request: Request, programme: str, who: Publishing) -> Response:
    house = house_of(request)
    try:
        await house.store.write(telling_back.open_stories, programme, who.id, house.now())
    except Refusal as refusal:
        return await _desk(request, programme, refusal)
    return go(f"/programmes/{programme}/you-said?done=opened")


@router.post(HERE + "/close")
async def close_stories(request: Request, programme: str, who: Publishing) -> Response:
    house = house_of(request)
    await house.store.write(telling_back.close_stories, programme, who.id, house.now())
    return go(f"/programmes/{programme}/you-said?done=closed")


@router.get("/you-said/{programme}")
async def public_page(request: Request, programme: str, who: Readers, show: str = "") -> Response:
    screen = await _screen(request, programme, show)
    return page(request, "public/you_said.html", programme=screen.programme, name=screen.programme.name, screen=screen)


@router.get("/you-said/{programme}/download")
async def download(request: Request, programme: str, who: Readers) -> Response:
    """All of it as a table; what somebody wrote never becomes a formula."""
    screen = await _screen(request, programme, "")
    written = io.StringIO(newline="")
    table = csv.writer(written)
    table.writerow(COLUMNS)
    for one in screen.shown:
        told = datetime.fromtimestamp(one.story.at).date().isoformat()
        row = (one.idea.text, one.idea.name, one.idea.theme, one.story.verdict, one.story.text, told)
        table.writerow([as_text(cell) for cell in row])
    headers = as_attachment("you-said-we-did.csv")
    return Response(written.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


async def _screen(request: Request, programme: str, show: str) -> YouSaidScreen:
    screen = await house_of(request).store.read(you_said_screen, programme, show)
    if screen is None:
        raise UNKNOWN
    return screen


async def _desk(request: Request, programme: str, refusal: Refusal | None = None, **context: Any) -> Response:
    screen = await house_of(request).store.read(stories_desk, programme)
    if screen is None:
        raise NO_PROGRAMME
    return page(
        request, "organiser/stories.html", programme=screen.programme, section="outcomes", screen=screen,
        refusal=refusal, address=f"{origin_of(request)}/you-said/{programme}", **{"typed": {}} | context,
    )  # fmt: skip
