"""One turn of a room: everyone who is waiting is judged, saved in one transaction, and only then answered."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session as Db

from app.domain.applying import apply
from app.domain.asking import Action, Actor
from app.domain.deciding import decide, due
from app.domain.events import Event, Recorded
from app.domain.refusals import Refusal
from app.domain.session import Session
from app.storage import journal
from app.storage.audit import record_turn
from app.storage.journal import Entry, FirstAnswer
from app.storage.passes import record_deeds
from app.storage.saving import save_events
from app.storage.sessions import lock_session, read_session, save_session_row

log = logging.getLogger(__name__)

Answer = FirstAnswer | Refusal


@dataclass(slots=True)
class Asked:
    """An action waiting for its turn. `answer` is called once, on the event loop, with what became of it.

    `action` may already be a refusal: it then only keeps its place in the order.
    """

    actor: Actor
    id: str | None
    action: Action | Refusal
    arrived: float
    answer: Callable[[Answer], None]


@dataclass(slots=True)
class Turn:
    """What a turn came to: the saved events, an answer for each that asked, in order."""

    recorded: list[Recorded] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    base: Session | None = None
    """The state to fold the events into, where this process had fallen behind too far to follow by events."""
    caught_up: list[Recorded] = field(default_factory=list)
    """Events of other processes, folded in before our own."""


Conclude = Callable[[Db, Session, Sequence[Recorded]], None]
"""What else is saved with a turn once a session has finished: its outcome, in the same transaction."""


class Gone(Exception):
    """The session is not in the database."""


def take_turn(db: Db, ahead: Session, waiting: Sequence[Asked], now: float, conclude: Conclude) -> Turn:
    """Judges and saves all that waits, in order, inside the caller's transaction. Changes `ahead`, which is then
    only good if the transaction commits. Raises Gone."""
    locked = lock_session(db, ahead.id)
    if locked is None:
        raise Gone(ahead.id)
    version, salt, chain = locked
    turn = Turn()
    ahead = _catch_up(db, ahead, version, turn)
    keys = [_key(salt, asked) for asked in waiting]
    known = journal.first_answers(db, [key for key in keys if key is not None])
    entries: list[Entry] = []
    whose: list[tuple[str, Recorded]] = []

    def happen(event: Event, content: bytes, key: bytes | None) -> FirstAnswer:
        recorded = Recorded(ahead.version + 1, now, event)
        apply(ahead, recorded)
        entries.append(Entry(recorded, content, key or secrets.token_bytes(16), event.made))
        return FirstAnswer(recorded.number, event.made)

    for event in due(ahead, now):
        happen(event, journal.content_of(event), None)
    for asked, key in zip(waiting, keys, strict=True):
        answer: Answer | None = known.get(key) if key is not None else None
        if answer is None:
            before = len(entries)
            answer = _judge(ahead, asked, now, key, happen)
            whose += [(asked.actor.id, entry.recorded) for entry in entries[before:]]
            if key is not None and isinstance(answer, FirstAnswer):
                known[key] = answer
        turn.answers.append(answer)
    turn.recorded = [entry.recorded for entry in entries]
    if entries:
        chain = journal.append(db, ahead.id, chain, entries)
        save_events(db, ahead, turn.recorded)
        save_session_row(db, ahead, chain)
        record_deeds(db, ahead.id, whose)
        if not ahead.rehearsal:
            record_turn(db, ahead.id, ahead.programme, whose)
        conclude(db, ahead, turn.recorded)
    return turn


def _key(salt: bytes, asked: Asked) -> bytes | None:
    if asked.id is None or isinstance(asked.action, Refusal):
        return None
    return journal.key_of(salt, "" if asked.action.from_anybody else asked.actor.id, asked.id)


def _catch_up(db: Db, ahead: Session, version: int, turn: Turn) -> Session:
    """Follows what other processes did since our last turn."""
    if version == ahead.version:
        return ahead
    events = journal.since(db, ahead.id, ahead.version)
    if events is None:
        fresh = read_session(db, ahead.id)
        if fresh is None:
            raise Gone(ahead.id)
        turn.base = fresh.copy()
        return fresh
    for recorded in events:
        apply(ahead, recorded)
    turn.caught_up = events
    return ahead


def _judge(
    ahead: Session,
    asked: Asked,
    now: float,
    key: bytes | None,
    happen: Callable[[Event, bytes, bytes | None], FirstAnswer],
) -> Answer:
    if isinstance(asked.action, Refusal):
        return asked.action
    try:
        event = decide(ahead, asked.actor, asked.action, min(asked.arrived, now), now)
        content = journal.content_of(event) if event is not None else b""
    except Refusal as refusal:
        return refusal
    except Exception:
        log.exception("An action could not be judged: %s", type(asked.action).__name__)
        return Refusal("busy", "Something went wrong on our side. Please try again.")
    if event is None:
        return FirstAnswer(ahead.version, None)
    return happen(event, content, key)
