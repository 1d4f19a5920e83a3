"""The way between a browser and the server, which a test can cut, silence, slow down, or close to WebSockets."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

MOST = 65536


class Wifi:
    """Passes bytes on from a port of its own to the server's, in a thread of its own."""

    def __init__(self, server: int) -> None:
        self._server = server
        self._loop = asyncio.new_event_loop()
        self._passing = asyncio.Event()
        self._passing.set()
        self._lines: set[asyncio.StreamWriter] = set()
        self._down = False
        self._forgotten = 0
        self._listening: asyncio.Server | None = None
        self.sockets = True
        """Whether WebSockets get through."""
        self.delay = 0.0
        """Seconds that everything takes longer, each way."""
        self.opened = 0
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.port = self._do(self._listen)
        self.url = f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Ends every connection and lets none in."""
        self._do(self._cut)

    def silence(self) -> None:
        """Nothing gets through any more, and nobody is told: connections stay open."""
        self._do(self._hush)

    def forget(self) -> None:
        """Connections of now carry nothing more, without a word, as after a change of network; new ones do."""
        self._forgotten = self.opened

    def comes_back(self) -> None:
        """Connections are let in again. What was held back for longer is lost with its connection."""
        self._do(self._open)

    def stop(self) -> None:
        self._do(self._close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def _do(self, what: Callable[[], Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(what(), self._loop).result(10)

    async def _listen(self) -> int:
        self._listening = await asyncio.start_server(self._line, "127.0.0.1", 0)
        return int(self._listening.sockets[0].getsockname()[1])

    async def _cut(self) -> None:
        self._down = True
        for line in list(self._lines):
            line.transport.abort()

    async def _hush(self) -> None:
        self._passing.clear()

    async def _open(self) -> None:
        if not self._passing.is_set():
            await self._cut()
        self._passing.set()
        self._down = False

    async def _close(self) -> None:
        await self._cut()
        if self._listening is not None:
            self._listening.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _line(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._down:
            writer.transport.abort()
            return
        self.opened += 1
        number = self.opened
        self._lines.add(writer)
        there: asyncio.StreamWriter | None = None
        with suppress(OSError, asyncio.CancelledError):
            back, there = await asyncio.open_connection("127.0.0.1", self._server)
            self._lines.add(there)
            await asyncio.gather(self._pass(number, reader, there), self._pass(number, back, writer))
        for end in (writer, there):
            if end is not None:
                self._lines.discard(end)
                end.transport.abort()

    async def _pass(self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(MOST):
            if number <= self._forgotten:
                continue
            if not self.sockets and b"upgrade: websocket" in data.lower():
                raise ConnectionAbortedError
            await asyncio.sleep(self.delay)
            await self._passing.wait()
            writer.write(data)
            await writer.drain()
        raise ConnectionAbortedError


@contextmanager
def wifi(server: int) -> Iterator[Wifi]:
    """The way to the server on this port, closed when the block is left."""
    way = Wifi(server)
    try:
        yield way
    finally:
        way.stop()
