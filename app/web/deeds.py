"""What hosts do to a running session, by whichever door: the console's forms and the machine contract's calls."""

from __future__ import annotations

import asyncio

from starlette.requests import Request

from app.actions.hosting import offered_ideas
from app.domain import asking
from app.domain.asking import Actor, Deed
from app.domain.hosting import wait_before_sealing
from app.domain.refusals import Refusal
from app.domain.stages import GRACE
from app.live.room import Room
from app.storage.journal import FirstAnswer
from app.storage.sessions import SessionRow, session_row

from .access import Who
from .house import house_of

JUST_AFTER = 0.01
"""Seconds added to a wait: an event loop counts in whole milliseconds and may wake a moment early."""


def host(who: Who) -> Actor:
    return Actor("host", f"host:{who.id}")


async def room_of(request: Request, session: str) -> Room:
    """The session's room. Raises Refusal unknown_code."""
    room = await house_of(request).rooms.room(session)
    if room is None:
        raise Refusal("unknown_code", "This workshop is not known here.")
    return room


async def row_of(request: Request, session: str) -> SessionRow:
    """The session as it is stored, without opening its room. Raises Refusal unknown_code."""
    row = await house_of(request).store.read(session_row, session)
    if row is None:
        raise Refusal("unknown_code", "This workshop is not known here.")
    return row


async def do(room: Room, who: Who, deed: Deed) -> FirstAnswer:
    return await room.ask(host(who), deed)


async def open_in(request: Request, room: Room, stage: str, who: Who, seen: int | None) -> None:
    """Opens a stage with its ideas as they are worded now; a reveal stage waits for answers under way."""
    ideas = await house_of(request).store.read(offered_ideas, room.session, stage)
    known = room.session.stages[stage]
    if known.kind == "reveal":
        shown = [room.session.stages[s].closed_at for s in known.settings.of if s in room.session.stages]
        await wait_for_grace(room, max((at for at in shown if at is not None), default=None))
    await do(room, who, asking.OpenStage(stage, seen, ideas))


async def reveal_in(room: Room, stage: str, who: Who, seen: int | None) -> None:
    if seen is not None and seen < room.session.host_version:
        raise Refusal("moved_on", "Another host has moved on meanwhile.", version=room.session.version)
    await wait_for_grace(room, room.session.stages[stage].closed_at)
    await do(room, who, asking.RevealStage(stage, seen))


async def finish(room: Room, who: Who, seen: int | None) -> None:
    """Closes an open stage, waits for answers under way, and saves the outcome."""
    stage = room.session.open_stage()
    if stage is not None:
        closed = await do(room, who, asking.CloseStage(stage.id, seen))
        seen = None if seen is None else closed.version
    await asyncio.sleep(max(0.0, wait_before_sealing(room.session, room.now()) + JUST_AFTER))
    await do(room, who, asking.FinishSession(expected=seen))


async def wait_for_grace(room: Room, closed_at: float | None) -> None:
    """Until no answer under way can still count."""
    if closed_at is not None:
        await asyncio.sleep(max(0.0, closed_at + GRACE - room.now() + JUST_AFTER))
