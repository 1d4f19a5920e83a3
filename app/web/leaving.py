"""Closing the connections of those who may no longer look: who took their answers back, and who signed out."""

from __future__ import annotations

import asyncio
import logging

from app.domain.events import AnswersRemoved, Recorded
from app.live.room import Room
from app.live.rooms import Rooms
from app.storage.failures import may_pass
from app.storage.sign_ins import forget_ended, note_seen, still_good

from .house import House
from .watching import Onlooker

log = logging.getLogger(__name__)

NOT_ALLOWED = 1008
SIGNED_OUT = "out"
LOOK_EVERY, NOTE_EVERY = 1.0, 60
"""Seconds between looks at who may still look, and how many looks go by until it is noted who was seen."""


def show_out(room: Room, recorded: list[Recorded]) -> None:
    """A participant's connection ends with them; nobody else notices. Nothing recorded: the room was read again."""
    gone = {one.event.participant for one in recorded if isinstance(one.event, AnswersRemoved)}
    if not recorded:
        gone = {seat.person for seat in room.seats.everyone() if seat.person} - room.session.people.keys()
    for person in gone:
        for seat in room.presence.seats_of(person):
            seat.close(NOT_ALLOWED)


def signed_out(rooms: Rooms, signed_in: bytes) -> None:
    """The consoles that this signing-in had opened close with it, in every process."""
    _close_consoles(rooms, signed_in)
    rooms.bus.say(SIGNED_OUT, signed_in.hex())


def listen(rooms: Rooms) -> None:
    """Hears of those who signed out elsewhere."""
    rooms.on_word[SIGNED_OUT] = lambda what: _close_consoles(rooms, bytes.fromhex(what[0]))


async def look_after(house: House) -> None:
    """Closes consoles whose signing-in, pass or token is over, however it ended: by time, by another process, by the
    command line. Notes who was seen: an open console is a sign of life."""
    looks = 0
    while True:
        await asyncio.sleep(LOOK_EVERY)
        looks += 1
        try:
            await _look(house, note=looks % NOTE_EVERY == 0)
        except Exception as error:
            if not may_pass(error):
                raise
            log.warning("Could not look who is still signed in: %s", type(error).__name__)


async def _look(house: House, note: bool) -> None:
    watched = {seat.signed_in for room in house.rooms for seat in _consoles(room)}
    good = await house.store.read(still_good, watched, house.now()) if watched else set()
    for gone in watched - good:
        _close_consoles(house.rooms, gone)
    if note:
        seen, house.seen = house.seen | good, set()
        if seen:
            await house.store.write(note_seen, seen, house.now())
            await house.store.write(forget_ended, house.now())


def _close_consoles(rooms: Rooms, signed_in: bytes) -> None:
    for room in rooms:
        for seat in _consoles(room):
            if seat.signed_in == signed_in:
                seat.close(NOT_ALLOWED)


def _consoles(room: Room) -> list[Onlooker]:
    return [seat for seat in room.seats.everyone() if isinstance(seat, Onlooker) and seat.signed_in]
