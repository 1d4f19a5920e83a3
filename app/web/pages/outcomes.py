"""Pages of what a session concluded: the organisers' own, and the report that all may read once it is published."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from app.actions import publishing
from app.domain.refusals import Refusal
from app.domain.session import ENDED, Session
from app.screens.decided import decisions_screen
from app.screens.ranges import place_ranges, rankings_of
from app.screens.report import outcome_screen, public_report
from app.storage.audit import mark_in_words
from app.storage.decisions import decisions_of
from app.storage.ideas import programme
from app.storage.outcomes import publication, saved_outcome

from ..access import Who, may
from ..api.deciding import name_of
from ..api.outcomes import current_outcome
from ..deeds import room_of
from ..house import house_of
from ..templating import catalogue, language_of
from .desk import go, page

router = APIRouter(prefix="/sessions/{session}")
Publishers = Annotated[Who, Depends(may("conclude: publish"))]
Picked = Annotated[str | None, Query(alias="idea", max_length=200)]
"""The idea whose likely range the map draws."""


@router.get("/outcomes")
async def outcome_page(
    request: Request, session: str, who: Annotated[Who, Depends(may("look: outcomes"))], picked: Picked = None,
    decide: Annotated[str, Query(max_length=200)] = "", decided: Annotated[str, Query(max_length=200)] = "",
) -> Response:  # fmt: skip
    """The figures, exact: as they were saved, or as they stand now. That somebody looked is recorded."""
    return await show_outcome(request, session, who, picked=picked, typed={"idea": decide}, decided=decided)


@router.post("/outcomes/publish")
async def publish(request: Request, session: str, who: Publishers) -> Response:
    house, room = house_of(request), await room_of(request, session)
    try:
        await house.store.write(publishing.publish, room.session.id, who.id, house.now())
    except Refusal as refusal:
        return await show_outcome(request, session, who, refusal)
    return go(f"/sessions/{session}/outcomes")


@router.post("/outcomes/unpublish")
async def unpublish(request: Request, session: str, who: Publishers) -> Response:
    house, room = house_of(request), await room_of(request, session)
    await house.store.write(publishing.unpublish, room.session.id, who.id, house.now())
    return go(f"/sessions/{session}/outcomes")


@router.get("/report")
async def report_page(
    request: Request, session: str, who: Annotated[Who, Depends(may("look: published report"))], picked: Picked = None
) -> Response:
    store = house_of(request).store
    outcome = await store.read(saved_outcome, session) if await store.read(publication, session) else None
    if outcome is None:
        raise Refusal("unknown_code", "There is no published report at this address.")
    room = await room_of(request, session)
    screen = await asyncio.to_thread(public_report, outcome, await _ranges(room.session), _words(request), picked)
    name = await store.read(programme, room.session.programme)
    return page(request, "organiser/report.html", screen=screen, title=name.name if name else "")


async def show_outcome(
    request: Request, session: str, who: Who, refusal: Refusal | None = None, *, picked: str | None = None,
    typed: Mapping[str, str] | None = None, decided: str = "",
) -> Response:  # fmt: skip
    """The page, with what was typed into its form of decisions, and with the idea that was just `decided` on."""
    store, room = house_of(request).store, await room_of(request, session)
    outcome = await current_outcome(request, session, who, "outcome page")
    screen = await asyncio.to_thread(outcome_screen, outcome, await _ranges(room.session), _words(request), picked)
    decisions = decisions_screen(await store.read(decisions_of, session), outcome)
    return page(
        request, "organiser/outcomes.html", refusal=refusal, section="outcomes", screen=screen,
        programme=await store.read(programme, room.session.programme), ended=room.session.phase == ENDED,
        published=await store.read(publication, session), decisions=decisions, typed=typed or {},
        decided=decisions.by_idea.get(decided), may_conclude=who.may("conclude: decide"),
        mark=await store.read(mark_in_words),
        own_name=await name_of(request, who),
    )  # fmt: skip


async def _ranges(session: Session) -> dict[str, dict[str, Any]]:
    return await asyncio.to_thread(place_ranges, rankings_of(session))


def _words(request: Request) -> Any:
    return catalogue(language_of(request)).gettext
