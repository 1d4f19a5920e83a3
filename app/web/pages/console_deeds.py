"""The buttons of the console that move a session on. Each is a plain form; a page that is behind changes nothing."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from app.domain import asking
from app.domain.refusals import Refusal
from app.domain.stages import OPEN, Stage
from app.live.room import Room
from app.screens.console import under_half
from app.screens.console_paper import paper_left
from app.storage.prints import printed_for

from ..access import Who, may
from ..deeds import do, finish, open_in, reveal_in, room_of
from ..house import house_of
from ..languages import Spoken
from .console_drawing import STALE, after, question, refused

router = APIRouter()
Hosts = Annotated[Who, Depends(may("host: stages"))]
BoardHosts = Annotated[Who, Depends(may("host: board"))]


class Press(BaseModel):
    """`sure`: the host was asked and said so."""

    expected_version: int
    stage: str = ""
    sure: bool = False


class Longer(Press):
    seconds: float = 60.0


class BoardSwitch(Press):
    """What is to change, as a form says it: words, and nothing where nothing changes."""

    blank: bool | None = None
    code: bool | None = None
    bigger: bool | None = None
    dark: bool | None = None
    timer: bool | None = None
    page: int | None = None
    view: str | None = None
    language: Spoken = None
    pointing: str | None = None


class DoorSwitch(Press):
    locked: bool | None = None
    comments_paused: bool | None = None


Pressed = Annotated[Press, Form()]


@router.post("/sessions/{session}/console/start")
async def start(request: Request, session: str, who: Hosts, press: Pressed) -> Response:
    room = await room_of(request, session)
    return await _done(request, room, do(room, who, asking.StartSession(expected=press.expected_version)), "started")


@router.post("/sessions/{session}/console/close")
async def close(request: Request, session: str, who: Hosts, press: Pressed) -> Response:
    """Closes the step; asks first where fewer than half of a community have finished."""
    room = await room_of(request, session)
    if not press.sure and (ask := _too_soon(room, press, "close")):
        return await question(request, room, ask)
    deed = do(room, who, asking.CloseStage(press.stage, press.expected_version))
    return await _done(request, room, deed, "closed")


@router.post("/sessions/{session}/console/reveal")
async def reveal(request: Request, session: str, who: Hosts, press: Pressed) -> Response:
    """Answers once no answer under way can still count: two seconds after the close at most. Asks first where paper
    that was handed out is not entered yet."""
    room = await room_of(request, session)
    if not press.sure and (ask := await _paper_left(request, room, press, "reveal")):
        return await question(request, room, ask)
    return await _done(request, room, _reveal(room, who, press), "revealed")


@router.post("/sessions/{session}/console/next")
async def go_on(request: Request, session: str, who: Hosts, press: Pressed) -> Response:
    """Closes what is open, and opens the step that the page named as next."""
    room = await room_of(request, session)
    if not press.sure and (ask := _too_soon(room, press, "next") or await _paper_left(request, room, press, "next")):
        return await question(request, room, ask)
    return await _done(request, room, _go_on(request, room, who, press), "opened")


@router.post("/sessions/{session}/console/reopen")
async def reopen(request: Request, session: str, who: Hosts, press: Pressed) -> Response:
    room = await room_of(request, session)
    deed = do(room, who, asking.ReopenStage(press.stage, press.expected_version))
    return await _done(request, room, deed, "reopened")


@router.post("/sessions/{session}/console/skip")
async def skip(request: Request, session: str, who: Hosts, press: Pressed) -> Response:
    room = await room_of(request, session)
    return await _done(request, room, do(room, who, asking.SkipStage(press.stage, press.expected_version)), "skipped")


@router.post("/sessions/{session}/console/unskip")
async def unskip(request: Request, session: str, who: Hosts, press: Pressed) -> Response:
    room = await room_of(request, session)
    deed = do(room, who, asking.SkipStage(press.stage, press.expected_version, skip=False))
    return await _done(request, room, deed, "unskipped")


@router.post("/sessions/{session}/console/pause")
async def pause(request: Request, session: str, who: Hosts, press: Pressed) -> Response:
    room = await room_of(request, session)
    return await _done(request, room, do(room, who, asking.PauseClock(press.stage, press.expected_version)), "paused")


@router.post("/sessions/{session}/console/resume")
async def resume(request: Request, session: str, who: Hosts, press: Pressed) -> Response:
    room = await room_of(request, session)
    return await _done(request, room, do(room, who, asking.ResumeClock(press.stage, press.expected_version)), "resumed")


@router.post("/sessions/{session}/console/extend")
async def extend(request: Request, session: str, who: Hosts, press: Annotated[Longer, Form()]) -> Response:
    room = await room_of(request, session)
    deed = do(room, who, asking.ExtendClock(press.stage, press.expected_version, press.seconds))
    return await _done(request, room, deed, "extended")


@router.post("/sessions/{session}/console/finish")
async def finish_session(request: Request, session: str, who: Hosts, press: Pressed) -> Response:
    """Always asks first: nobody can answer afterwards."""
    room = await room_of(request, session)
    if not press.sure:
        now = room.session.current_stage()
        left = paper_left(room.session, now, await _printed(request, room)) if now is not None else None
        return await question(request, room, {**_ask(room, press, "finish", room.session.open_stage()), "paper": left})
    return await _done(request, room, finish(room, who, press.expected_version), "finished")


@router.post("/sessions/{session}/console/board")
async def board(request: Request, session: str, who: BoardHosts, press: Annotated[BoardSwitch, Form()]) -> Response:
    room = await room_of(request, session)
    changes = press.model_dump(exclude={"expected_version", "stage", "sure"}, exclude_none=True)
    if changes.get("pointing") == "":
        changes["pointing"] = None
    deed = do(room, who, asking.ChangeBoard("", press.expected_version, changes))
    return await _done(request, room, deed, "board")


@router.post("/sessions/{session}/console/doors")
async def doors(request: Request, session: str, who: BoardHosts, press: Annotated[DoorSwitch, Form()]) -> Response:
    room = await room_of(request, session)
    deed = do(room, who, asking.SetDoors("", press.expected_version, press.locked, press.comments_paused))
    return await _done(request, room, deed, "doors")


async def _done(request: Request, room: Room, deed: Awaitable[object], said: str) -> Response:
    try:
        await deed
    except Refusal as refusal:
        return await refused(request, room, refusal)
    return await after(request, room, said)


async def _reveal(room: Room, who: Who, press: Press) -> None:
    if press.stage not in room.session.stages:
        raise Refusal("unknown_stage", "This step is not part of this workshop.", "stage")
    await reveal_in(room, press.stage, who, press.expected_version)


async def _go_on(request: Request, room: Room, who: Who, press: Press) -> None:
    seen = press.expected_version
    if seen < room.session.host_version:
        raise Refusal("moved_on", STALE, version=room.session.version)
    stage = room.session.open_stage()
    if stage is not None:
        seen = (await do(room, who, asking.CloseStage(stage.id, seen))).version
    await open_in(request, room, press.stage, who, seen)


def _too_soon(room: Room, press: Press, deed: str) -> dict[str, Any] | None:
    """The question to ask where closing now would leave out half of a community."""
    stage = room.session.open_stage()
    if stage is None or stage.state != OPEN or press.expected_version < room.session.host_version:
        return None
    return _ask(room, press, deed, stage) if under_half(room.session, stage) else None


async def _paper_left(request: Request, room: Room, press: Press, deed: str) -> dict[str, Any] | None:
    """The question to ask where a reveal would leave out paper."""
    stage = room.session.stages.get(press.stage)
    if stage is None or press.expected_version < room.session.host_version:
        return None
    shows = deed == "reveal" or stage.kind == "reveal"
    left = paper_left(room.session, stage, await _printed(request, room)) if shows else None
    return {**_ask(room, press, deed, None), "paper": left} if left else None


async def _printed(request: Request, room: Room) -> dict[str, frozenset[int]]:
    return await house_of(request).store.read(printed_for, room.session.id)


def _ask(room: Room, press: Press, deed: str, stage: Stage | None) -> dict[str, Any]:
    return {
        "deed": deed,
        "stage": press.stage,
        "kind": stage.kind if stage else "",
        "version": press.expected_version,
        "missing": under_half(room.session, stage) if stage else (),
    }
