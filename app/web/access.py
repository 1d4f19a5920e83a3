"""The one gate: every door asks here who comes and whether they may. What is not listed in `rights` nobody may do."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from starlette.exceptions import WebSocketException
from starlette.requests import HTTPConnection

from app.domain.refusals import Refusal
from app.storage.api_tokens import Bearer, bearer_of
from app.storage.belonging import OF, programme_of
from app.storage.memberships import Standing, signed_in_standing
from app.storage.passes import pass_of_cookie
from app.storage.rehearsals import rehearsal_row
from app.storage.secrets import hash_of
from app.storage.sessions import session_of_comment, session_of_stage, session_of_suggestion

from . import last_use
from .house import House, house_of
from .rights import ANYBODY, GUEST, HELPER, MEMBER, NOBODY, ONE_SESSION, ORGANISER, PARTICIPANT, RIGHTS, in_scope

NOT_ALLOWED = 1008

SIGNED_IN_COOKIE = "cg_signed_in"
DEVICE_COOKIE = "cg_device"
PASS_COOKIE = "cg_pass"


Gate = TypeVar("Gate", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Who:
    """Who asks: nobody known, a participant of one session, somebody with a pass for one, or somebody signed in.

    `by_token`: not by a cookie. `until`: when a pass or token ends, seconds since 1970. `account`: whose, where it is
    known. `roles`: {programme: what they are there}; None is an organiser everywhere. `scopes`: what a token may.
    """

    kind: str
    id: str = ""
    session: str = ""
    by_token: bool = False
    until: float | None = None
    account: str | None = None
    roles: Mapping[str, str] | None = None
    scopes: frozenset[str] | None = None

    def may(self, right: str) -> bool:
        """Whether they have this right, being what they are here."""
        return self.kind in RIGHTS[right] and in_scope(right, self.scopes)

    def role_in(self, programme: str) -> str | None:
        """What they are in a programme, where an address names none."""
        return ORGANISER if self.roles is None else self.roles.get(programme)

    def sees(self, programme: str) -> bool:
        """Whether a programme is among those that a list shows them."""
        return self.roles is None or programme in self.roles


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
    who = await _as_here(connection, await identify(connection))
    connection.state.who = who
    allowed = who.may(right)
    if allowed and who.kind in ONE_SESSION and RIGHTS[right] is not ANYBODY:
        allowed = await _is_of_the_pass(connection, who.session)
    if not allowed:
        raise _refusal_for(who)
    return who


async def _as_here(connection: HTTPConnection, who: Who) -> Who:
    """What a member is in the programme that this address names by whichever ids: all of them must be of the one."""
    if who.kind != MEMBER or who.roles is None:
        return who
    named = {what: str(id) for what, id in connection.path_params.items() if what in OF}
    programme = await house_of(connection).store.read(programme_of, named) if named else None
    return replace(who, kind=who.roles.get(programme, MEMBER)) if programme is not None else who


async def _is_of_the_pass(connection: HTTPConnection, session: str) -> bool:
    """Whether an address is about the session of a pass, or about its rehearsal."""
    meant = await _session_meant(connection)
    if meant is None or meant == session:
        return meant == session
    twin = await house_of(connection).store.read(rehearsal_row, meant)
    return twin is not None and twin.rehearsal_of == session


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


def _refusal_for(who: Who) -> Refusal:
    if who.kind == NOBODY:
        return Refusal("not_signed_in", "Please sign in first.")
    return Refusal("not_allowed", "This is not for you to do.")


async def identify(connection: HTTPConnection) -> Who:
    """Who this request comes from: by its token, its signed-in cookie or its pass. A wrong token is refused."""
    house = house_of(connection)
    if connection.headers.get("authorization", ""):
        who = await who_has(house, token_of(connection))
        if who is None:
            raise Refusal("not_signed_in", "This token is not known here, or no longer.")
        return who
    if cookie := connection.cookies.get(SIGNED_IN_COOKIE):
        standing = await house.store.read(signed_in_standing, hash_of(cookie), house.now())
        if standing is not None:
            house.seen.add(hash_of(cookie))
            return _signed_in(standing)
    return await _with_a_pass(connection, house) or Who(NOBODY)


def token_of(connection: HTTPConnection) -> str:
    """The token that a request brings; empty where it brings none, or something else."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _signed_in(standing: Standing) -> Who:
    kind, roles = (ORGANISER, None) if standing.everywhere else (MEMBER, standing.roles)
    return Who(kind, standing.account, account=standing.account, roles=roles)


async def _with_a_pass(connection: HTTPConnection, house: House) -> Who | None:
    cookie = connection.cookies.get(PASS_COOKIE)
    found = await house.store.read(pass_of_cookie, hash_of(cookie), house.now()) if cookie else None
    if found is None:
        return None
    kind = GUEST if found.role == "host" else HELPER
    return Who(kind, f"pass:{found.id}", found.session, until=found.expires_at)


def came_by(connection: HTTPConnection, who: Who) -> bytes:
    """The hash of the cookie or token that says who this is: a connection ends with it."""
    if who.by_token:
        return hash_of(token_of(connection))
    return hash_of(connection.cookies.get(PASS_COOKIE if who.kind in ONE_SESSION else SIGNED_IN_COOKIE, ""))


async def who_has(house: House, token: str) -> Who | None:
    """Whose token this is. A participant's names its session and person, so no database is asked."""
    if token.startswith("p."):
        return await _participant(house, token)
    bearer = await house.store.read(bearer_of, hash_of(token), house.now())
    if bearer is None:
        return None
    if bearer.stale:
        last_use.note(house, hash_of(token))
    return _by_token(bearer)


def _by_token(bearer: Bearer) -> Who:
    """A token may what its maker may, within its scopes; one for a single programme, only what they may there."""
    made_by = Who(ORGANISER, bearer.name) if bearer.standing is None else _signed_in(bearer.standing)
    who = replace(made_by, by_token=True, until=bearer.expires_at, scopes=bearer.scopes)
    if bearer.programme is None:
        return who
    role = ORGANISER if who.roles is None else who.roles.get(bearer.programme)
    return replace(who, kind=MEMBER, roles={} if role is None else {bearer.programme: role})


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
