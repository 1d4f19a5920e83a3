"""The host's page on tables: dealing people, who writes, entering lists, reasons, and showing the new order.

Every button is a plain form. Where the page is open with its script, the answer is the part of it that changes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from random import SystemRandom
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.domain import asking
from app.domain.refusals import Refusal
from app.domain.stages import OPEN, Stage
from app.domain.table_entry import Problem, order_typed, what_is_missing
from app.live.room import Room
from app.screens.console_tables import tables_screen

from ..access import Who, may
from ..deeds import do, reveal_in, room_of
from ..errors import STATUS
from ..templating import draw, language_of, render, sentence_of
from .console_drawing import in_place

router = APIRouter(prefix="/sessions/{session}/tables")
Lookers = Annotated[Who, Depends(may("host: tables"))]
Revealers = Annotated[Who, Depends(may("host: stages"))]
Text = Annotated[str, Form()]


@router.get("")
async def tables(request: Request, session: str, who: Lookers, stage: str = "") -> Response:
    return _page(request, await room_of(request, session), who, stage)


@router.get("/sheets")
async def sheets(request: Request, session: str, who: Lookers, stage: str = "", large: bool = False) -> Response:
    """What is printed for the tables: a sheet each, with the ideas and room for places and reasons."""
    screen = tables_screen((await room_of(request, session)).session, stage)
    if screen is None:
        raise Refusal("unknown_stage", "No step of this workshop is ranked by tables.", "stage")
    return render(request, "console/tables_sheets.html", screen=screen, large=large)


@router.post("/deal")
async def deal(request: Request, session: str, who: Lookers, stage: Text, tables: Text = "") -> Response:
    """Seats everybody anew, each community spread evenly."""
    room = await room_of(request, session)
    count = int(tables) if tables.isascii() and tables.isdigit() and len(tables) < 5 else None
    if tables.strip() and count is None:
        return _page(request, room, who, stage, Refusal("bad_field", "Type how many tables, in digits.", "tables"))
    return await _done(request, room, who, stage, do(room, who, asking.DealTables(stage, None, count, SystemRandom())))


@router.post("/seat")
async def seat(request: Request, session: str, who: Lookers, stage: Text, participant: Text, table: Text) -> Response:
    room = await room_of(request, session)
    deed = asking.SeatPerson(stage, None, participant, _number(table))
    return await _done(request, room, who, stage, do(room, who, deed))


@router.post("/scribe")
async def scribe(
    request: Request, session: str, who: Lookers, stage: Text, table: Text, participant: Text = ""
) -> Response:
    """Whose phone writes; nobody's: the host enters the list."""
    room = await room_of(request, session)
    deed = asking.NameScribe(stage, None, _number(table), participant or None)
    return await _done(request, room, who, stage, do(room, who, deed))


@router.post("/entry")
async def entry(request: Request, session: str, who: Lookers, stage: Text, table: Text) -> Response:
    """A table's places as typed, one box an idea. What does not fit comes back with all that was typed."""
    room, form = await room_of(request, session), await request.form()
    known, number, wanted = _stage(room, stage), _number(table), form.get("do")
    if wanted == "take_back":
        return await _done(request, room, who, stage, do(room, who, asking.HandInTable(stage, None, number, False)))
    typed = {idea.id: str(form.get(f"place-{idea.id}", "")) for idea in known.ideas}
    order, problems = order_typed(typed, list(typed), level=bool(form.get("level")))
    if wanted == "hand_in" and (missing := what_is_missing(order, list(typed), known.settings.places)):
        problems = (*problems, missing)
    if problems:
        return _page(request, room, who, stage, typed={number: typed}, problems={number: problems})
    deeds = _enter(room, who, stage, number, order, hand_in=wanted == "hand_in")
    return await _done(request, room, who, stage, deeds)


async def _enter(
    room: Room, who: Who, stage: str, table: int, order: tuple[tuple[str, ...], ...], hand_in: bool
) -> None:
    await do(room, who, asking.OrderTable(stage, None, table, order))
    if hand_in:
        await do(room, who, asking.HandInTable(stage, None, table))


@router.post("/reason")
async def reason(request: Request, session: str, who: Lookers, stage: Text, idea: Text, text: Text = "") -> Response:
    """Why an idea moved. An empty reason takes it back."""
    room = await room_of(request, session)
    return await _done(request, room, who, stage, do(room, who, asking.NoteMove(stage, None, idea, text)))


@router.post("/reveal")
async def reveal(
    request: Request, session: str, who: Revealers, stage: Text, expected_version: Annotated[int, Form()]
) -> Response:
    """Closes the round where it is open, and shows the new order to everybody."""
    room = await room_of(request, session)
    return await _done(request, room, who, stage, _reveal(room, who, _stage(room, stage), expected_version))


async def _reveal(room: Room, who: Who, stage: Stage, seen: int) -> None:
    if stage.state == OPEN:
        seen = (await do(room, who, asking.CloseStage(stage.id, seen))).version
    await reveal_in(room, stage.id, who, seen)


async def _done(request: Request, room: Room, who: Who, stage: str, deed: Awaitable[object]) -> Response:
    try:
        await deed
    except Refusal as refusal:
        return _page(request, room, who, stage, refusal)
    if in_place(request):
        return _page(request, room, who, stage)
    return RedirectResponse(f"/sessions/{room.session.id}/tables?stage={stage}", 303)


def _page(
    request: Request, room: Room, who: Who, stage: str, refusal: Refusal | None = None,
    typed: Mapping[int, Mapping[str, str]] | None = None, problems: Mapping[int, tuple[Problem, ...]] | None = None,
) -> Response:  # fmt: skip
    """The page, or the part of it that changes where it is open already."""
    context: dict[str, Any] = {
        "screen": tables_screen(room.session, stage),
        "name": room.session.name,
        "session": room.session.id,
        "refused": sentence_of(request, refusal) if refusal else None,
        "typed": typed or {},
        "problems": problems or {},
        "hosts": who.may("host: stages"),
    }
    status = STATUS.get(refusal.code, 422) if refusal else 422 if problems else 200
    if in_place(request):
        html = draw("console/_tables.html", language_of(request), **context)
        return HTMLResponse(html, status, headers={"Vary": "HX-Request", "Cache-Control": "no-store"})
    return render(request, "console/tables.html", status=status, **context)


def _stage(room: Room, stage: str) -> Stage:
    known = room.session.stages.get(stage)
    if known is None:
        raise Refusal("unknown_stage", "This step is not part of this workshop.", "stage")
    return known


def _number(text: str) -> int:
    """A table's number as forms send it; anything else is a table that is not there."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else -1
