"""A baseline for fan-out: frames made once and written to every socket by a bare loop of os.write, and nothing else."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
import sys
from typing import cast

import uvloop

from app import collector
from app.web.wire import frame

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class Peer(asyncio.Protocol):
    peers: set[int] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.socket, self.buffer = transport.get_extra_info("socket").fileno(), b""

    def connection_lost(self, exc: Exception | None) -> None:
        Peer.peers.discard(self.socket)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.buffer.endswith(b"\r\n\r\n"):
            return
        head, self.buffer = self.buffer, b""
        path = head.split(b" ", 2)[1]
        if path.startswith(b"/push/") and (size := int(path.rsplit(b"/", 1)[1])):
            push(size)
        if b"Upgrade: websocket" in head:
            key = head.split(b"Sec-WebSocket-Key: ")[1].split(b"\r\n")[0]
            accept = base64.b64encode(hashlib.sha1(key + _GUID).digest())
            self.transport.write(
                b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
            )
            Peer.peers.add(self.socket)
        else:
            self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")


def push(size: int) -> None:
    """Writes one frame of that many bytes of text to everyone."""
    framed = frame(b"x" * size)
    for peer in Peer.peers:
        os.write(peer, framed)


async def serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Peer, "127.0.0.1", port, backlog=4096)
    await server.serve_forever()


if __name__ == "__main__":
    collector.calm()
    uvloop.run(serve(int(sys.argv[-1])))
