"""One simulated participant: joins, follows the workshop, answers what opens, comes back when cut off, and leaves."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from random import Random
from typing import Any

from websockets.exceptions import ConnectionClosed, WebSocketException

from .answers import Act, answers_to
from .doors import Asking, Door, Frame, Gone, call, line

OVER = (1000, 1008)
"""Codes with which a socket closes for good: the session is over, or this person is no longer part of it."""
THINKS, IDLES = (1.5, 8.0), 15.0
"""Seconds from one answer to the next, and between looks where nothing is to do."""
MOST_JITTER = 10.0


class TurnedAway(Exception):
    """The workshop does not let them in; the reason in the server's words."""


@dataclass(frozen=True, slots=True)
class Way:
    """How they come in: to which server, by which secret, with which proof. `pace` 2 is twice as fast as people."""

    url: str
    secret: str
    proof: str
    pace: float = 1.0


class Person:
    """`answers` counts what was saved. `by_socket` False: plain calls only."""

    def __init__(self, way: Way, dice: Random, community: str, profession: str | None, by_socket: bool) -> None:
        self._way, self._dice, self._by_socket = way, dice, by_socket
        self._who = {"community": community} | ({"profession": profession} if profession else {})
        self._token = ""
        self._asked: tuple[str, int | None] | None = None
        self._todo: deque[Act] = deque()
        self._behind, self._over = False, False
        self.answers = 0

    @property
    def is_in(self) -> bool:
        return bool(self._token)

    async def take_part(self) -> None:
        """Until the session ends or they are taken out of it. Raises TurnedAway."""
        await self._join()
        failures = 0
        while not self._over:
            try:
                async with self._door() as door:
                    await self._follow(door)
            except Gone:
                self._token, self._over = "", True
            except ConnectionClosed as closed:
                failures = 0
                self._over = closed.rcvd is not None and closed.rcvd.code in OVER
            except (OSError, WebSocketException):
                failures += 1
            await asyncio.sleep(0 if self._over else self._dice.random() * min(MOST_JITTER, 2.0**failures))

    async def leave(self, within: float) -> bool:
        """Takes back everything they gave, and themselves, trying for so many seconds → whether nothing of them is
        left, as far as is known."""
        until = asyncio.get_running_loop().time() + within
        while self._token and asyncio.get_running_loop().time() < until:
            try:
                reply = await call(self._way.url, "DELETE", "/me", self._token)
            except OSError:
                await asyncio.sleep(1)
                continue
            if reply.status in (200, 401):
                self._token = ""
            else:
                await asyncio.sleep(reply.retry_after)
        return not self._token

    async def _join(self) -> None:
        """The same id each time: whose answer was lost is still one person."""
        id = f"{self._dice.getrandbits(128):032x}"
        body: dict[str, Any] = {"code": self._way.secret, "simulated": self._way.proof, "id": id} | self._who
        while not self._token:
            try:
                reply = await call(self._way.url, "POST", "/join", body=body)
            except OSError:
                await asyncio.sleep(self._dice.uniform(1, 3))
                continue
            if reply.status in (200, 201):
                self._token = reply.body["token"]
            elif reply.status in (429, 503):
                await asyncio.sleep(reply.retry_after)
            else:
                raise TurnedAway(str((reply.body or {}).get("error", {}).get("message", reply.status)))

    def _door(self) -> AbstractAsyncContextManager[Door]:
        return line(self._way.url, self._token) if self._by_socket else _asking(self._way.url, self._token)

    async def _follow(self, door: Door) -> None:
        """Hears, and between what is heard does the next thing, once they have thought about it. What is sent stays
        the next thing until it is answered: the same id again changes nothing."""
        while not self._over:
            frame = await door.hear(self._dice.uniform(*THINKS) / self._way.pace if self._todo else IDLES)
            if frame is not None:
                self._hears(frame)
            elif self._todo:
                await door.send(self._todo[0])
            if self._behind:
                reply = await call(self._way.url, "GET", "/me", self._token)
                if reply.status == 401:
                    raise Gone
                if reply.status == 200:
                    self._sees(reply.body)

    def _hears(self, frame: Frame) -> None:
        if "snapshot" in frame:
            self._sees(frame["snapshot"])
        elif "changed" in frame:
            self._over, self._behind = frame["changed"]["state"] == "ended", True
        elif "ack" in frame and self._todo and self._todo[0]["id"] == frame["ack"]["id"]:
            self._todo.popleft()
            self.answers += bool(frame["ack"]["ok"])

    def _sees(self, snapshot: Frame) -> None:
        """A step that has opened is answered once, and again at another table; one that has closed is let go."""
        self._behind, self._over = False, snapshot["session"]["state"] == "ended"
        stage = snapshot["stage"]
        if stage is None or stage["state"] != "open":
            self._todo.clear()
        elif (asked := (stage["id"], (snapshot.get("table") or {}).get("table"))) != self._asked:
            self._asked, self._todo = asked, deque(answers_to(snapshot, self._dice))


@asynccontextmanager
async def _asking(url: str, token: str) -> AsyncIterator[Door]:
    yield Asking(url, token)
