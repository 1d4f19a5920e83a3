"""Closing the connections of those who may no longer look: who took their answers back, and who signed out."""

from __future__ import annotations

from app.domain.events import AnswersRemoved, Recorded
from app.live.room import Room
from app.live.rooms import Rooms

from .watching import Onlooker

NOT_ALLOWED = 1008
SIGNED_OUT = "out"


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


def _close_consoles(rooms: Rooms, signed_in: bytes) -> None:
    for room in rooms:
        for seat in room.seats.everyone():
            if isinstance(seat, Onlooker) and seat.signed_in == signed_in:
                seat.close(NOT_ALLOWED)
