"""A WebSocket reached at its transport: frames encoded once go to many, and texts come in without a task switch.

uvicorn hands a connection to the application through queues. Our subclass of its protocol puts itself into the scope;
where another server runs us, the same `Wire` falls back to ordinary sends and receives.
"""

from __future__ import annotations

import asyncio
import os
import socket
from asyncio import BaseTransport
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from app import metrics
from app.live.lines import Lines, Rests

S = TypeVar("S", bound=Rests)

EXTENSION = "common_ground.wire"
LARGEST_MESSAGE = 16 * 1024
MOST_QUEUED = 64 * 1024
"""Bytes of acks that may wait for a slow reader before its connection is closed."""
SEND_BUFFER = 32 * 1024
"""Bytes that the kernel keeps for a reader. Left alone it grows to megabytes, and nobody would ever seem slow."""
GOODBYE = 2.0
"""Seconds that the other side has to take leave before its connection is cut."""


def frame(text: bytes) -> bytes:
    """One unmasked text frame, final and uncompressed (RFC 6455, section 5.2)."""
    size = len(text)
    if size < 126:
        return bytes((0x81, size)) + text
    if size < 65536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + text
    return b"\x81\x7f" + size.to_bytes(8, "big") + text


def text_of(framed: bytes) -> str:
    """The text of a frame made by `frame`."""
    start = {126: 4, 127: 10}.get(framed[1], 2)
    return framed[start:].decode()


class RoomProtocol(WebSocketsSansIOProtocol):
    """uvicorn's own protocol, which also lets the application write ready frames and read without a queue."""

    listener: Callable[[bytes], None] | None = None
    drained: Callable[[], None] | None = None
    line_clear: Callable[[], None] | None = None
    line_busy: Callable[[], None] | None = None
    descriptor = -1
    """The plain socket that can be written to directly; -1 where there is encryption between."""

    async def run_asgi(self) -> None:
        self.scope["extensions"][EXTENSION] = self  # type: ignore[assignment]  # uvicorn types extensions by its own names
        await super().run_asgi()

    def send_receive_event_to_app(self) -> None:
        if self.listener is None or self.curr_msg_data_type != "text" or self.close_sent:
            super().send_receive_event_to_app()
            return
        data = self.frames[0] if len(self.frames) == 1 else b"".join(self.frames)
        self.frames = []
        self.listener(bytes(data))

    def pause_writing(self) -> None:
        super().pause_writing()
        if self.line_busy is not None:
            self.line_busy()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.drained is not None:
            self.drained()
        if self.line_clear is not None:
            self.line_clear()

    def connection_lost(self, exc: Exception | None) -> None:
        if self.line_busy is not None:
            self.line_busy()
        self.descriptor, self.line_clear, self.line_busy = -1, None, None
        super().connection_lost(exc)

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)
        plain = transport.get_extra_info("socket")
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        self.descriptor = plain.fileno() if self.scheme == "ws" else -1

    def offer_frame(self, data: bytes) -> bool:
        """Writes a frame to the socket at once, the rest through the transport; False if something waits before it."""
        transport = self.transport
        if transport.get_write_buffer_size():
            return False
        if transport.is_closing():
            return True
        written = 0
        if self.descriptor >= 0:
            try:
                written = os.write(self.descriptor, data)
            except (BlockingIOError, InterruptedError):
                written = 0
            except OSError:
                transport.abort()
                return True
        if written < len(data):
            transport.write(data[written:])
        return True

    def write_frame(self, data: bytes) -> None:
        """Writes a frame, behind whatever waits."""
        if not self.offer_frame(data) and not self.transport.is_closing():
            self.transport.write(data)

    def hold_reading(self, hold: bool) -> None:
        """Slows a sender down by not reading on."""
        if self.transport.is_closing() or hold == self.read_paused:
            return
        self.read_paused = hold
        if hold:
            self.transport.pause_reading()
        else:
            self.transport.resume_reading()


class Wire:
    """One accepted connection. Writing never waits."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._protocol: RoomProtocol | None = socket.scope.get("extensions", {}).get(EXTENSION)
        self._queue: deque[bytes] = deque()
        self._sending: asyncio.Task[None] | None = None
        self._drained: list[Callable[[], None]] = []
        self._closing = False
        if self._protocol is not None:
            self._protocol.transport.set_write_buffer_limits(high=0)
            self._protocol.drained = self._tell_drained

    def write(self, framed: bytes) -> None:
        """Writes a ready frame. A reader too slow for its acks is asked to come back (1013)."""
        if self._closing:
            return
        if self.queued() > MOST_QUEUED:
            metrics.DROPPED.inc()
            self.close(1013)
        elif self._protocol is not None:
            self._protocol.write_frame(framed)
        else:
            self._queue.append(framed)
            if self._sending is None or self._sending.done():
                self._sending = asyncio.get_running_loop().create_task(self._send_queued())

    def offer(self, framed: bytes) -> bool:
        """Writes a ready frame where nothing waits before it; False leaves it unwritten."""
        if self._closing:
            return True
        if self._protocol is not None:
            return self._protocol.offer_frame(framed)
        if self._queue:
            return False
        self.write(framed)
        return True

    def join(self, seat: S, lines: Lines[S]) -> None:
        """Tells these lines, from now on, when this connection can be written to by its descriptor."""
        protocol = self._protocol
        if protocol is None or protocol.descriptor < 0:
            return
        descriptor = protocol.descriptor
        protocol.line_clear = lambda: lines.free(seat, descriptor)
        protocol.line_busy = lambda: lines.busy(descriptor)
        if not protocol.transport.get_write_buffer_size() and not self._closing:
            protocol.line_clear()

    def rest(self, framed: bytes) -> None:
        """Takes the end of a frame whose beginning was written by descriptor."""
        if self._protocol is not None and not self._closing:
            self._protocol.transport.write(framed)

    def queued(self) -> int:
        """Bytes that wait in this process."""
        if self._protocol is not None:
            return self._protocol.transport.get_write_buffer_size()
        return sum(map(len, self._queue))

    def when_drained(self, again: Callable[[], None]) -> None:
        self._drained.append(again)

    def close(self, code: int) -> None:
        if not self._closing:
            self._closing = True
            self._part()
            task = asyncio.get_running_loop().create_task(self._close(code))
            task.add_done_callback(lambda done: done.cancelled() or done.exception())

    async def listen(self, hear: Callable[[bytes], None]) -> None:
        """Hands every text to `hear` until the connection ends. What comes after our goodbye is left alone: it comes
        again on the next connection, behind what could not be answered on this one."""

        def heard(text: bytes) -> None:
            if not self._closing:
                hear(text)

        if self._protocol is not None:
            self._protocol.listener = heard
        try:
            while True:
                message: Any = await self._socket.receive()
                if message["type"] == "websocket.disconnect":
                    return
                heard((message.get("text") or "").encode() or message.get("bytes") or b"")
        except WebSocketDisconnect:
            return
        finally:
            self._closing = True
            if self._protocol is not None:
                self._part()
                self._protocol.listener = self._protocol.drained = None
            self._tell_drained()
            # Scope and protocol would hold each other when both are done, until a collector came by.
            self._socket.scope.get("extensions", {}).pop(EXTENSION, None)

    def hold_reading(self, hold: bool) -> None:
        if self._protocol is not None:
            self._protocol.hold_reading(hold)

    def _part(self) -> None:
        """Nobody writes by this connection's descriptor from here on."""
        if self._protocol is not None and self._protocol.line_busy is not None:
            self._protocol.line_busy()
            self._protocol.line_clear = self._protocol.line_busy = None

    def _tell_drained(self) -> None:
        waiting, self._drained = self._drained, []
        for again in waiting:
            again()

    async def _send_queued(self) -> None:
        with suppress(RuntimeError, WebSocketDisconnect):
            while self._queue:
                await self._socket.send_text(text_of(self._queue.popleft()))
        self._tell_drained()

    async def _close(self, code: int) -> None:
        if self._socket.application_state is not WebSocketState.DISCONNECTED:
            with suppress(RuntimeError, WebSocketDisconnect, TimeoutError):
                await asyncio.wait_for(self._socket.close(code), GOODBYE)
        await asyncio.sleep(GOODBYE)
        if self._protocol is not None:
            self._protocol.transport.abort()  # whoever reads nothing never answers the goodbye either
