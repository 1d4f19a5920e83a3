"""Answers that came after the close, counted for the host, who can reopen. They were refused, so nothing stored tells
of them: they are counted as they are refused, in memory, and a restart forgets them. Phones list their own."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b
from weakref import WeakKeyDictionary

from app.domain import asking
from app.domain.refusals import Refusal
from app.domain.session import Session
from app.live.room import Room
from app.live.rooms import Rooms
from app.live.turn import Answer

MOST = 10_000
"""Answers that are told apart in one stage."""
WORD = "late"
_ANSWERS = asking.Vote | asking.PlaceDots | asking.Rate | asking.Rank | asking.Comment | asking.Suggest


@dataclass(slots=True)
class _Counted:
    """What a room has refused so. Counting begins anew with each closing of a stage."""

    ever: int = 0
    since: dict[str, float | None] = field(default_factory=dict)
    """stage → the closing that its marks are of."""
    marks: dict[str, set[str]] = field(default_factory=dict)
    """stage → a mark for each person and question, so that a retry counts once."""


_COUNTED: WeakKeyDictionary[Room, _Counted] = WeakKeyDictionary()


def listen(rooms: Rooms) -> None:
    """Counts what other processes refuse, too. A word that is lost leaves a count too low."""

    def heard(what: list[str]) -> None:
        room = rooms.here(what[0])
        if room is not None:
            _count(room, what[1], what[2])

    rooms.on_word[WORD] = heard


def note(rooms: Rooms, room: Room, person: str, action: object, answer: Answer) -> None:
    """Takes account of one refused answer; of anything else nothing is noted."""
    if not isinstance(answer, Refusal) or answer.code != "stage_closed" or not isinstance(action, _ANSWERS):
        return
    asked = "|".join((person, type(action).__name__, getattr(action, "idea", ""), getattr(action, "scale", "")))
    mark = blake2b(asked.encode(), digest_size=8, key=room.session.id.encode()[:64]).hexdigest()
    _count(room, action.stage, mark)
    rooms.bus.say(WORD, room.session.id, action.stage, mark)


def late_in(room: Room, session: Session) -> int:
    """How many answers came too late to the stage of now, since it closed."""
    stage, counted = session.current_stage(), _COUNTED.get(room)
    if stage is None or stage.closed_at is None or counted is None or counted.since.get(stage.id) != stage.closed_at:
        return 0
    return len(counted.marks[stage.id])


def late_ever(room: Room) -> int:
    """A number that grows with each: whoever shows the count looks again."""
    counted = _COUNTED.get(room)
    return counted.ever if counted else 0


def _count(room: Room, id: str, mark: str) -> None:
    stage = room.session.stages.get(id)
    if stage is None:
        return
    counted = _COUNTED.setdefault(room, _Counted())
    if counted.since.get(id, -1.0) != stage.closed_at:
        counted.since[id], counted.marks[id] = stage.closed_at, set()
    marks = counted.marks[id]
    if mark not in marks and len(marks) < MOST:
        marks.add(mark)
        counted.ever += 1
        room.seats.look_again()
