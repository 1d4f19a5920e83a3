"""Closing the connections of those who may no longer look: who took their answers back, and who signed out."""

from __future__ import annotations

from app.domain.events import AnswersRemoved, Recorded
from app.live.room import Room
from app.live.rooms import Rooms

from .watching import Onlooker

NOT_ALLOWED = 1008


def show_out(room: Room, recorded: list[Recorded]) -> None:
    """A participant's connection ends with them; nobody else notices."""
    for one in recorded:
        if isinstance(one.event, AnswersRemoved):
            for seat in room.seats.of_person(one.event.participant):
                seat.close(NOT_ALLOWED)


def signed_out(rooms: Rooms, signed_in: bytes) -> None:
    """The consoles that this signing-in had opened close with it."""
    for room in rooms:
        for seat in room.seats.everyone():
            if isinstance(seat, Onlooker) and seat.signed_in == signed_in:
                seat.close(NOT_ALLOWED)
