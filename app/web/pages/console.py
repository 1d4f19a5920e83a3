"""Pages of the console: the page itself, its socket, its pulse, and a host's own early look at results."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.websockets import WebSocket

from app.domain.refusals import Refusal
from app.screens.console_look import look_screen
from app.storage.outcomes import record_look

from ..access import Who, may
from ..deeds import room_of
from ..house import house_of
from ..signs import strain_of
from ..templating import render
from . import console_alike, console_checking, console_deeds, console_log, console_people, console_sheet, helpers
from .console_drawing import console_audiences, console_page
from .console_watching import watch_over

router = APIRouter()
router.include_router(console_deeds.router)
router.include_router(console_checking.router)
router.include_router(console_sheet.router)
router.include_router(console_people.router)
router.include_router(console_alike.router)
router.include_router(console_log.router)
router.include_router(helpers.router)

Lookers = Annotated[Who, Depends(may("look: console"))]


@router.get("/sessions/{session}/console")
async def console(request: Request, session: str, who: Lookers) -> HTMLResponse:
    return await console_page(request, await room_of(request, session))


@router.get("/sessions/{session}/console/pulse")
async def pulse(request: Request, session: str, who: Lookers) -> dict[str, int | str]:
    """Which state the session is in, for a page that may have missed something, and what strains the server."""
    room = await room_of(request, session)
    return {"version": room.session.version, "warning": await strain_of(request, room)}


@router.websocket("/sessions/{session}/console/live")
async def console_live(socket: WebSocket, session: str) -> None:
    """Shows every new state to a host who is signed in; a page of another origin is turned away."""
    await watch_over(socket, session, "look: console", console_audiences)


@router.get("/sessions/{session}/console/look")
async def look_again(session: str, who: Lookers) -> RedirectResponse:
    """A look is asked for anew each time, so that each is recorded."""
    return RedirectResponse(f"/sessions/{session}/console", 303)


@router.post("/sessions/{session}/console/look")
async def look(request: Request, session: str, who: Lookers, stage: Annotated[str, Form()] = "") -> Response:
    """One stage's exact figures so far, for this host alone. The record is saved before anything is shown."""
    house, room = house_of(request), await room_of(request, session)
    if stage not in room.session.stages:
        raise Refusal("unknown_stage", "This step is not part of this workshop.", "stage")
    await house.store.write(record_look, session, who.id, f"console {stage}", house.now())
    shown = look_screen(room.session, room.session.stages[stage])
    return render(request, "console/look.html", look=shown, name=room.session.name)
