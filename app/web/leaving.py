"""Closing the connections of people who have taken their answers back, or were removed."""

from __future__ import annotations

from app.domain.events import AnswersRemoved, Recorded
from app.live.room import Room

NOT_ALLOWED = 1008


def show_out(room: Room, recorded: list[Recorded]) -> None:
    """Their connection ends with them; nobody else notices."""
    for one in recorded:
        if isinstance(one.event, AnswersRemoved):
            for seat in room.seats.of_person(one.event.participant):
                seat.close(NOT_ALLOWED)
