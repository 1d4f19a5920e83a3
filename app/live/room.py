"""A room: the live face of one running session. It takes turns, and shows what was saved. It does not know a vote."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from app.domain.applying import apply
from app.domain.asking import Action, Actor
from app.domain.deciding import next_due
from app.domain.events import Recorded
from app.domain.refusals import CONFLICTS, Refusal
from app.domain.session import Session
from app.storage.failures import may_pass
from app.storage.journal import FirstAnswer, since
from app.storage.sessions import read_session
from app.storage.store import Store

from .answers import OUR_FAULT, UNKNOWN, Taken, settle
from .clock import Clock
from .presence import Presence
from .seats import Audience, Seat, Seats
from .turn import Asked, Conclude, Turn, take_turn
from .waiters import Waiters

log = logging.getLogger(__name__)

MOST_IN_A_TURN = 500
COME_BACK = 1012
OVER = 1000
CLOSES_WITHIN = 10.0
"""Seconds that a closing room waits for its last turn."""
AFTER_A_FAILURE = 0.5


class Room:
    """`session` is the saved state, which screens and snapshots read; turns decide on a twin that runs ahead of it."""

    def __init__(self, session: Session, store: Store, clock: Clock, conclude: Conclude) -> None:
        self.session = session
        self.seats = Seats(lambda: self.session)
        self._ahead = session.copy()
        self._store, self._clock, self._conclude = store, clock, conclude
        self.presence = Presence(clock.now)
        self._waiting: deque[Asked] = deque()
        self._wake = asyncio.Event()
        self._fresh, self._turning = True, False
        self._heard_of = session.version
        """The highest number that another process is known to have saved."""
        self._singly = 0
        """How many of those waiting take a turn each, because together they failed."""
        self._waiters = Waiters()
        self.saving = True
        """Whether the last turn could be saved."""
        self._failures, self._noted = 0, float("-inf")
        self.last_saved: float | None = None
        self._task = asyncio.get_running_loop().create_task(self._run(), name=f"room {session.id}")
        self.on_saved: list[Callable[[Room, list[Recorded]], None]] = []
        self.on_turn: list[Callable[[Room, Taken], None]] = []

    @property
    def idle(self) -> bool:
        return not self._waiting and not len(self.seats)

    def now(self) -> float:
        return self._clock.now()

    def submit(self, asked: Asked) -> None:
        """Puts an action in the queue. It is answered when its turn is saved; nothing is forgotten on the way."""
        self._waiting.append(asked)
        self._wake.set()

    async def ask(self, actor: Actor, action: Action, id: str | None = None) -> FirstAnswer:
        """Asks and waits for the answer. Raises Refusal, with the session's version in a conflict, or Unavailable when
        nobody can know."""
        future: asyncio.Future[FirstAnswer] = asyncio.get_running_loop().create_future()
        self.submit(Asked(actor, id, action, self.now(), lambda answer: settle(future, answer)))
        try:
            return await future
        except Refusal as refusal:
            if refusal.code in CONFLICTS:
                refusal.version = self.session.version
            raise

    @property
    def waiting(self) -> int:
        """How many actions wait for their turn."""
        return len(self._waiting)

    @property
    def behind(self) -> int:
        """How many events are known to be saved elsewhere that are not shown here yet."""
        return max(0, self._heard_of - self.session.version)

    def sit(self, seat: Seat, audience: Audience, seen: int) -> bool:
        """A new connection that was shown the state at version `seen` → whether it is its person's only one."""
        self.seats.take(seat, audience, seen)
        return self.presence.came(seat)

    def rise(self, seat: Seat, audience: Audience) -> None:
        self.seats.leave(seat, audience)
        self.presence.left(seat)

    def heard(self, version: int) -> None:
        """Another process says, or the database, that the session is at this number."""
        if version > max(self._heard_of, self.session.version):
            self._heard_of = version
            self._wake.set()

    async def reach(self, version: int) -> None:
        """Waits until the saved state shown here is at least that new."""
        if version > self.session.version:
            self.heard(version)
            await self._waiters.wait_for(version)

    def tick(self) -> None:
        """Looks at the clock: a stage whose time is up closes in a turn of its own."""
        when = next_due(self.session)
        if when is not None and when <= self.now():
            self._wake.set()

    def over(self, seconds: float) -> bool:
        """Whether the session ended at least so long ago."""
        return self.session.ended_at is not None and self.now() - self.session.ended_at >= seconds

    async def close(self, code: int = COME_BACK) -> None:
        """Ends the room in this process. What waits is answered first, if the database answers."""
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSES_WITHIN):
                while (self._waiting or self._turning) and not self._task.done():
                    await asyncio.sleep(0.01)
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task
        await self.seats.close(code)

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            self._turning = True
            try:
                await self._go_on()
            except Exception:
                log.exception("Session %s is read again", self.session.id)
                self._fresh = False
                await asyncio.sleep(AFTER_A_FAILURE)
                self._wake.set()
            self._turning = False

    async def _go_on(self) -> None:
        if not self._fresh:
            await self._read_again()
        if self._waiting or self._is_due():
            await self._take_turn()
        elif self._heard_of > self.session.version:
            await self._follow()

    def _is_due(self) -> bool:
        when = next_due(self.session)
        return when is not None and when <= self.now()

    def _batch(self) -> list[Asked]:
        """Those whose turn it is now: at most 500, or one where together they failed."""
        size = min(len(self._waiting), 1 if self._singly else MOST_IN_A_TURN)
        self._singly -= bool(self._singly)
        batch = [self._waiting.popleft() for _ in range(size)]
        if self._waiting:
            self._wake.set()
        return batch

    async def _take_turn(self) -> None:
        batch, begun = self._batch(), time.perf_counter()
        try:
            turn = await self._store.write(take_turn, self._ahead, batch, self.now(), self._conclude)
        except Exception as error:
            await self._turn_failed(batch, error)
            self._told(Taken(len(batch), 0, time.perf_counter() - begun, 0.0, False))
            return
        self.saving = True
        self._fold(turn)
        for asked, answer in zip(batch, turn.answers, strict=True):
            self._tell(asked.answer, answer)
        self._announce(turn)
        waited = self.now() - min((asked.arrived for asked in batch), default=self.now())
        self._told(Taken(len(batch), len(turn.recorded), time.perf_counter() - begun, waited, True))

    def _told(self, taken: Taken) -> None:
        for tell in self.on_turn:
            self._tell(tell, self, taken)

    async def _follow(self) -> None:
        """Folds in what another process saved, where nobody here asks for a turn of their own."""
        try:
            events = await self._store.read(since, self.session.id, self._ahead.version)
        except Exception as error:
            log.warning("Session %s cannot be followed yet: %s", self.session.id, error)
            await asyncio.sleep(AFTER_A_FAILURE)
            self._wake.set()
            return
        if events is None:
            self._fresh = False
            self._wake.set()
            return
        for recorded in events:
            apply(self._ahead, recorded)
        self._heard_of = max(self._heard_of, self._ahead.version) if events else self.session.version
        turn = Turn(caught_up=events)
        self._fold(turn)
        self._announce(turn)

    def _fold(self, turn: Turn) -> None:
        if turn.base is not None:
            self.session = turn.base
            self._fresh = False  # the twin that was read inside the turn is not ours: read again before the next
        for recorded in (*turn.caught_up, *turn.recorded):
            apply(self.session, recorded)
        if turn.recorded:
            self.last_saved = self.now()
        self._waiters.reached(self.session.version)

    def _announce(self, turn: Turn) -> None:
        if turn.recorded or turn.caught_up or turn.base:
            self.seats.look_again()
            for tell in self.on_saved:
                self._tell(tell, self, [*turn.caught_up, *turn.recorded])

    def _tell(self, listener: Callable[..., None], *what: object) -> None:
        """What goes wrong in one listener is theirs alone: the room goes on."""
        try:
            listener(*what)
        except Exception:
            log.exception("Somebody in session %s could not be told", self.session.id)

    async def _turn_failed(self, batch: list[Asked], error: Exception) -> None:
        """Where it may pass, nobody can know what was saved: those who asked come back, and the room reads again.
        Where one action is at fault nothing was saved: each takes a turn alone, and only the culprit is refused."""
        self._note_failure(error)
        self._fresh = False
        self._wake.set()
        if not may_pass(error):
            if len(batch) > 1:
                self._waiting.extendleft(reversed(batch))
                self._singly += len(batch)
            for asked in batch if len(batch) == 1 else []:
                self._tell(asked.answer, OUR_FAULT)
            if not batch:
                await asyncio.sleep(AFTER_A_FAILURE)
            return
        self.saving = False
        self._ask_to_come_back(batch)
        await self._read_again()

    def _note_failure(self, error: Exception) -> None:
        """At most a line a second: a full disk fails every turn of a hall."""
        self._failures += 1
        if self.now() - self._noted >= 1.0:
            what = (self.session.id, self._failures, type(error).__name__, error)
            log.error("Turns of session %s failed, %d since the last line: %s: %s", *what)
            self._noted, self._failures = self.now(), 0

    def _ask_to_come_back(self, batch: list[Asked]) -> None:
        """Nobody can know what became of these: their connections end, and the same ids find out on the next. What
        the same people asked since comes again too, and after it: an older answer never takes the place of a newer."""
        people = {asked.actor.id for asked in batch}
        since = [asked for asked in self._waiting if asked.actor.id in people]
        self._waiting = deque(asked for asked in self._waiting if asked.actor.id not in people)
        self._singly = min(self._singly, len(self._waiting))
        for asked in (*batch, *since):
            self._tell(asked.answer, UNKNOWN)
        for person in people:
            for seat in self.presence.seats_of(person):
                seat.close(COME_BACK)

    async def _read_again(self) -> None:
        while True:
            try:
                session = await self._store.read(read_session, self.session.id)
                break
            except Exception as error:
                log.warning("Session %s cannot be read yet: %s", self.session.id, error)
                batch = list(self._waiting)
                self._waiting.clear()
                self._ask_to_come_back(batch)
                await asyncio.sleep(AFTER_A_FAILURE)
        self._fresh = True
        if session is None:
            return
        self.session, self._ahead = session, session.copy()
        self._heard_of = session.version
        self._waiters.reached(self.session.version)
        self.seats.look_again()
        for tell in self.on_saved:
            self._tell(tell, self, [])
