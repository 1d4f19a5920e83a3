"""What a line may suffer on its way through the fault proxy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

TEXT = 1


@dataclass(slots=True)
class Weather:
    """Times in seconds, shares from 0 to 1. All of it can change while lines are open.

    A lost packet is what TCP makes of it: nothing is missing, but it and all behind it come a resend later.
    """

    delay: float = 0.0
    spread: float = 0.0
    loss: float = 0.0
    resend: float = 0.3
    rate: float = 0.0
    """Bytes a second towards the client; 0 is as fast as can be."""
    eats: float = 0.0
    """Acks of the server that never arrive; as many answers to plain requests are cut off."""
    repeats: float = 0.0
    """Messages of the client that arrive twice."""
    shuffles: float = 0.0
    """Pushes of the server that are overtaken by later ones; half of them come in time as well."""
    no_sockets: bool = False
    """The `Upgrade` of every handshake is stripped, as some venues' proxies do."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One WebSocket frame: its bytes as they were sent, its payload without the mask."""

    opcode: int
    whole: bytes
    payload: bytes


class Frames:
    """Splits one direction of a WebSocket into frames. What comes before the end of the HTTP head is passed on."""

    def __init__(self) -> None:
        self._buffer = b""
        self.begun = False

    def head(self, data: bytes) -> bytes:
        """The HTTP head once it is whole, else nothing yet."""
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return b""
        head, self._buffer, self.begun = self._buffer[: end + 4], self._buffer[end + 4 :], True
        return head

    def rest(self) -> bytes:
        """What was read beyond the head."""
        rest, self._buffer = self._buffer, b""
        return rest

    def split(self, data: bytes) -> Iterator[Frame]:
        self._buffer += data
        while (frame := self._first()) is not None:
            self._buffer = self._buffer[len(frame.whole) :]
            yield frame

    def _first(self) -> Frame | None:
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        size, at = buffer[1] & 0x7F, 2
        if size >= 126:
            at = 4 if size == 126 else 10
            size = int.from_bytes(buffer[2:at], "big")
        mask = buffer[at : at + 4] if buffer[1] & 0x80 else b""
        at += len(mask)
        if len(buffer) < at + size:
            return None
        payload = buffer[at : at + size]
        if any(mask):
            payload = bytes(byte ^ mask[n % 4] for n, byte in enumerate(payload))
        return Frame(buffer[0] & 0x0F, buffer[: at + size], payload)
