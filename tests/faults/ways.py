"""The two ways of one line through the fault proxy, and what happens to it there."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from .weather import TEXT, Frame, Frames

if TYPE_CHECKING:
    from .proxy import Proxy

MOST_WAITING = 8 * 1024
"""Bytes that may wait here before the sender is not read any further: a slow line is felt at its other end."""
MOST_OVERTAKEN = 2.0
UPGRADE = re.compile(rb"\r\n(Upgrade|Connection): [^\r]*", re.IGNORECASE)


class Way(asyncio.Protocol):
    """One direction of a pair: what its end receives leaves at the other end, in order, when it is due."""

    def __init__(self, pair: Pair, to_client: bool) -> None:
        self.pair, self.to_client = pair, to_client
        self.transport: asyncio.Transport | None = None
        self.frames = Frames()
        self._due, self._waiting = 0.0, 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.pair.made()

    def connection_lost(self, exc: Exception | None) -> None:
        self.pair.lost(self)

    def data_received(self, data: bytes) -> None:
        for chunk in self.pair.allowed(self, data):
            self._pass_on(chunk)

    def shuffled(self, frame: Frame) -> Iterable[bytes]:
        """Lets a push overtake others: it comes up to two seconds late, and half of such pushes come now as well."""
        weather, dice = self.pair.proxy.weather, self.pair.proxy.dice
        if dice.random() >= weather.shuffles:
            return (frame.whole,)
        asyncio.get_running_loop().call_later(dice.random() * MOST_OVERTAKEN, self.pair.deliver, self, frame.whole)
        return (frame.whole,) if dice.random() < 0.5 else ()

    def hold(self, hold: bool) -> None:
        """Reads no more, or reads on."""
        if self.transport is not None and not self.transport.is_closing():
            (self.transport.pause_reading if hold else self.transport.resume_reading)()

    def _pass_on(self, chunk: bytes) -> None:
        loop, weather, dice = asyncio.get_running_loop(), self.pair.proxy.weather, self.pair.proxy.dice
        late = max(0.0, weather.delay + weather.spread * (2 * dice.random() - 1)) if weather.delay else 0.0
        if weather.loss and dice.random() < weather.loss:
            late += weather.resend
        due = max(self._due, loop.time() + late)
        if weather.rate and self.to_client:
            due = max(self._due, loop.time()) + len(chunk) / weather.rate
        if due <= loop.time() and not self._waiting:
            self.pair.deliver(self, chunk)
            return
        self._due, self._waiting = due, self._waiting + len(chunk)
        if self._waiting > MOST_WAITING:
            self.hold(True)
        loop.call_at(due, self._deliver, chunk)

    def _deliver(self, chunk: bytes) -> None:
        self._waiting -= len(chunk)
        self.pair.deliver(self, chunk)
        if self._waiting <= MOST_WAITING and not self.pair.dark:
            self.hold(False)


class Pair:
    """One client's connection and ours to the server. In the dark nothing passes, and nobody is told."""

    def __init__(self, proxy: Proxy) -> None:
        self.proxy = proxy
        self.dark = False
        self.upgraded = False
        self.early: list[bytes] = []
        """What came before there was a line to the server: some loops read on although they were asked to wait."""
        self.up, self.down = Way(self, to_client=False), Way(self, to_client=True)

    def made(self) -> None:
        if self.up.transport is None or self.down.transport is not None:
            return
        self.proxy.pairs.add(self)
        if self.proxy.dark:
            self.go_dark()
            return
        self.up.hold(True)
        task = asyncio.get_running_loop().create_task(self._connect())
        self.proxy.connecting.add(task)
        task.add_done_callback(self.proxy.connecting.discard)

    async def _connect(self) -> None:
        plain = socket.socket()
        plain.setblocking(False)
        if self.proxy.weather.rate:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, MOST_WAITING)
        loop = asyncio.get_running_loop()
        try:
            await loop.sock_connect(plain, ("127.0.0.1", self.proxy.server))
            await loop.create_connection(lambda: self.down, sock=plain)
        except OSError:
            plain.close()
            self.cut()
            return
        if self.proxy.dark:
            self.go_dark()
            return
        for chunk in self.early:
            self.deliver(self.up, chunk)
        self.up.hold(False)

    def allowed(self, way: Way, data: bytes) -> Iterable[bytes]:
        """What of this the weather lets through, in the order in which it goes on."""
        if self.dark:
            return ()
        if not way.frames.begun:
            return self._head(way, data)
        if not self.upgraded:
            return (data,)
        return [chunk for frame in way.frames.split(data) for chunk in self._frame(way, frame)]

    def _head(self, way: Way, data: bytes) -> list[bytes]:
        weather, head = self.proxy.weather, way.frames.head(data)
        if not head:
            return []
        if way.to_client:
            self.upgraded = b" 101 " in head.split(b"\r\n", 1)[0]
            if not self.upgraded and self.proxy.dice.random() < weather.eats:
                self.cut()
                return []
            if self.upgraded:
                return [head, *self.allowed(way, b"")]
        elif weather.no_sockets:
            head = UPGRADE.sub(b"", head)
        return [head + way.frames.rest()]

    def _frame(self, way: Way, frame: Frame) -> Iterable[bytes]:
        weather, dice = self.proxy.weather, self.proxy.dice
        if frame.opcode != TEXT:
            return (frame.whole,)
        if way.to_client:
            if frame.payload.startswith(b'{"ack"'):
                eaten = dice.random() < weather.eats
                self.proxy.eaten += eaten
                return () if eaten else (frame.whole,)
            return way.shuffled(frame) if weather.shuffles else (frame.whole,)
        twice = dice.random() < weather.repeats and b'"hello"' not in frame.payload
        self.proxy.repeated += twice
        return (frame.whole, frame.whole) if twice else (frame.whole,)

    def deliver(self, way: Way, chunk: bytes) -> None:
        other = self.up if way.to_client else self.down
        if self.dark:
            return
        if other.transport is None:
            self.early.append(chunk)
        elif not other.transport.is_closing():
            other.transport.write(chunk)

    def lost(self, way: Way) -> None:
        if not self.dark:
            self.cut()

    def go_dark(self) -> None:
        """From now on this line stands open and is dead, in both directions."""
        self.dark = True
        self.up.hold(True)
        self.down.hold(True)

    def cut(self) -> None:
        """Both ends are closed at once."""
        self.proxy.pairs.discard(self)
        for way in (self.up, self.down):
            if way.transport is not None:
                way.transport.abort()
