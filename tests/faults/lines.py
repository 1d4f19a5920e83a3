"""One cheap socket of the crowd: raw, uncompressed, and aware of how it ended."""

from __future__ import annotations

import asyncio
import socket
from urllib.parse import urlsplit

from app.bench.load import Client

OPENS_WITHIN = 30.0
NO_CODE = 1005
CLOSE = 8


class Line(Client):
    """A connection. `code` is the server's close code, None where it went without a word."""

    code: int | None = None

    def _frame(self, opcode: int, payload: bytes) -> None:
        if opcode != CLOSE:
            super()._frame(opcode, payload)
            return
        self.code = int.from_bytes(payload[:2], "big") if len(payload) >= 2 else NO_CODE
        self.transport.write(bytes((0x88, 0x80 | len(payload))) + b"\0\0\0\0" + payload)
        self.transport.close()

    def stop_reading(self) -> None:
        """Lets what the server says pile up."""
        self.transport.pause_reading()

    def read_on(self) -> None:
        self.transport.resume_reading()


async def open_line(url: str, path: str, headers: str = "", buffer: int = 0) -> Line:
    """Connects to the server at `url`. `buffer` bytes is all that the machine takes in ahead (0: as it likes).

    Raises OSError or TimeoutError.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "127.0.0.1", parts.port or 80
    loop, line = asyncio.get_running_loop(), None
    plain = socket.socket()
    plain.setblocking(False)
    try:
        if buffer:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        async with asyncio.timeout(OPENS_WITHIN):
            await loop.sock_connect(plain, (host, port))
            _, line = await loop.create_connection(lambda: Line(path, parts.netloc, headers), sock=plain)
            line.opened.add_done_callback(lambda opened: opened.cancelled() or opened.exception())
            await asyncio.shield(line.opened)
    except BaseException:
        if line is None:
            plain.close()
        else:
            line.transport.abort()
        raise
    return line
