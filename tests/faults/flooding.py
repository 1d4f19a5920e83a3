"""A flooder, in a process of its own so that it slows nobody but the server: `python -m tests.faults.flooding KIND …`.

It prints one line of JSON when it ends: how much it sent, and how its lines were closed.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter
from contextlib import suppress
from typing import Any

from app.bench.load import masked

from .lines import Line, open_line

LIVE = "/api/v1/live"
BIG = 1_000_000
A_SECOND = 10_000


async def messages(url: str, token: str, seconds: float, action: str) -> dict[str, Any]:
    """Up to 10,000 actions a second on one line, as far as the server reads them; comes back when it is closed."""
    sent, codes, until = 0, Counter[str](), time.monotonic() + seconds
    frame = masked(action.encode()) * 100
    while time.monotonic() < until:
        line = await _hello(url, token)
        while time.monotonic() < until and not line.closed.is_set():
            if line.transport.get_write_buffer_size() < len(frame) * 4:
                line.transport.write(frame)
                sent += 100
            await asyncio.sleep(100 / A_SECOND)
        codes[str(line.code)] += line.closed.is_set()
        line.transport.abort()
    return {"sent": sent, "codes": codes}


async def frames(url: str, token: str, seconds: float, _: str) -> dict[str, Any]:
    """Messages of a megabyte, one a line, ten lines a second."""
    sent, codes, until = 0, Counter[str](), time.monotonic() + seconds
    head = bytes((0x81, 0xFF)) + BIG.to_bytes(8, "big") + b"\0\0\0\0"
    while time.monotonic() < until:
        line = await _hello(url, token)
        line.transport.write(head + b"x" * BIG)
        with suppress(TimeoutError):
            await asyncio.wait_for(line.closed.wait(), 10)
        sent, codes[str(line.code)] = sent + 1, codes[str(line.code)] + 1
        line.transport.abort()
        await asyncio.sleep(0.1)
    return {"sent": sent, "codes": codes}


async def sockets(url: str, token: str, seconds: float, count: str) -> dict[str, Any]:
    """So many lines of one participant, held as long as the server lets them, then counted."""
    lines, turns = list[Line](), asyncio.Semaphore(20)

    async def one() -> None:
        async with turns:
            with suppress(OSError, TimeoutError):
                lines.append(await _hello(url, token))

    await asyncio.gather(*(one() for _ in range(int(count))))
    await asyncio.sleep(max(1.0, seconds))
    kept = sum(not line.closed.is_set() for line in lines)
    return {"sent": len(lines), "kept": kept, "codes": Counter(str(line.code) for line in lines)}


async def handshakes(url: str, token: str, seconds: float, count: str) -> dict[str, Any]:
    """So many connections that send their request a byte a second."""
    host, _, port = url.removeprefix("http://").partition(":")
    open_ones = []
    for _n in range(int(count)):
        with suppress(OSError):
            open_ones.append((await asyncio.open_connection(host, int(port)))[1])
    request = f"GET {LIVE} HTTP/1.1\r\nHost: {host}\r\nX-Slow: ".encode() + b"x" * 10_000
    sent, until = 0, time.monotonic() + seconds
    while time.monotonic() < until:
        for writer in open_ones:
            writer.write(request[sent : sent + 1])
        sent += 1
        await asyncio.sleep(1.0)
    return {"sent": len(open_ones), "codes": {}}


async def _hello(url: str, token: str) -> Line:
    line = await open_line(url, LIVE)
    line.transport.write(masked(json.dumps({"hello": token}).encode()))
    return line


if __name__ == "__main__":
    kind, *rest = sys.argv[1:]
    address, secret, length, more = rest
    flood = {"messages": messages, "frames": frames, "sockets": sockets, "handshakes": handshakes}[kind]
    print(json.dumps(asyncio.run(flood(address, secret, float(length), more))))
