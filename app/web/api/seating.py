"""Calls for tables that rank together: dealing, moving a person, scribes, the tables' lists, and why ideas moved."""

from __future__ import annotations

from random import SystemRandom
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from starlette.requests import Request

from app.domain import asking
from app.live.room import Room

from ..access import Who, may
from ..decoding import order_of
from ..deeds import do
from ..showing import tables_json
from .asking import Expecting
from .hosting import expected, room_of_stage

router = APIRouter(tags=["Tables"])
Hosts = Annotated[Who, Depends(may("host: tables"))]


class Dealing(Expecting):
    tables: int | None = Field(default=None, description="How many; left out: as many as usual")


class Seat(BaseModel):
    participant: str
    table: int = Field(description="0: no table; one more than there are: a new one")


class Scribe(BaseModel):
    participant: str | None = None


class List(BaseModel):
    order: list[Any]
    handed_in: bool | None = None


class HandingIn(BaseModel):
    on: bool = True


class Move(BaseModel):
    idea: str
    text: str = ""


@router.get("/stages/{stage}/tables")
async def show_tables(request: Request, stage: str, who: Hosts) -> dict[str, Any]:
    """Who sits where, each table's list and the totals so far. That somebody looked is not recorded: totals are
    what the host enters."""
    return _answer(await room_of_stage(request, stage), stage)


@router.post("/stages/{stage}/tables/deal")
async def deal(request: Request, stage: str, who: Hosts, body: Dealing | None = None) -> dict[str, Any]:
    """Deals everybody to tables: each community spread evenly, and as few pairs as possible from the round before."""
    room = await room_of_stage(request, stage)
    count = body.tables if body else None
    await do(room, who, asking.DealTables(stage, expected(body), count, SystemRandom()))
    return _answer(room, stage)


@router.post("/stages/{stage}/tables/seat")
async def seat(request: Request, stage: str, who: Hosts, body: Seat) -> dict[str, Any]:
    room = await room_of_stage(request, stage)
    await do(room, who, asking.SeatPerson(stage, None, body.participant, body.table))
    return _answer(room, stage)


@router.post("/stages/{stage}/tables/{table}/scribe")
async def name_scribe(request: Request, stage: str, table: int, who: Hosts, body: Scribe) -> dict[str, Any]:
    """Names whose phone writes for the table; nobody: the host enters its list, or the first phone that does."""
    room = await room_of_stage(request, stage)
    await do(room, who, asking.NameScribe(stage, None, table, body.participant))
    return _answer(room, stage)


@router.post("/stages/{stage}/tables/{table}/order")
async def order(request: Request, stage: str, table: int, who: Hosts, body: List) -> dict[str, Any]:
    """A table's list as the host enters it, best first; ideas held level stand together in a list."""
    room = await room_of_stage(request, stage)
    await do(room, who, asking.OrderTable(stage, None, table, order_of(body.order)))
    if body.handed_in is not None:
        await do(room, who, asking.HandInTable(stage, None, table, body.handed_in))
    return _answer(room, stage)


@router.post("/stages/{stage}/tables/{table}/hand-in")
async def hand_in(
    request: Request, stage: str, table: int, who: Hosts, body: HandingIn | None = None
) -> dict[str, Any]:
    room = await room_of_stage(request, stage)
    await do(room, who, asking.HandInTable(stage, None, table, body.on if body else True))
    return _answer(room, stage)


@router.post("/stages/{stage}/reasons")
async def note_move(request: Request, stage: str, who: Hosts, body: Move) -> dict[str, Any]:
    """Notes why an idea moved between the rounds; the board shows it beside the totals."""
    room = await room_of_stage(request, stage)
    await do(room, who, asking.NoteMove(stage, None, body.idea, body.text))
    return _answer(room, stage)


def _answer(room: Room, stage: str) -> dict[str, Any]:
    return {"version": room.session.version, **tables_json(room.session, room.session.stages[stage])}
