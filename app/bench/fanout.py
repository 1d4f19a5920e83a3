"""Fan-out: what it costs to write one frame to every phone, beside a bare loop of os.write on as many sockets."""

from __future__ import annotations

import asyncio
import time

import httpx

from .load import Client, connect_many
from .results import Result, middle
from .servers import Measured, baseline, ours
from .workshop import open_workshop, sit_down, tokens_for

ROUNDS = 5
PUSHES = 20
SIZES = (1_000, 10_000)


async def fanout(people: int = 2_000) -> Result:
    """CPU a client and time to the last of `people`, interleaved with the baseline."""
    result = Result(f"fanout, {people} sockets")
    with ours("pushing") as server, baseline("bare_loop") as bare:
        workshop = await open_workshop(server, 3)
        voters = await sit_down(workshop, await tokens_for(workshop, people))
        crowd = _Crowd([voter.client for voter in voters])
        twins = _Crowd(await connect_many(bare.url, "/", people))
        async with httpx.AsyncClient(trust_env=False, timeout=60) as http:
            for size in SIZES:
                cpu, last = [], []
                for _ in range(ROUNDS):
                    mine = await _pushed(http, server, crowd, f"/push/{workshop.id}/{size}", size)
                    theirs = await _pushed(http, bare, twins, f"/push/{size}", size)
                    cpu.append(mine[0] / theirs[0])
                    last.append(mine[1] / theirs[1])
                    result.notes.append(
                        f"{size} B: {mine[0] * 1e6:.2f} µs a client and {mine[1] * 1e3:.1f} ms to the last;"
                        f" the bare loop {theirs[0] * 1e6:.2f} µs and {theirs[1] * 1e3:.1f} ms"
                    )
                result.add(f"CPU a client ÷ bare loop, {size} B", middle(cpu), "×", 1.25, row=1)
                result.add(f"time to the last ÷ bare loop, {size} B", middle(last), "×", 1.5, row=2)
        for client in (*crowd.clients, *twins.clients):
            client.transport.abort()
    return result


class _Crowd:
    """Everyone who is pushed to; counts the frames of the awaited size that have come."""

    def __init__(self, clients: list[Client]) -> None:
        self.clients, self.size, self.left = clients, 0, 0
        self.all_there = asyncio.Event()
        for client in clients:
            client.hear = self._hear

    def expect(self, size: int) -> None:
        self.size, self.left = size, len(self.clients)
        self.all_there.clear()

    def _hear(self, text: bytes) -> None:
        if len(text) == self.size:
            self.left -= 1
            if not self.left:
                self.all_there.set()


async def _pushed(
    http: httpx.AsyncClient, server: Measured, crowd: _Crowd, path: str, size: int
) -> tuple[float, float]:
    """(CPU seconds a client, seconds to the last), means over the pushes. What as many requests that push nothing
    cost in as long a time, pings and all, is taken off: it is not fan-out."""
    took, before = 0.0, server.cpu()
    for _ in range(PUSHES):
        crowd.expect(size)
        begun = time.perf_counter()
        await http.get(server.url + path)
        await asyncio.wait_for(crowd.all_there.wait(), 30)
        took += time.perf_counter() - begun
    spent = server.cpu() - before
    before, nothing = server.cpu(), f"{server.url}{path.rsplit('/', 1)[0]}/0"
    for _ in range(PUSHES):
        begun = time.perf_counter()
        await http.get(nothing)
        await asyncio.sleep(max(0.0, took / PUSHES - (time.perf_counter() - begun)))
    spent -= server.cpu() - before
    return spent / PUSHES / len(crowd.clients), took / PUSHES
