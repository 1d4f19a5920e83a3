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
from app.storage.passes import pass_of_cookie
from app.storage.secrets import hash_of
from app.storage.sessions import session_of_comment, session_of_stage, session_of_suggestion

from .house import House, house_of

NOBODY, PARTICIPANT, HELPER, HOST, ORGANISER = "nobody", "participant", "helper", "host", "organiser"
ANYBODY = frozenset({NOBODY, PARTICIPANT, HELPER, HOST, ORGANISER})
ORGANISERS = frozenset({ORGANISER})
HOSTS = frozenset({HOST, ORGANISER})
HELPERS = frozenset({HELPER, HOST, ORGANISER})
PARTICIPANTS = frozenset({PARTICIPANT})
ONE_SESSION = frozenset({HELPER, HOST})
"""Those who came by a pass: what they may do, they may do in its session alone."""

RIGHTS: dict[str, frozenset[str]] = {
    # looking
    "look: front page": ANYBODY,
    "look: health": ANYBODY,
    "look: board": ANYBODY,
    "look: join page": ANYBODY,
    "look: own screen": ANYBODY,
    "look: published report": ANYBODY,
    "look: programmes": ORGANISERS,
    "look: console": HOSTS,
    "look: outcomes": HOSTS,
    "look: comments to check": HELPERS,
    "look: documentation": ORGANISERS,
    "look: metrics": ORGANISERS,
    "look: gallery": ANYBODY,
    # coming in
    "sign in": ANYBODY,
    "sign out": ANYBODY,
    "use a pass": ANYBODY,
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
    "host: stages": HOSTS,
    "host: board": HOSTS,
    "host: comments": HELPERS,
    "host: people": HOSTS,
    "host: paper": HELPERS,
    "host: tables": HELPERS,
    "host: tickets": HOSTS,
    "host: helpers": HOSTS,
    # afterwards
    "conclude: export": ORGANISERS,
    "conclude: publish": ORGANISERS,
}

NOT_ALLOWED = 1008

SIGNED_IN_COOKIE = "cg_signed_in"
DEVICE_COOKIE = "cg_device"
PASS_COOKIE = "cg_pass"


Gate = TypeVar("Gate", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Who:
    """Who asks: nobody known, a participant of one session, somebody with a pass for one, or an organiser.

    `by_token`: not by a cookie. `until`: when a pass ends, seconds since 1970.
    """

    kind: str
    id: str = ""
    session: str = ""
    by_token: bool = False
    until: float | None = None


def may(right: str) -> Callable[[HTTPConnection], Awaitable[Who]]:
    """A route's dependency: lets those through who have this right, and says who they are. Raises Refusal."""
    assert right in RIGHTS, right

    async def gate(connection: HTTPConnection) -> Who:
        try:
            return await must(connection, right)
        except Refusal:
            if connection.scope["type"] == "websocket":
                raise WebSocketException(NOT_ALLOWED) from None  # no page can be shown: 403 at the handshake
            raise

    return asking_for(right, gate)


async def must(connection: HTTPConnection, right: str) -> Who:
    """Who asks, if they have this right at this address. Raises Refusal."""
    who = await identify(connection)
    allowed = who.kind in RIGHTS[right]
    if allowed and who.kind in ONE_SESSION and RIGHTS[right] is not ANYBODY:
        allowed = await _session_meant(connection) == who.session
    if not allowed:
        raise _refusal_for(who, connection)
    return who


async def _session_meant(connection: HTTPConnection) -> str | None:
    """The session that an address is about, by whichever id it names; None where it is about none."""
    named = connection.path_params
    if "session" in named:
        return str(named["session"])
    for what, question in _SESSION_OF.items():
        if what in named:
            return await house_of(connection).store.read(question, str(named[what]))
    return None


_SESSION_OF = {"stage": session_of_stage, "comment": session_of_comment, "suggestion": session_of_suggestion}


def asking_for(right: str, gate: Gate) -> Gate:
    """Marks a door with the right it asks for: the test of the list reads it back from the routes."""
    vars(gate)["right"] = right
    return gate


def _refusal_for(who: Who, connection: HTTPConnection) -> Refusal:
    if who.kind == NOBODY:
        return Refusal("not_signed_in", "Please sign in first.")
    return Refusal("not_allowed", "This is not for you to do.")


async def identify(connection: HTTPConnection) -> Who:
    """Who this request comes from: by its token, its signed-in cookie or its pass. A wrong token is refused."""
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
    return await _with_a_pass(connection, house) or Who(NOBODY)


async def _with_a_pass(connection: HTTPConnection, house: House) -> Who | None:
    cookie = connection.cookies.get(PASS_COOKIE)
    found = await house.store.read(pass_of_cookie, hash_of(cookie), house.now()) if cookie else None
    if found is None:
        return None
    return Who(HOST if found.role == HOST else HELPER, f"pass:{found.id}", found.session, until=found.expires_at)


def came_by(connection: HTTPConnection, who: Who) -> bytes:
    """The hash of the cookie that says who this is: a connection ends with it."""
    return hash_of(connection.cookies.get(PASS_COOKIE if who.kind in ONE_SESSION else SIGNED_IN_COOKIE, ""))


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
