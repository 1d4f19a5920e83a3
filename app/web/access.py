"""Who may do what: one list, asked on every route and by every socket action. What is not listed nobody may do."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from starlette.exceptions import WebSocketException
from starlette.requests import HTTPConnection

from app.domain.refusals import Refusal
from app.storage.accounts import role_of_token, signed_in_account
from app.storage.secrets import hash_of

from .house import House, house_of

NOBODY, PARTICIPANT, ORGANISER = "nobody", "participant", "organiser"
ANYBODY = frozenset({NOBODY, PARTICIPANT, ORGANISER})
ORGANISERS = frozenset({ORGANISER})
PARTICIPANTS = frozenset({PARTICIPANT})

RIGHTS: dict[str, frozenset[str]] = {
    # looking
    "look: front page": ANYBODY,
    "look: health": ANYBODY,
    "look: board": ANYBODY,
    "look: join page": ANYBODY,
    "look: own screen": ANYBODY,
    "look: published report": ANYBODY,
    "look: programmes": ORGANISERS,
    "look: console": ORGANISERS,
    "look: outcomes": ORGANISERS,
    "look: comments to check": ORGANISERS,
    "look: documentation": ORGANISERS,
    "look: metrics": ORGANISERS,
    "look: gallery": ANYBODY,
    # coming in
    "sign in": ANYBODY,
    "sign out": ANYBODY,
    "join": ANYBODY,
    # taking part
    "take part": PARTICIPANTS,
    "remove own answers": PARTICIPANTS,
    "use a receipt code": ANYBODY,
    # planning
    "plan: programme": ORGANISERS,
    "plan: ideas": ORGANISERS,
    "plan: session": ORGANISERS,
    # hosting
    "host: stages": ORGANISERS,
    "host: board": ORGANISERS,
    "host: comments": ORGANISERS,
    "host: people": ORGANISERS,
    "host: paper": ORGANISERS,
    "host: tables": ORGANISERS,
    "host: tickets": ORGANISERS,
    # afterwards
    "conclude: export": ORGANISERS,
    "conclude: publish": ORGANISERS,
}

NOT_ALLOWED = 1008

SIGNED_IN_COOKIE = "cg_signed_in"
DEVICE_COOKIE = "cg_device"


Gate = TypeVar("Gate", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Who:
    """Who asks: nobody known, a participant of one session, or an organiser. `by_token`: not by a cookie."""

    kind: str
    id: str = ""
    session: str = ""
    by_token: bool = False


def may(right: str) -> Callable[[HTTPConnection], Awaitable[Who]]:
    """A route's dependency: lets those through who have this right, and says who they are. Raises Refusal."""
    allowed = RIGHTS[right]

    async def gate(connection: HTTPConnection) -> Who:
        try:
            who = await identify(connection)
            if who.kind not in allowed:
                raise _refusal_for(who, connection)
        except Refusal:
            if connection.scope["type"] == "websocket":
                raise WebSocketException(NOT_ALLOWED) from None  # no page can be shown: 403 at the handshake
            raise
        return who

    return asking_for(right, gate)


def asking_for(right: str, gate: Gate) -> Gate:
    """Marks a door with the right it asks for: the test of the list reads it back from the routes."""
    vars(gate)["right"] = right
    return gate


def _refusal_for(who: Who, connection: HTTPConnection) -> Refusal:
    if who.kind == NOBODY:
        return Refusal("not_signed_in", "Please sign in first.")
    return Refusal("not_allowed", "This is not for you to do.")


async def identify(connection: HTTPConnection) -> Who:
    """Who this request comes from: by its token, else by its signed-in cookie. A wrong token is refused."""
    house = house_of(connection)
    header = connection.headers.get("authorization", "")
    if header:
        scheme, _, token = header.partition(" ")
        who = await who_has(house, token.strip()) if scheme.lower() == "bearer" else None
        if who is None:
            raise Refusal("not_signed_in", "This token is not known here, or no longer.")
        return who
    if cookie := connection.cookies.get(SIGNED_IN_COOKIE):
        account = await house.store.read(signed_in_account, hash_of(cookie), house.now())
        if account is not None:
            return Who(ORGANISER, account)
    return Who(NOBODY)


async def who_has(house: House, token: str) -> Who | None:
    """Whose token this is. A participant's names its session and person, so no database is asked."""
    if token.startswith("p."):
        return await _participant(house, token)
    role = await house.store.read(role_of_token, hash_of(token))
    return Who(ORGANISER, role[0], by_token=True) if role is not None and role[1] == ORGANISER else None


async def _participant(house: House, token: str) -> Who | None:
    named, _, mark = token.rpartition(".")
    parts = named.split(".")
    if len(parts) != 3 or not hmac.compare_digest(mark.encode(), mark_of(house.settings.key, named).encode()):
        return None
    room = await house.rooms.room(parts[1])
    if room is None or parts[2] not in room.session.people:
        return None
    return Who(PARTICIPANT, parts[2], parts[1], by_token=True)


def participant_token(key: bytes, session: str, person: str) -> str:
    """A participant's token: it names its session and person, and nobody makes one without the server's key."""
    named = f"p.{session}.{person}"
    return f"{named}.{mark_of(key, named)}"


def mark_of(key: bytes, named: str) -> str:
    return urlsafe_b64encode(hmac.new(key, named.encode(), "sha256").digest()).decode().rstrip("=")


async def participant_here(connection: HTTPConnection, session: str) -> Who | None:
    """The participant that this device is in that session, by its cookie."""
    device = connection.cookies.get(DEVICE_COOKIE)
    room = await house_of(connection).rooms.room(session) if device else None
    if device is None or room is None:
        return None
    person = room.session.devices.get(hash_of(device))
    return Who(PARTICIPANT, person, session) if person is not None else None
