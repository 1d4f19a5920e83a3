"""Drawing the console: the page, the frame a socket sends, and the answer to a press of a button."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.domain.refusals import Refusal
from app.domain.session import Session
from app.live.room import Room
from app.live.seats import Audience
from app.screens.console import ConsoleScreen, console_screen
from app.screens.console_queue import queue_mark
from app.storage.sessions import session_row

from ..access import Who
from ..errors import STATUS
from ..house import house_of
from ..late import late_ever, late_in
from ..moments import moment
from ..rights import HELPER, ONE_SESSION
from ..templating import draw, language_of, render, sentence_of
from ..wire import frame

PAUSE = 0.25
WHOLE, HELPING = "console/_push.html", "console/_push_helping.html"
"""The frames that carry the session's version."""
_JSON = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal as the console says it. `stale`: the page was behind, and its press changed nothing."""

    code: str
    sentence: str
    stale: bool


def clock(at: float) -> str:
    """Seconds since 1970 → "10:25", in the server's time zone; the page then says it in its own."""
    return datetime.fromtimestamp(at).strftime("%H:%M")


async def planned_start(request: Request, session: str) -> float | None:
    row = await house_of(request).store.read(session_row, session)
    return row.starts_at if row is not None else None


def console_audiences(room: Room, starts_at: float | None, language: str) -> tuple[Audience, Audience]:
    """All consoles of a room in one language, drawn once for all of them: the comments, which are long and change
    seldom, and everything else."""

    def picture(session: Session) -> int:
        return session.version + late_ever(room)

    whole = Audience(("console", language), PAUSE, picture, _drawing(room, starts_at, language, WHOLE))
    return whole, _comments(room, starts_at, language)


def helping_audiences(room: Room, starts_at: float | None, language: str) -> tuple[Audience, Audience]:
    """Everybody who helps: the comments, without what only hosts may do about people, and a bar that says how things
    stand."""
    bar = _drawing(room, starts_at, language, HELPING)
    whole = Audience(("helping", language), PAUSE, lambda session: session.version, bar)
    return whole, _comments(room, starts_at, language, "console/_push_helping_queue.html")


def _comments(
    room: Room, starts_at: float | None, language: str, template: str = "console/_push_queue.html"
) -> Audience:
    return Audience((template, language), PAUSE, queue_mark, _drawing(room, starts_at, language, template))


def _drawing(
    room: Room, starts_at: float | None, language: str, template: str
) -> Callable[[Session], Awaitable[bytes]]:
    async def drawn(session: Session) -> bytes:
        screen = console_screen(session, room.now(), starts_at, late_in(room, session))
        html = draw(template, language, **_context(screen))
        version = {"version": session.version} if template in (WHOLE, HELPING) else {}
        return frame(_JSON.encode({"content": html, "swap": "none", **version}))

    return drawn


async def console_page(
    request: Request, room: Room, *, status: int = 200, refusal: Refusal | None = None
) -> HTMLResponse:
    """The whole page as it stands, with what was refused where something was."""
    context = await _screen(request, room)
    refused = _refused(request, room, refusal) if refusal else None
    return render(request, "console/page.html", status=status, refused=refused, **context)


async def helping_page(
    request: Request, room: Room, who: Who, *, status: int = 200, refusal: Refusal | None = None
) -> HTMLResponse:
    """The page of somebody who helps."""
    context = await _screen(request, room)
    refused = _refused(request, room, refusal) if refusal else None
    by_pass = who.kind in ONE_SESSION
    return render(request, "console/helping.html", status=status, refused=refused, by_pass=by_pass, **context)


async def after(
    request: Request, room: Room, said: str, back_to: str = "", *, undo: str = "", who: Who | None = None
) -> Response:
    """A deed was done: on to the page, or the fresh parts of it where it is open. `undo`: the comment it was about,
    where one press takes it back. `who`: those who help have a page of their own."""
    if not in_place(request):
        return RedirectResponse(f"/sessions/{room.session.id}/{_page_of(who)}{back_to}", 303)
    return await _parts(request, room, who, said=said, undo=undo)


async def refused(request: Request, room: Room, refusal: Refusal, who: Who | None = None) -> Response:
    """A deed was not done: the fresh page says why."""
    if in_place(request):
        return await _parts(request, room, who, refused=_refused(request, room, refusal))
    status = STATUS.get(refusal.code, 422)
    if who is not None and _page_of(who) == "helping":
        return await helping_page(request, room, who, status=status, refusal=refusal)
    return await console_page(request, room, status=status, refusal=refusal)


def home_of(who: Who, session: str) -> str:
    """The page that they work from in this session."""
    return f"/sessions/{session}/{_page_of(who)}"


def _page_of(who: Who | None) -> str:
    return "helping" if who is not None and who.kind == HELPER else "console"


async def question(request: Request, room: Room, ask: Mapping[str, Any]) -> Response:
    """Asks once more: as a dialog over the open page, else as a page of its own."""
    if in_place(request):
        return await _parts(request, room, ask=ask)
    return render(request, "console/confirm.html", ask=ask, **await _screen(request, room))


def in_place(request: Request) -> bool:
    return request.headers.get("hx-request") == "true"


async def _parts(request: Request, room: Room, who: Who | None = None, **context: Any) -> Response:
    template = "console/_helping_answer.html" if _page_of(who) == "helping" else "console/_answer.html"
    html = draw(template, language_of(request), **await _screen(request, room), **context)
    return HTMLResponse(html, headers={"Vary": "HX-Request"})


async def _screen(request: Request, room: Room) -> dict[str, Any]:
    starts_at = await planned_start(request, room.session.id)
    session = room.session
    return _context(console_screen(session, room.now(), starts_at, late_in(room, session)))


def _context(screen: ConsoleScreen) -> dict[str, Any]:
    return {"screen": screen, "clock": clock, "moment": moment}


def _refused(request: Request, room: Room, refusal: Refusal) -> Refused:
    sentence = sentence_of(request, refusal)
    return Refused(refusal.code, sentence, stale=refusal.message == STALE)


STALE = "Another host has moved on meanwhile."
"""The one refusal of a deed whose page was behind; every other one says itself what is in its way."""
