"""What the participant's pages share: who is here, what was just done, and small data for the page's scripts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.domain.refusals import N_, Refusal
from app.live.room import Room

from ..access import Who, asking_for, identify, participant_here
from ..house import house_of
from ..rights import MEMBER, ORGANISER, RIGHTS
from .sharing import sharing_of

RECEIPT_COOKIE = "cg_receipt"


TOLD = {
    "saved": N_("Your answers are saved"),
    "sent": N_("Sent. Thank you."),
    "done": N_("Thank you. Look at the board."),
    "back": N_("Taken back"),
    "removed": N_("Your answers have been removed."),
    "again": N_("Please join again with the code."),
}
"""What a page says after a plain form; the address carries only the word."""

_JSON = msgspec.json.Encoder()


def taking_part(right: str) -> Callable[[Request, str], Awaitable[tuple[Who, Room]]]:
    """A form's dependency: the participant that this device is in the session of the address, and the room."""
    allowed = RIGHTS[right]

    async def gate(request: Request, session: str) -> tuple[Who, Room]:
        who = await participant_here(request, session)
        room = await house_of(request).rooms.room(session) if who is not None else None
        if who is None or room is None or who.kind not in allowed:
            raise await not_joined(request)
        return who, room

    return asking_for(right, gate)


async def not_joined(request: Request) -> Refusal:
    """For a page of participants only. Who has signed in is not asked to: that would lead back here, in a circle."""
    known = (await identify(request)).kind in (MEMBER, ORGANISER)
    return Refusal("not_allowed" if known else "not_signed_in", "Please join with the code first.")


async def here_or_elsewhere(request: Request, session: str) -> tuple[Who, Room] | Response:
    """Who this device is in that session, or the way to the join page."""
    who = await participant_here(request, session)
    room = await house_of(request).rooms.room(session) if who is not None else None
    if who is not None and room is not None:
        return who, room
    sharing = sharing_of(request, session)
    return RedirectResponse(sharing.address if sharing else "/?again", 303)


def json_for_attribute(value: Any) -> str:
    return _JSON.encode(value).decode()
