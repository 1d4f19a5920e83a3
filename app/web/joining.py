"""Coming in, by whichever door: the code, the device, the person. Looking creates nothing; a POST does."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from app.actions.rehearsing import proof_of
from app.domain import asking
from app.domain.asking import Actor
from app.domain.communities import AHP
from app.domain.refusals import Refusal
from app.domain.session import ENDED
from app.live.room import Room
from app.storage.facts import professions
from app.storage.notices import notice_of
from app.storage.secrets import hash_of, new_id, new_receipt, new_secret, receipt_from, tidy_receipt
from app.storage.sessions import find_by_code

from .access import DEVICE_COOKIE, participant_token
from .codes import may_type_a_code, told_no_sooner, typed_a_wrong_code, typed_at
from .decoding import decode
from .house import house_of

DEVICE_LIFE = 400 * 86400
CODE_LENGTHS = range(6, 10)
SHORTEST_ID, LONGEST_ID = 16, 100


@dataclass(frozen=True, slots=True)
class Came:
    """Who came in. `receipt` only where one was made now."""

    participant: str
    room: Room
    token: str
    device: str
    receipt: str | None
    new: bool


async def room_by_code(request: Request, code: str) -> Room:
    """The room of a typed code (spaces ignored) or a QR code's secret.

    Raises Refusal unknown_code, or SlowDown where an address has typed too many wrong ones: for every code then, of
    whatever length, but for a QR code's secret that is right. An unknown and an ended session's code take the same
    path, so that time tells nothing.
    """
    house, code = house_of(request), "".join(code.split())
    typed = code.isdigit() and len(code) in CODE_LENGTHS
    if typed:
        typed_at(request)
        may_type_a_code(request)
    row = await house.store.read(find_by_code, code)
    room = await house.rooms.room(row.id) if row is not None else None
    if room is None:
        may_type_a_code(request)
        typed_a_wrong_code(request)
        await told_no_sooner(request)
        raise Refusal("unknown_code", "We do not know this code. Look at the board and try again.", "code")
    return room


async def come_in(
    request: Request, room: Room, community: str, profession: str | None, ticket: str | None, id: str = "",
    *, shared: str = "",
) -> Came:  # fmt: skip
    """Joins, or finds the participant that this device is already. Raises Refusal.

    `id` is made by the sender: where the answer to a join was lost, and the device's cookie with it, the same id
    again is the same device, and no second person. On a `shared` device ("shared", or "helped" where a
    host answers for somebody) everybody is a device of their own.
    """
    try:
        return await _come_in(request, room, community, profession, ticket, id, shared)
    except Refusal:
        await told_no_sooner(request)
        raise


async def _come_in(
    request: Request, room: Room, community: str, profession: str | None, ticket: str | None, id: str, shared: str
) -> Came:
    simulated = await _is_simulated(request, room)
    if room.session.phase == ENDED:
        raise Refusal("session_over", "This workshop has ended.", version=room.session.version)
    if id and not SHORTEST_ID <= len(id) <= LONGEST_ID:
        raise Refusal("bad_field", "An id is 16 to 100 characters that nobody can guess.", "id")
    receipt = receipt_from(_derived(request, room, "receipt", id)) if id else new_receipt()
    device = request.cookies.get(DEVICE_COOKIE) or (_derived(request, room, "device", id).hex() if id else new_secret())
    device = shared_device(request, room, receipt) if shared else device
    known = room.session.devices.get(hash_of(device))
    if known is not None:
        theirs = room.session.people[known].receipt == hash_of(receipt)
        return Came(known, room, token_of(request, room, known), device, receipt if theirs else None, False)
    if community == AHP and profession is not None and profession not in professions():
        raise Refusal("bad_field", "Choose one of the professions in the list.", "profession")
    person = new_id()
    action = asking.Join(
        person, community, profession, hash_of(device), hash_of(receipt), shared or "phone",
        ticket=ticket_known(room, ticket) if ticket else None, simulated=simulated,
    )  # fmt: skip
    await room.ask(Actor("participant", person), action)
    known = room.session.devices.get(hash_of(device), person)
    return Came(
        known, room, token_of(request, room, known), device, receipt if known == person else None, known == person
    )


async def must_be_in_force(request: Request, programme: str, version: str) -> None:
    """Raises Refusal moved_on where a form showed other words than the programme's notice now has.

    A form that names none is a program's: it tells its people itself.
    """
    notice = await house_of(request).store.read(notice_of, programme) if version else None
    if notice is not None and version != notice.version:
        raise Refusal("moved_on", "What we tell you about your answers has changed. Please read it again.", "notice")


def ticket_known(room: Room, typed: str) -> str:
    """The hash of a ticket as scanned, or as typed from the slip: letters in any case, with groups or without."""
    tidied = hash_of(tidy_receipt(typed)).hex()
    return tidied if tidied in room.session.tickets else hash_of(typed).hex()


def shared_device(request: Request, room: Room, receipt: str) -> str:
    """What a shared device is while this receipt's person holds it: so that the receipt brings them back to it."""
    return _derived(request, room, "shared device", receipt).hex()


async def _is_simulated(request: Request, room: Room) -> bool:
    """Whether a rehearsal of our own sends this person: the call then carries a proof in `simulated`.

    Raises Refusal not_allowed where the proof is wrong: nobody else makes people who do not count.
    """
    if not request.headers.get("content-type", "").startswith("application/json"):
        return False  # a form of the join page: those who come by it are people
    sent = decode(await request.body())
    proof = sent.get("simulated") if isinstance(sent, dict) else None
    if proof is None:
        return False
    expected = proof_of(house_of(request).settings.key, room.session.id)
    if not isinstance(proof, str) or not hmac.compare_digest(proof.encode("utf-8", "replace"), expected.encode()):
        raise Refusal("not_allowed", "This is not for you to do.")
    return True


def _derived(request: Request, room: Room, what: str, id: str) -> bytes:
    """A secret that only this server can make from a sender's id, the same each time."""
    named = f"{what}|{room.session.id}|{id}".encode("utf-8", "replace")
    return hmac.new(house_of(request).settings.key, named, "sha256").digest()[:24]


def token_of(request: Request, room: Room, person: str) -> str:
    """The participant's token: the same whenever this device asks."""
    return participant_token(house_of(request).settings.key, room.session.id, person)


def keep_device(request: Request, response: Response, device: str, *, lasting: bool = True) -> None:
    """The cookie that names this device: not the person, and nothing about them. Without `lasting` the browser
    forgets it when it is closed."""
    response.set_cookie(
        DEVICE_COOKIE, device, max_age=DEVICE_LIFE if lasting else None, httponly=True, samesite="lax",
        secure=request.url.scheme == "https",
    )  # fmt: skip
