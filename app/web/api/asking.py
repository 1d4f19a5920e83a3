"""What the calls of hosts share: finding the room, doing a deed in it, and answering with the session."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field
from starlette.requests import Request

from app.domain.asking import Actor, Deed
from app.domain.refusals import Refusal
from app.live.room import Room
from app.storage.journal import FirstAnswer
from app.storage.sessions import session_row

from ..access import Who
from ..house import house_of, origin_of
from ..showing import session_json


class Expecting(BaseModel):
    """The version the host looked at; a host's deed after it makes this one stale."""

    expected_version: int | None = Field(default=None)


def host(who: Who) -> Actor:
    return Actor("host", f"host:{who.id}")


async def room_of(request: Request, session: str) -> Room:
    """The session's room. Raises Refusal unknown_code."""
    room = await house_of(request).rooms.room(session)
    if room is None:
        raise Refusal("unknown_code", "This workshop is not known here.")
    return room


async def do(room: Room, who: Who, deed: Deed) -> FirstAnswer:
    return await room.ask(host(who), deed)


async def answer(request: Request, room: Room) -> dict[str, Any]:
    """The session as it is now."""
    row = await house_of(request).store.read(session_row, room.session.id)
    if row is None:
        raise Refusal("unknown_code", "This workshop is not known here.")
    return session_json(room, row.secret, origin_of(request))
