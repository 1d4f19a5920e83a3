"""The projected board: its page, the socket that keeps it new, and the version that lets it notice a dead line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
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
from app.domain.translating import in_language
from app.live.room import Room
from app.live.seats import Audience
from app.screens.board import BoardScreen, board_screen
from app.screens.labels import label_of
from app.storage.facts import professions
from app.storage.sessions import session_row

from ..access import Who, may
from ..guard import is_ours
from ..house import house_of, origin_of
from ..languages import board_language
from ..qr import qr_picture
from ..showing import links_of
from ..templating import catalogue, draw, render
from ..watching import watch
from ..wire import frame
from .desk import day

router = APIRouter()
Lookers = Annotated[Who, Depends(may("look: board"))]
BOARD_PAUSE = 0.25
NOT_ALLOWED = 1008
MOST_PICTURES = 40
"""Different pictures of one room: a board is drawn for each address it is looked at by, and addresses can
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
    language = board_language(room.session.board.language)
    context = _context(room, await way_in(request, room))
    return render(
        request, "board/board.html", language=language, preview=preview, session=session, **context,
    )  # fmt: skip


@router.get("/sessions/{session}/board/version")
async def board_version(request: Request, session: str, who: Lookers) -> dict[str, int]:
    """The number of the last saved event. A board that stays behind it has lost its line."""
    room = await _room(request, session)
    return {"version": room.session.version}


@router.websocket("/sessions/{session}/board/live")
async def board_live(socket: WebSocket, session: str, who: Lookers) -> None:
    """Shows every newest picture, drawn once for all boards of one address."""
    origin = socket.headers.get("origin")
    room = await house_of(socket).rooms.room(session)
    if room is None or (origin is not None and not is_ours(socket, origin)):
        await socket.close(NOT_ALLOWED)
        return
    audience = _audience(room, await way_in(socket, room))
    if audience.key not in (drawn := room.seats.counts()) and len(drawn) >= MOST_PICTURES:
        await socket.close(NOT_ALLOWED)
        return
    await watch(socket, room, audience)


def _audience(room: Room, way: WayIn) -> Audience:
    async def picture(session: Session) -> bytes:
        html = draw("board/_board.html", board_language(session.board.language), **_context(room, way))
        return frame(_JSON.encode({"content": html, "target": "#board", "swap": "outerMorph"}))

    return Audience(("board", way.origin), BOARD_PAUSE, lambda session: session.version, picture)


def _context(room: Room, way: WayIn) -> dict[str, Any]:
    language = board_language(room.session.board.language)
    words = catalogue(language).gettext
    session = in_language(room.session, language)
    screen = board_screen(session, room.now(), way.ideas, professions(), words)
    return around(screen, way, language, tongues_of(session))


def tongues_of(session: Session) -> dict[str, str]:
    """idea, by its id and by its name and words as they stand in sentences → the language of its translation, as the
    newest step has it; empty for words that are its own."""
    ideas = [idea for stage in session.stages.values() for idea in stage.ideas]
    named = {words: idea.language for idea in ideas for words in (label_of(idea), idea.name or idea.text, idea.text)}
    return named | {idea.id: idea.language for idea in ideas}


def around(
    screen: BoardScreen, way: WayIn, language: str, tongues: Mapping[str, str] = MappingProxyType({})
) -> dict[str, Any]:
    """What the board's templates are given."""
    return {"screen": screen, "way": way, "tongues": tongues, "instant": rfc3339, "clock_time": clock_time,
            "day_time": lambda at: f"{day(at, language)}, {clock_time(at)}"}  # fmt: skip


def clock_time(at: float) -> str:
    """Seconds since 1970 → "11:30" where the server stands; the page puts it right where it is shown."""
    return datetime.fromtimestamp(at).astimezone().strftime("%H:%M")


async def _room(connection: HTTPConnection, session: str) -> Room:
    room = await house_of(connection).rooms.room(session)
    if room is None:
        raise Refusal("unknown_code", "This workshop is not known here.")
    return room


async def way_in(connection: HTTPConnection, room: Room) -> WayIn:
    """How people join this room, by the address it is looked at from."""
    secret, ideas = await house_of(connection).store.read(_facts, room.session)
    words = catalogue(board_language(room.session.board.language)).gettext
    origin = origin_of(connection)
    link = links_of(room.session.id, secret, origin)["join"]
    return WayIn(origin, urlsplit(origin).netloc, qr_picture(link, words("QR code for joining this workshop")), ideas)


def _facts(db: Db, session: Session) -> tuple[str, int | None]:
    """(the secret that the QR code carries, how many ideas the first step that weighs any will put)."""
    row = session_row(db, session.id)
    first = next((stage for stage in session.stages.values() if stage.kind in WITH_IDEAS), None)
    ideas = len(first.ideas or offered_ideas(db, session, first.id)) if first else 0
    return row.secret if row else "", ideas or None
