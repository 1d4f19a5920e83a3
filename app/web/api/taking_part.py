"""Calls for participants: join, their own screen as data, and their actions."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.domain import asking
from app.domain.asking import Actor
from app.domain.refusals import Refusal
from app.live.answers import UNKNOWN, Unavailable
from app.live.room import Room
from app.live.turn import Answer, Asked
from app.screens.snapshot import snapshot
from app.storage.facts import professions
from app.storage.sessions import sessions_of_stages

from .. import late
from ..access import DEVICE_COOKIE, Who, identify, may, participant_here
from ..acks import ack_of
from ..codes import someone_joined
from ..decoding import action_of, at_a_pace, decode
from ..house import house_of, origin_of
from ..joining import come_in, keep_device, room_by_code
from ..languages import language_of
from ..rights import PARTICIPANT

router = APIRouter(tags=["Taking part"])
MOST_ACTIONS = 100
LONGEST_ID = 100
_ACTION = {"type": "object"}
_ACTIONS = {"oneOf": [_ACTION, {"type": "array", "items": _ACTION, "maxItems": MOST_ACTIONS}]}
_ONE_OR_MANY = {"requestBody": {"content": {"application/json": {"schema": _ACTIONS}}}}


class Joining(BaseModel):
    code: str
    community: str
    profession: str | None = None
    ticket: str | None = None
    simulated: Any = None
    """A proof that this server's own rehearsal sends this person; nobody else can make one."""
    id: str = ""
    """Made by the sender, 16 to 100 characters: the same again is the same participant, if an answer was lost."""


class Profile(BaseModel):
    """What is left out stays as it is; a profession goes with the community that it was chosen in."""

    community: str | None = None
    profession: str | None = None


@router.post("/join", status_code=201)
async def join(
    request: Request, response: Response, body: Joining, who: Annotated[Who, Depends(may("join"))]
) -> dict[str, Any]:
    """Comes in by the typed code or the QR code's secret. The same device, or the same id, again is the same
    participant, with 200."""
    room = await room_by_code(request, body.code)
    came = await come_in(request, room, body.community, body.profession, body.ticket, body.id)
    keep_device(request, response, came.device)
    if came.new:
        someone_joined(request)
    response.status_code = 201 if came.new else 200
    live = origin_of(request).replace("http", "ws", 1) + "/api/v1/live"
    return {
        "participant": came.participant,
        "token": came.token,
        "session": room.session.id,
        "live": live,
        "receipt": came.receipt,
    }


async def oneself(request: Request, session: Annotated[str | None, Query()] = None) -> tuple[Who, Room]:
    """Who asks, before anything they sent is looked at. Raises Refusal."""
    return await participant_of(request, session)


Oneself = Annotated[tuple[Who, Room], Depends(oneself)]


@router.get("/me")
async def me(here: Oneself) -> dict[str, Any]:
    """All that this person's screen needs; with a device cookie, `session` says in which session."""
    who, room = here
    return snapshot(room.session, who.id)


@router.patch("/me")
async def change_me(body: Profile, here: Oneself) -> dict[str, Any]:
    """Another community or profession, until the first answer; 409 afterwards."""
    who, room = here
    if body.profession is not None and body.profession not in professions():
        raise Refusal("bad_field", "Choose one of the professions in the list.", "profession")
    known = room.session.people.get(who.id)
    if known is None:
        raise Refusal("not_signed_in", "Please join again with the code.")
    community = known.community if body.community is None else body.community
    keeps = "profession" not in body.model_fields_set and community == known.community
    profession = known.profession if keeps else body.profession
    await room.ask(Actor(PARTICIPANT, who.id), asking.ChangeProfile(who.id, community, profession))
    return snapshot(room.session, who.id)


@router.delete("/me")
async def remove_me(here: Oneself) -> dict[str, Any]:
    """Takes back everything this person gave. Their token ends with it."""
    who, room = here
    await room.ask(Actor(PARTICIPANT, who.id), asking.RemoveAnswers(who.id))
    return {"removed": True, "version": room.session.version}


@router.post("/actions", openapi_extra=_ONE_OR_MANY)
async def actions(request: Request) -> Response:
    """One ACTION, or a list of up to 100, in order → an ack for each."""
    sent = decode(await request.body())
    if not isinstance(sent, dict | list):
        raise Refusal("malformed", "Send one action, or a list of them.")
    listed = sent if isinstance(sent, list) else [sent]
    if len(listed) > MOST_ACTIONS:
        raise Refusal("too_many", "Send up to {most} actions at a time.", most=MOST_ACTIONS)
    acks = await _take(request, await _who_acts(request, listed), listed)
    return JSONResponse({"acks": acks})


async def _take(request: Request, actors: list[tuple[Who, Room]], listed: list[Any]) -> list[dict[str, Any]]:
    """Puts actions in the queue in order and waits for all → their acks. Raises Unavailable."""
    house, language = house_of(request), language_of(request)
    read = [(id, at_a_pace(action, house.settings.action_limit)) for id, action in map(action_of, listed)]
    waiting = [_asked(room, who, id, action) for (who, room), (id, action) in zip(actors, read, strict=True)]
    answers = await asyncio.gather(*waiting)
    if any(answer is UNKNOWN for answer in answers):
        raise Unavailable
    for (who, room), (_, action), answer in zip(actors, read, answers, strict=True):
        late.note(house.rooms, room, who.id, action, answer)
    return [ack_of(id, action, answer, language) for (id, action), answer in zip(read, answers, strict=True)]


def _asked(room: Room, who: Who, id: str | None, action: asking.Action | Refusal) -> asyncio.Future[Answer]:
    future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()

    def answered(answer: Answer) -> None:
        if not future.done():
            future.set_result(answer)

    room.submit(Asked(Actor(PARTICIPANT, who.id), id, action, room.now(), answered))
    return future


async def _who_acts(request: Request, listed: list[Any]) -> list[tuple[Who, Room]]:
    """Who does each of these actions, in which room: with a token its participant. With a device cookie the action's
    stage decides; where it names none in which this device takes part, whoever does the first of the others.

    Raises Refusal where nobody takes part.
    """
    if request.headers.get("authorization"):
        return [await participant_of(request, None)] * len(listed)
    named = [a["stage"] if isinstance(a, dict) and _may_be_an_id(a.get("stage")) else "" for a in listed]
    known = await _actors_in(request, {stage for stage in named if stage})
    first = next((known[stage] for stage in named if stage in known), None)
    if first is None:
        raise Refusal("not_signed_in", "Please join with the code first.")
    return [known.get(stage, first) for stage in named]


def _may_be_an_id(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_ID and value.isascii() and value.isprintable()


async def _actors_in(request: Request, stages: set[str]) -> dict[str, tuple[Who, Room]]:
    """{stage: who this device is in its session, and the room}, of those in whose session it takes part."""
    if not stages or DEVICE_COOKIE not in request.cookies:
        return {}
    house = house_of(request)
    sessions = await house.store.read(sessions_of_stages, sorted(stages))
    actors = {}
    for session in set(sessions.values()):
        who = await participant_here(request, session)
        room = await house.rooms.room(session) if who is not None else None
        if who is not None and room is not None:
            actors[session] = (who, room)
    return {stage: actors[session] for stage, session in sessions.items() if session in actors}


async def participant_of(request: Request, session: str | None) -> tuple[Who, Room]:
    """Who takes part here, by token or by device cookie, and in which room. Raises Refusal."""
    if request.headers.get("authorization"):
        who = await identify(request)
        if who.kind != PARTICIPANT:
            raise Refusal("not_allowed", "This is for participants only.")
    else:
        here = await participant_here(request, session) if session else None
        if here is None:
            raise Refusal("not_signed_in", "Please join with the code first.")
        who = here
    room = await house_of(request).rooms.room(who.session)
    if room is None:
        raise Refusal("not_signed_in", "Please join with the code first.")
    return who, room
