"""The socket of a participant: a snapshot, then actions in and acks out, and word of every change."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import msgspec
from fastapi import APIRouter
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.domain import asking
from app.domain.asking import Actor
from app.domain.refusals import Refusal
from app.domain.session import Session
from app.live.answers import UNKNOWN
from app.live.lines import Lines
from app.live.room import Room
from app.live.rooms import Rooms
from app.live.seats import Audience, Seat
from app.live.turn import Answer, Asked
from app.screens.snapshot import snapshot, stage_face

from . import late
from .access import Who, participant_here, who_has
from .acks import ack_of
from .decoding import action_of, at_a_pace, decode
from .easy_pictures import Pictures
from .guard import is_ours
from .house import house_of
from .languages import language_of
from .pacing import Pace
from .phone import PicturesOf, phone_audience, phone_snapshot
from .rights import PARTICIPANT
from .wire import LARGEST_MESSAGE, Wire, frame

router = APIRouter()
HELLO_WITHIN = 10.0
MOST_IN_FLIGHT = 500
NOT_ALLOWED, TOO_BIG, TRY_AGAIN = 1008, 1009, 1013
PHONE_PAUSE = 0.5

_JSON = msgspec.json.Encoder()


@router.websocket("/api/v1/live")
async def live(socket: WebSocket) -> None:
    """A program says {"hello": TOKEN}; a browser, known by its cookie, {"hello": null, "session": id}."""
    origin = socket.headers.get("origin")
    if origin is not None and socket.headers.get("cookie") and not is_ours(socket, origin):
        await socket.close(NOT_ALLOWED)  # before it is accepted: 403 at the handshake
        return
    await socket.accept()
    hello = await _hello(socket)
    who = await _who(socket, hello) if hello is not None else None
    room = await house_of(socket).rooms.room(who.session) if who is not None else None
    if who is None or room is None or who.id not in room.session.people:
        with suppress(RuntimeError):  # it closed already: the first message was too big
            await socket.close(NOT_ALLOWED)
        return
    house, shown = house_of(socket), _shown(hello or {})
    pace = house.paces.of(who.id, house.settings.action_limit)
    if not pace.opens(room.now()):
        await socket.close(TRY_AGAIN)
        return
    pictures_of = partial(house.pictures.of, house.store)
    talk = Conversation(Wire(socket), house.rooms, room, who.id, shown, pace, language_of(socket), pictures_of)
    await talk.hold()


async def _hello(socket: WebSocket) -> dict[str, Any] | None:
    """The first message, if it is a hello and comes in time."""
    try:
        async with asyncio.timeout(HELLO_WITHIN):
            message = await socket.receive_text()
        hello = decode(message)
    except (TimeoutError, WebSocketDisconnect, KeyError, Refusal):
        return None
    return hello if isinstance(hello, dict) and "hello" in hello else None


async def _who(socket: WebSocket, hello: dict[str, Any]) -> Who | None:
    token, session = hello["hello"], hello.get("session")
    if isinstance(token, str):
        who = await who_has(house_of(socket), token)
        return who if who is not None and who.kind == PARTICIPANT else None
    if token is not None or not isinstance(session, str) or socket.headers.get("origin") is None:
        return None  # a cookie counts only from our own pages, and a page always names its origin
    return await participant_here(socket, session)


def _shown(hello: dict[str, Any]) -> frozenset[str] | None:
    """The marks of the parts that a page has already; None for a program, which is sent no pages."""
    if not hello.get("pages"):
        return None
    named = hello.get("shown")
    return frozenset(mark for mark in named if isinstance(mark, str)) if isinstance(named, list) else frozenset()


class Conversation:
    """One participant's connection, from its snapshot to its end. It is a seat of the room."""

    def __init__(
        self, wire: Wire, rooms: Rooms, room: Room, person: str, shown: frozenset[str] | None, pace: Pace,
        language: str, pictures_of: PicturesOf,
    ) -> None:  # fmt: skip
        self.person: str | None = person
        self._actor = Actor(PARTICIPANT, person)
        self._wire, self._rooms, self._room = wire, rooms, room
        self._in_flight = 0
        self._pace, self._resting, self._language = pace, 0, language
        self._shown, self._pictures_of = shown, pictures_of
        self._audience = PROGRAMS if shown is None else phone_audience(room, pictures_of, language)

    async def hold(self) -> None:
        pictures = await self._pictures_of(self._room.session) if self._shown is not None else {}
        session = self._room.session
        self._wire.write(frame(_JSON.encode({"snapshot": self._first(session, pictures)})))
        if self._room.sit(self, self._audience, self._audience.version(session)):
            self._rooms.say_here(self._room, self._actor.id)
        try:
            await self._wire.listen(self._hear)
        finally:
            self._room.rise(self, self._audience)

    def _first(self, session: Session, pictures: Pictures) -> dict[str, Any]:
        if self._shown is None:
            return snapshot(session, self._actor.id)
        return phone_snapshot(session, self._actor.id, self._room.now(), pictures, self._language, self._shown)

    # as a seat

    def offer(self, framed: bytes) -> bool:
        return self._wire.offer(framed)

    def when_clear(self, again: Callable[[], None]) -> None:
        self._wire.when_drained(again)

    def join(self, lines: Lines[Seat]) -> None:
        self._wire.join(self, lines)

    def rest(self, framed: bytes) -> None:
        self._wire.rest(framed)

    def close(self, code: int) -> None:
        self._wire.close(code)

    # as a listener

    def _hear(self, text: bytes) -> None:
        if len(text) > LARGEST_MESSAGE:
            self._wire.close(TOO_BIG)
            return
        arrived = self._room.now()
        try:
            sent = decode(text)
            if isinstance(sent, dict) and "pulse" in sent and "do" not in sent:
                self._wire.write(frame(_JSON.encode({"pulse": self._room.session.version})))
                self._slow_down(arrived)
                return
            id, action = action_of(sent)
            action = at_a_pace(action, self._pace.capacity)
        except Refusal as refusal:
            id, action = None, refusal
        self._in_flight += 1
        self._slow_down(arrived)
        self._room.submit(Asked(self._actor, id, action, arrived, lambda answer: self._answer(id, action, answer)))

    def _slow_down(self, now: float) -> None:
        """Reads no further while too much is under way, or for a while where somebody asks without end."""
        wait = self._pace.spend(now)
        if self._pace.exhausted(now):
            self._wire.close(NOT_ALLOWED)
        elif wait:
            self._resting += 1
            self._wire.hold_reading(True)
            asyncio.get_running_loop().call_later(wait, self._rested)
        elif self._in_flight >= MOST_IN_FLIGHT:
            self._wire.hold_reading(True)

    def _rested(self) -> None:
        self._resting -= 1
        self._read_on()

    def _read_on(self) -> None:
        if not self._resting and self._in_flight < MOST_IN_FLIGHT:
            self._wire.hold_reading(False)

    def _answer(self, id: str | None, action: asking.Action | Refusal, answer: Answer) -> None:
        self._in_flight -= 1
        late.note(self._rooms, self._room, self._actor.id, action, answer)
        if self._in_flight == MOST_IN_FLIGHT // 2:
            self._read_on()
        if answer is not UNKNOWN:
            self._wire.write(frame(_JSON.encode({"ack": ack_of(id, action, answer, self._language)})))


async def _changed(session: Session) -> bytes:
    stage = session.current_stage()
    return frame(
        _JSON.encode(
            {"changed": {"version": session.version, "state": session.phase, "stage": stage_face(session, stage)}}
        )
    )


PROGRAMS = Audience("programs", PHONE_PAUSE, lambda session: session.shown_version, _changed)
