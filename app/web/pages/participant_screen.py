"""Drawing one participant's whole page, in any state of the workshop and with whatever there is to tell them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from app.domain.refusals import Refusal
from app.domain.translating import in_language
from app.live.room import Room
from app.screens.participant import in_own_order, own_things, shared_screen
from app.screens.participant_beside import beside
from app.storage.secrets import new_secret

from ..errors import STATUS, SlowDown
from ..house import house_of
from ..moments import moment
from ..phone import keys_of, shared_parts
from ..templating import catalogue, language_of, render, sentence_of
from .participant_door import RECEIPT_COOKIE, TOLD, json_for_attribute
from .sharing import sharing_of

SHEETS = [
    "tokens", "base", "identity", "buttons", "phone-frame", "panels", "steps", "votes", "people", "ranking", "comments",
    "charts", "phone", "phone-dots", "phone-gather", "phone-rate", "phone-talk",
    "phone-table",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """Words that stand in a field again: on an idea, or a suggestion, which may come in place of an earlier one."""

    text: str
    idea: str = ""
    replaces: str = ""


async def draw_screen(
    request: Request, room: Room, person: str, refusal: Refusal | None = None, draft: Draft | None = None
) -> Response:
    """The page as it is now; a refusal is told at its top and decides the status."""
    context = await _context(request, room, person) | {"draft": draft}
    if refusal is not None:
        context |= {"notice": sentence_of(request, refusal), "notice_icon": "warning"}
    return render(request, "participant/screen.html", status=status_of(refusal), **context)


async def _context(request: Request, room: Room, person: str) -> dict[str, Any]:
    house = house_of(request)
    pictures = await house.pictures.of(house.store, room.session)
    session, language = room.session, language_of(request)
    screen, own = shared_screen(in_language(session, language)), own_things(session, person)
    mine = beside(screen, own)
    told = TOLD.get(request.query_params.get("told", ""))
    return {
        "screen": screen,
        "own": own,
        "cards": in_own_order(screen, own),
        "pictures": pictures,
        "beside": mine,
        "placed": list(mine.places.get(screen.stage, {})),
        "own_comments": {c["id"] for c in own.comments},
        "own_json": json_for_attribute(own.as_plain()),
        "keys_json": json_for_attribute(keys_of(shared_parts(session, language, pictures))),
        "nonce": new_secret(),
        "receipt": request.cookies.get(RECEIPT_COOKIE),
        "show": request.query_params.get("show"),
        "notice": catalogue(language).gettext(told) if told else None,
        "sharing": sharing_of(request, session.id),
        "sheets": SHEETS,
        "moment": moment,
    }


def status_of(refusal: Refusal | None) -> int:
    if refusal is None:
        return 200
    return 429 if isinstance(refusal, SlowDown) else STATUS.get(refusal.code, 422)
