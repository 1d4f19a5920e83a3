"""A cheap crowd: raw WebSocket clients that cost the machine little beside the server they load."""

from __future__ import annotations

import asyncio
import base64
import os
from collections.abc import Callable
from typing import cast
from urllib.parse import urlsplit

TextHandler = Callable[[bytes], None]


def masked(text: bytes) -> bytes:
    """A client's text frame. The mask is zero: the server undoes it all the same, and we need not."""
    size = len(text)
    if size < 126:
        return bytes((0x81, 0x80 | size)) + b"\0\0\0\0" + text
    return b"\x81\xfe" + size.to_bytes(2, "big") + b"\0\0\0\0" + text


class Client(asyncio.Protocol):
    """One connection. Texts go to `hear`; pings are answered; `closed` is set at the end."""

    def __init__(self, path: str, host: str, headers: str = "") -> None:
        self._request = (
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\n"
            f"Sec-WebSocket-Version: 13\r\n{headers}\r\n"
        ).encode()
        self._buffer = b""
        self._upgraded = False
        self.extensions = b""
        """What the server agreed to beyond the plain protocol."""
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.closed = asyncio.Event()
        self.hear: TextHandler = lambda _: None
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.transport.write(self._request)

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed.set()
        if not self.opened.done():
            self.opened.set_exception(ConnectionError("closed before it was open"))

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._upgraded:
            head, found, rest = self._buffer.partition(b"\r\n\r\n")
            if not found:
                return
            if b" 101 " not in head.split(b"\r\n")[0]:
                self.opened.set_exception(ConnectionError(head.split(b"\r\n")[0].decode()))
                self.transport.close()
                return
            self._upgraded, self._buffer = True, rest
            self.extensions = _named(head, b"sec-websocket-extensions")
            self.opened.set_result(None)
        self._frames()

    def _frames(self) -> None:
        at, buffer = 0, self._buffer
        while len(buffer) - at >= 2:
            size, start = buffer[at + 1], at + 2
            if size == 126:
                size, start = int.from_bytes(buffer[start : start + 2], "big"), start + 2
            elif size == 127:
                size, start = int.from_bytes(buffer[start : start + 8], "big"), start + 8
            if len(buffer) < start + size:
                break
            self._frame(buffer[at] & 0x0F, buffer[start : start + size])
            at = start + size
        self._buffer = buffer[at:]

    def _frame(self, opcode: int, payload: bytes) -> None:
        if opcode == 1:
            self.hear(payload)
        elif opcode == 9:
            self.transport.write(b"\x8a" + bytes((0x80 | len(payload),)) + b"\0\0\0\0" + payload)

    def send(self, text: bytes) -> None:
        self.transport.write(masked(text))


async def connect(url: str, path: str, headers: str = "") -> Client:
    """One open connection to the server at `url`."""
    parts = urlsplit(url)
    loop = asyncio.get_running_loop()
    host, port = parts.hostname or "127.0.0.1", parts.port or 80
    _, client = await loop.create_connection(lambda: Client(path, parts.netloc, headers), host, port)
    await asyncio.wait_for(client.opened, 30)
    return client


def _named(head: bytes, name: bytes) -> bytes:
    """A header's value; empty where it is missing."""
    for line in head.split(b"\r\n")[1:]:
        key, _, value = line.partition(b":")
        if key.strip().lower() == name:
            return value.strip()
    return b""


async def connect_many(url: str, path: str, count: int, at_once: int = 100) -> list[Client]:
    turns = asyncio.Semaphore(at_once)

    async def one() -> Client:
        async with turns:
            return await connect(url, path)

    return list(await asyncio.gather(*(one() for _ in range(count))))
