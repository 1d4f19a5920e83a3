"""Calls for hosts: the session's life, its stages and their clock, the board, the doors."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from starlette.requests import Request

from app.actions.offering_other_ways import offer_other_ways
from app.actions.planning import MOST_STAGES
from app.actions.run_sheets import stages_of
from app.domain import asking
from app.domain.refusals import Refusal
from app.live.room import Room
from app.storage.ideas import ideas_of
from app.storage.sessions import session_of_stage

from ..access import Who, may
from ..deeds import do, finish, host, open_in, reveal_in, room_of
from ..house import house_of
from ..languages import Spoken
from .asking import Expecting, answer
from .programmes import NewStage

router = APIRouter(tags=["Hosting"])
Hosts = Annotated[Who, Depends(may("host: stages"))]
BoardHosts = Annotated[Who, Depends(may("host: board"))]


class Extension(Expecting):
    seconds: float = 60.0


class BoardLook(Expecting):
    """What the board shows beside the stage; leave out what stays."""

    blank: bool | None = None
    code: bool | None = None
    bigger: bool | None = None
    dark: bool | None = None
    timer: bool | None = None
    page: int | None = None
    view: str | None = None
    language: Spoken = None
    pointing: str | None = Field(default=None, description='An idea\'s id, or "" for none')


class OtherWays(BaseModel):
    """Beside a phone: addresses of an Easy Read and a large-print version, a number to call, and words."""

    easy_read: str = ""
    large_print: str = ""
    phone: str = ""
    words: str = ""


class Skipping(Expecting):
    skip: bool = True


class Muting(BaseModel):
    muted: bool = True


class RunSheetStep(NewStage):
    id: str | None = None


class RunSheet(Expecting):
    """The whole run sheet in its new order: known steps by `id`, new ones without. Opened steps stay as they are."""

    stages: list[RunSheetStep] = Field(max_length=MOST_STAGES)


class Doors(Expecting):
    locked: bool | None = None
    comments_paused: bool | None = None


@router.get("/sessions/{session}")
async def show_session(
    request: Request, session: str, who: Annotated[Who, Depends(may("look: console"))]
) -> dict[str, Any]:
    return await answer(request, await room_of(request, session))


@router.post("/sessions/{session}/start")
async def start_session(request: Request, session: str, who: Hosts, body: Expecting | None = None) -> dict[str, Any]:
    room = await room_of(request, session)
    await do(room, who, asking.StartSession(expected=expected(body)))
    return await answer(request, room)


@router.post("/sessions/{session}/finish")
async def finish_session(request: Request, session: str, who: Hosts, body: Expecting | None = None) -> dict[str, Any]:
    room = await room_of(request, session)
    await finish(room, who, expected(body))
    return await answer(request, room)


@router.post("/stages/{stage}/open")
async def open_stage(request: Request, stage: str, who: Hosts, body: Expecting | None = None) -> dict[str, Any]:
    room = await room_of_stage(request, stage)
    await open_in(request, room, stage, who, expected(body))
    return await answer(request, room)


@router.post("/stages/{stage}/close")
async def close_stage(request: Request, stage: str, who: Hosts, body: Expecting | None = None) -> dict[str, Any]:
    room = await room_of_stage(request, stage)
    await do(room, who, asking.CloseStage(stage, expected(body)))
    return await answer(request, room)


@router.post("/stages/{stage}/reveal")
async def reveal_stage(request: Request, stage: str, who: Hosts, body: Expecting | None = None) -> dict[str, Any]:
    """Shows a closed stage's results to everyone; answers once no answer under way can still count."""
    room = await room_of_stage(request, stage)
    await reveal_in(room, stage, who, expected(body))
    return await answer(request, room)


@router.post("/stages/{stage}/reopen")
async def reopen_stage(request: Request, stage: str, who: Hosts, body: Expecting | None = None) -> dict[str, Any]:
    room = await room_of_stage(request, stage)
    await do(room, who, asking.ReopenStage(stage, expected(body)))
    return await answer(request, room)


@router.post("/stages/{stage}/skip")
async def skip_stage(request: Request, stage: str, who: Hosts, body: Skipping | None = None) -> dict[str, Any]:
    """Leaves a step out; with `skip: false` brings it back."""
    room = await room_of_stage(request, stage)
    await do(room, who, asking.SkipStage(stage, expected(body), body.skip if body else True))
    return await answer(request, room)


@router.post("/stages/{stage}/pause")
async def pause_clock(request: Request, stage: str, who: Hosts, body: Expecting | None = None) -> dict[str, Any]:
    room = await room_of_stage(request, stage)
    await do(room, who, asking.PauseClock(stage, expected(body)))
    return await answer(request, room)


@router.post("/stages/{stage}/resume")
async def resume_clock(request: Request, stage: str, who: Hosts, body: Expecting | None = None) -> dict[str, Any]:
    room = await room_of_stage(request, stage)
    await do(room, who, asking.ResumeClock(stage, expected(body)))
    return await answer(request, room)


@router.post("/stages/{stage}/extend")
async def extend_clock(request: Request, stage: str, who: Hosts, body: Extension | None = None) -> dict[str, Any]:
    room = await room_of_stage(request, stage)
    body = body or Extension()
    await do(room, who, asking.ExtendClock(stage, body.expected_version, body.seconds))
    return await answer(request, room)


@router.post("/sessions/{session}/runsheet")
async def change_run_sheet(request: Request, session: str, who: Hosts, body: RunSheet) -> dict[str, Any]:
    """Adds, reorders, changes and takes out steps, also while the session runs."""
    room = await room_of(request, session)
    sheet = [_step_of(room, step) for step in body.stages]
    ideas = [idea.id for idea in await house_of(request).store.read(ideas_of, room.session.programme)]
    stages = stages_of(room.session, sheet, ideas)
    await do(room, who, asking.ChangeRunSheet("", body.expected_version, stages))
    return await answer(request, room)


def _step_of(room: Room, sent: RunSheetStep) -> dict[str, Any]:
    """A step as the run sheet takes it. Only steps of this session are named: another's id is never taken over."""
    if sent.id is not None and sent.id not in room.session.stages:
        raise Refusal("unknown_stage", "This step is not part of this workshop.", "id")
    return sent.model_dump()


@router.put("/sessions/{session}/other-ways")
async def set_other_ways(request: Request, session: str, who: Hosts, body: OtherWays) -> dict[str, str]:
    """How else people may take part. The join page says it; what is left out or empty is not offered."""
    await room_of(request, session)
    return await house_of(request).store.write(offer_other_ways, session, body.model_dump())


@router.post("/sessions/{session}/board")
async def change_board(request: Request, session: str, who: BoardHosts, body: BoardLook) -> dict[str, Any]:
    room = await room_of(request, session)
    changes = body.model_dump(exclude={"expected_version"}, exclude_none=True)
    if changes.get("pointing") == "":
        changes["pointing"] = None
    await do(room, who, asking.ChangeBoard("", body.expected_version, changes))
    return await answer(request, room)


@router.post("/sessions/{session}/doors")
async def set_doors(request: Request, session: str, who: BoardHosts, body: Doors) -> dict[str, Any]:
    """Locks the room to newcomers, or pauses comments for everyone."""
    room = await room_of(request, session)
    await do(room, who, asking.SetDoors("", body.expected_version, body.locked, body.comments_paused))
    return await answer(request, room)


@router.post("/sessions/{session}/people/{participant}/mute")
async def mute_person(
    request: Request,
    session: str,
    participant: str,
    who: Annotated[Who, Depends(may("host: people"))],
    body: Muting | None = None,
) -> dict[str, Any]:
    """Takes no more comments from this person; with `muted: false` takes them again."""
    room = await room_of(request, session)
    await do(room, who, asking.MutePerson(participant=participant, muted=body.muted if body else True))
    return await answer(request, room)


@router.post("/sessions/{session}/people/{participant}/remove")
async def remove_person(
    request: Request, session: str, participant: str, who: Annotated[Who, Depends(may("host: people"))]
) -> dict[str, Any]:
    room = await room_of(request, session)
    await room.ask(host(who), asking.RemoveAnswers(participant))
    return await answer(request, room)


async def room_of_stage(request: Request, stage: str) -> Room:
    session = await house_of(request).store.read(session_of_stage, stage)
    if session is None:
        raise Refusal("unknown_stage", "This step is not known here.")
    return await room_of(request, session)


def expected(body: Expecting | None) -> int | None:
    return body.expected_version if body else None
