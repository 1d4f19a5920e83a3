"""What the calls of hosts share: the version they expect, and the session as an answer."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field
from starlette.requests import Request

from app.domain.refusals import Refusal
from app.live.room import Room
from app.storage.sessions import session_row

from ..house import house_of, origin_of
from ..showing import session_json


class Expecting(BaseModel):
    """The version the host looked at; a host's deed after it makes this one stale."""

    expected_version: int | None = Field(default=None)


async def answer(request: Request, room: Room) -> dict[str, Any]:
    """The session as it is now."""
    row = await house_of(request).store.read(session_row, room.session.id)
    if row is None:
        raise Refusal("unknown_code", "This workshop is not known here.")
    return session_json(room, row.secret, origin_of(request))
