"""A room: the live face of one running session. It takes turns, and shows what was saved. It does not know a vote."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from app.domain.applying import apply
from app.domain.asking import Action, Actor
from app.domain.deciding import next_due
from app.domain.events import Recorded
from app.domain.refusals import Refusal
from app.domain.session import Session
from app.storage.journal import FirstAnswer
from app.storage.sessions import read_session
from app.storage.store import Store

from .clock import Clock
from .seats import Seats
from .turn import Answer, Asked, Conclude, Turn, take_turn

log = logging.getLogger(__name__)

MOST_IN_A_TURN = 500
COME_BACK = 1012
OVER = 1000
CLOSES_WITHIN = 10.0
"""Seconds that a closing room waits for its last turn."""


class Unavailable(Exception):
    """Whether it was saved cannot be known: ask again with the same id."""


UNKNOWN = Refusal("unavailable", "We could not save this yet. Please try again.")
"""Not a no: it stands for Unavailable where answers are handed over by a call."""


def settle(future: asyncio.Future[FirstAnswer], answer: Answer) -> None:
    """Hands an answer to someone who waits for it."""
    if future.done():
        return
    if isinstance(answer, FirstAnswer):
        future.set_result(answer)
    else:
        future.set_exception(Unavailable() if answer is UNKNOWN else answer)


class Room:
    """`session` is the saved state, which screens and snapshots read; turns decide on a twin that runs ahead of it."""

    def __init__(self, session: Session, store: Store, clock: Clock, conclude: Conclude) -> None:
        self.session = session
        self.seats = Seats(lambda: self.session)
        self._ahead = session.copy()
        self._store, self._clock, self._conclude = store, clock, conclude
        self._waiting: deque[Asked] = deque()
        self._wake = asyncio.Event()
        self._fresh, self._turning = True, False
        self.turns = 0
        self.last_saved: float | None = None
        self._task = asyncio.get_running_loop().create_task(self._run(), name=f"room {session.id}")
        self.on_saved: list[Callable[[Room, list[Recorded]], None]] = []

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
        """Asks and waits for the answer. Raises Refusal, or Unavailable when nobody can know."""
        future: asyncio.Future[FirstAnswer] = asyncio.get_running_loop().create_future()
        self.submit(Asked(actor, id, action, self.now(), lambda answer: settle(future, answer)))
        return await future

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
            await self._take_turn()
            self._turning = False

    async def _take_turn(self) -> None:
        if not self._fresh:
            await self._read_again()
        batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_IN_A_TURN))]
        if self._waiting:
            self._wake.set()
        try:
            turn = await self._store.write(take_turn, self._ahead, batch, self.now(), self._conclude)
        except Exception as error:
            await self._turn_failed(batch, error)
        else:
            self._fold(turn)
            for asked, answer in zip(batch, turn.answers, strict=True):
                self._tell(asked.answer, answer)
            self._announce(turn)

    def _fold(self, turn: Turn) -> None:
        if turn.base is not None:
            self.session = turn.base
            self._fresh = False  # the twin that was read inside the turn is not ours: read again before the next
        for recorded in (*turn.caught_up, *turn.recorded):
            apply(self.session, recorded)
        self.turns += 1
        self.last_saved = self.now()

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
        """Nobody can know what was saved: say so to all, forget what ran ahead, and read again."""
        log.error("A turn of session %s failed: %s: %s", self.session.id, type(error).__name__, error)
        self._fresh = False
        for asked in batch:
            self._tell(asked.answer, UNKNOWN)
        await self.seats.close(COME_BACK)
        await self._read_again()
        self.seats.look_again()

    async def _read_again(self) -> None:
        while True:
            try:
                session = await self._store.read(read_session, self.session.id)
                break
            except Exception as error:
                log.warning("Session %s cannot be read yet: %s", self.session.id, error)
                while self._waiting:
                    self._tell(self._waiting.popleft().answer, UNKNOWN)
                await asyncio.sleep(0.5)
        if session is not None:
            self.session, self._ahead, self._fresh = session, session.copy(), True
