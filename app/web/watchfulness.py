"""Looking for what is odd in a session: only while a host looks, beside the room, from what the journal holds."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence

from sqlmodel import Session as Db
from starlette.requests import Request

from app.domain import events as e
from app.domain.asking import SetPeopleAside
from app.domain.integrity import Oddity, Paces, Traces, oddities_in, paces_in
from app.domain.refusals import Refusal
from app.domain.session import Session
from app.domain.stages import Stage
from app.live.room import Room
from app.screens.console_integrity import IntegrityScreen, integrity_screen
from app.storage.journal import of_kinds

from .house import House, house_of
from .lookouts import Lookout

A_PIECE, PIECES = 2_000, 10
"""Lines of the journal read at once, and how often for one look: the rest is read at the next."""
_KINDS = (e.Joined.kind, e.Answered.kind, e.StageOpened.kind)


async def integrity_of(request: Request, room: Room) -> IntegrityScreen:
    house = house_of(request)
    lookout, whole = await _look(house, room)
    return integrity_screen(room.session, lookout.odd, lookout.paces, house.limits.lately(house.now()), whole)


async def deciding_about(request: Request, room: Room, id: str, aside: bool) -> SetPeopleAside:
    """The deed about all whom an oddity is about as it stands now. Raises Refusal where it is there no more."""
    lookout, _ = await _look(house_of(request), room)
    found = next((odd for odd in lookout.odd if odd.id == id), None)
    if found is None:
        raise Refusal("moved_on", "This has changed meanwhile. Look again.", version=room.session.version)
    return SetPeopleAside(participants=found.people, aside=aside, reason=found.kind)


def counting_again(session: Session, reason: str) -> SetPeopleAside:
    """The deed that counts everybody again who was set aside for this reason."""
    people = tuple(person for person, why in session.aside.items() if why == reason)
    return SetPeopleAside(participants=people, aside=False, reason=reason)


async def _look(house: House, room: Room) -> tuple[Lookout, bool]:
    """The newest picture, and whether every answer so far is in it."""
    lookout = house.lookouts.of(room.session.id)
    async with lookout.turn:
        whole = await _read_on(house, room, lookout)
        seen = (room.session.version, lookout.traces.number)
        if lookout.seen != seen:
            stages, phones, decided = _what_counts(room.session)
            lookout.odd, lookout.paces = await asyncio.to_thread(_made, lookout.traces, stages, phones, decided)
            lookout.seen = seen
    return lookout, whole


async def _read_on(house: House, room: Room, lookout: Lookout) -> bool:
    for _ in range(PIECES):
        if await house.store.read(_note_more, room.session.id, lookout.traces) < A_PIECE:
            return True
    return False


def _note_more(db: Db, session: str, traces: Traces) -> int:
    """Reads one piece further, in the reader's own thread → how many lines there were."""
    lines = of_kinds(db, session, _KINDS, traces.number, A_PIECE)
    traces.note((number, at, event) for number, at, _, event in lines)
    return len(lines)


def _what_counts(session: Session) -> tuple[list[Stage], set[str], set[str]]:
    """The stages as they are now, the phones to look at, and those about whom a host has decided."""
    phones = {person.id for person in session.people.values() if person.channel == "phone" and not person.simulated}
    return list(session.stages.values()), phones, session.aside.keys() | session.kept_in


def _made(
    traces: Traces, stages: Sequence[Stage], phones: Collection[str], decided: Collection[str]
) -> tuple[list[Oddity], Paces]:
    traces.forget_all_but(phones)
    return oddities_in(traces, stages, phones, decided), paces_in(traces, phones)
