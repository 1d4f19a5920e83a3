"""The call that sets people aside, or counts them again."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.requests import Request

from app.domain.asking import SetPeopleAside
from app.domain.setting_aside import HOST

from ..access import Who, may
from ..deeds import do, room_of
from ..watchfulness import deciding_about
from .asking import Expecting, answer

router = APIRouter(tags=["Hosting"])
MOST_PEOPLE = 5_000


class SettingAside(Expecting):
    """Whom: those that something odd is about, by its `id` from the health call, or participants by their ids."""

    odd: str = ""
    participants: list[str] = Field(default_factory=list, max_length=MOST_PEOPLE)
    aside: bool = True
    reason: str = HOST


@router.post("/sessions/{session}/set-aside")
async def set_aside(
    request: Request, session: str, who: Annotated[Who, Depends(may("host: people"))], body: SettingAside
) -> dict[str, Any]:
    """Leaves all that these people gave out of every count; with `aside: false` they count again, or still."""
    room = await room_of(request, session)
    deed = SetPeopleAside("", body.expected_version, tuple(body.participants), body.aside, body.reason)
    if body.odd:
        deed = await deciding_about(request, room, body.odd, body.aside)
    await do(room, who, deed)
    return await answer(request, room)
