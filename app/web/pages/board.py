"""The projected board: its page, the socket that keeps it new, and the version that lets it notice a dead line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

import msgspec
from fastapi import APIRouter, Depends
from markupsafe import Markup
from sqlmodel import Session as Db
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.websockets import WebSocket

from app.actions.hosting import offered_ideas
from app.domain.outcomes import rfc3339
from app.domain.refusals import Refusal
from app.domain.session import Session
from app.domain.stages import WITH_IDEAS
from app.live.room import Room
from app.live.seats import Audience
from app.screens.board import board_screen
from app.storage.facts import professions
from app.storage.sessions import session_row

from ..access import Who, may
from ..guard import is_ours
from ..house import house_of, origin_of
from ..qr import qr_picture
from ..showing import links_of
from ..templating import catalogue, draw, language_of, render
from ..watching import watch
from ..wire import frame
from .desk import day

router = APIRouter()
Lookers = Annotated[Who, Depends(may("look: board"))]
BOARD_PAUSE = 0.25
NOT_ALLOWED = 1008
MOST_PICTURES = 40
"""Different pictures of one room: a board is drawn for each address and language it is looked at by, and addresses can
be made up."""

_JSON = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class WayIn:
    """How people join, as this board's own address makes it, and how many ideas wait for them."""

    origin: str
    address: str
    qr: Markup
    ideas: int | None


@router.get("/sessions/{session}/board")
async def board(request: Request, session: str, who: Lookers, preview: bool = False) -> Response:
    """The page. With `preview` it is one scaled picture however narrow its window is."""
    room = await _room(request, session)
    way, language = await _way_in(request, room), language_of(request)
    return render(request, "board/board.html", preview=preview, session=session, **_context(room, way, language))


@router.get("/sessions/{session}/board/version")
async def board_version(request: Request, session: str, who: Lookers) -> dict[str, int]:
    """The number of the last saved event. A board that stays behind it has lost its line."""
    room = await _room(request, session)
    return {"version": room.session.version}


@router.websocket("/sessions/{session}/board/live")
async def board_live(socket: WebSocket, session: str, who: Lookers) -> None:
    """Shows every newest picture, drawn once for all boards of one address and language."""
    origin = socket.headers.get("origin")
    room = await house_of(socket).rooms.room(session)
    if room is None or (origin is not None and not is_ours(socket, origin)):
        await socket.close(NOT_ALLOWED)
        return
    audience = _audience(room, await _way_in(socket, room), language_of(socket))
    if audience.key not in (drawn := room.seats.counts()) and len(drawn) >= MOST_PICTURES:
        await socket.close(NOT_ALLOWED)
        return
    await watch(socket, room, audience)


def _audience(room: Room, way: WayIn, language: str) -> Audience:
    async def picture(session: Session) -> bytes:
        html = draw("board/_board.html", language, **_context(room, way, language))
        return frame(_JSON.encode({"content": html, "target": "#board", "swap": "outerMorph"}))

    return Audience(("board", way.origin, language), BOARD_PAUSE, lambda session: session.version, picture)


def _context(room: Room, way: WayIn, language: str) -> dict[str, Any]:
    words = catalogue(language).gettext
    screen = board_screen(room.session, room.now(), way.ideas, professions(), words)
    return {"screen": screen, "way": way, "instant": rfc3339, "clock_time": clock_time,
            "day_time": lambda at: f"{day(at, language)}, {clock_time(at)}"}  # fmt: skip


def clock_time(at: float) -> str:
    """Seconds since 1970 → "11:30" where the server stands; the page puts it right where it is shown."""
    return datetime.fromtimestamp(at).astimezone().strftime("%H:%M")


async def _room(connection: HTTPConnection, session: str) -> Room:
    room = await house_of(connection).rooms.room(session)
    if room is None:
        raise Refusal("unknown_code", "This workshop is not known here.")
    return room


async def _way_in(connection: HTTPConnection, room: Room) -> WayIn:
    secret, ideas = await house_of(connection).store.read(_facts, room.session)
    origin, words = origin_of(connection), catalogue(language_of(connection)).gettext
    link = links_of(room.session.id, secret, origin)["join"]
    return WayIn(origin, urlsplit(origin).netloc, qr_picture(link, words("QR code for joining this workshop")), ideas)


def _facts(db: Db, session: Session) -> tuple[str, int | None]:
    """(the secret that the QR code carries, how many ideas the first step that weighs any will put)."""
    row = session_row(db, session.id)
    first = next((stage for stage in session.stages.values() if stage.kind in WITH_IDEAS), None)
    ideas = len(first.ideas or offered_ideas(db, session, first.id)) if first else 0
    return row.secret if row else "", ideas or None
