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
FEWER, MORE = 2_000, 5_000
DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"


async def fanout() -> Result:
    """Rows 1 to 3: CPU a client and time to the last, interleaved with the baseline; and clients that offer deflate."""
    result = Result("fanout")
    for people in (FEWER, MORE):
        with ours("pushing") as server, baseline("bare_loop") as bare:
            crowd = await _seated(server, people)
            twins = _Crowd(bare, "/push", await connect_many(bare.url, "/", people))
            for size in SIZES:
                await _beside_the_bare_loop(result, crowd, twins, size)
            twins.leave()
            if people == FEWER:
                await _beside_those_who_offer_deflate(result, crowd, await _seated(server, people, DEFLATE))
            crowd.leave()
    return result


async def _beside_the_bare_loop(result: Result, crowd: _Crowd, twins: _Crowd, size: int) -> None:
    people, cpu, last = len(crowd.clients), [], []
    for _ in range(ROUNDS):
        mine, theirs = await _pushed(crowd, size), await _pushed(twins, size)
        cpu.append(mine[0] / theirs[0])
        last.append(mine[1] / theirs[1])
        result.notes.append(
            f"{people} sockets, {size} B: {mine[0] * 1e6:.2f} µs a client and {mine[1] * 1e3:.1f} ms to the last;"
            f" the bare loop {theirs[0] * 1e6:.2f} µs and {theirs[1] * 1e3:.1f} ms"
        )
    result.add(f"CPU a client ÷ bare loop, {people} sockets, {size} B", middle(cpu), "×", 1.25, row=1)
    result.add(f"time to the last ÷ bare loop, {people} sockets, {size} B", middle(last), "×", 1.5, row=2)


async def _beside_those_who_offer_deflate(result: Result, plain: _Crowd, offering: _Crowd) -> None:
    agreed = sum(b"deflate" in client.extensions for client in offering.clients)
    result.add(f"of {len(offering.clients)} that offer deflate, granted", agreed, "clients", 0, row=3)
    for size in SIZES:
        ratios = []
        for _ in range(ROUNDS):
            ratios.append((await _pushed(offering, size))[0] / (await _pushed(plain, size))[0])
        result.add(f"CPU a client that offers deflate ÷ one that does not, {size} B", middle(ratios), "×", 1.5, row=3)
    offering.leave()


class _Crowd:
    """Everyone who is pushed to by one path; counts the frames of the awaited size that have come."""

    def __init__(self, server: Measured, path: str, clients: list[Client]) -> None:
        self.server, self.path, self.clients = server, path, clients
        self.size, self.left = 0, 0
        self.all_there = asyncio.Event()
        for client in clients:
            client.hear = self._hear

    def expect(self, size: int) -> None:
        self.size, self.left = size, len(self.clients)
        self.all_there.clear()

    def leave(self) -> None:
        for client in self.clients:
            client.transport.abort()

    def _hear(self, text: bytes) -> None:
        if len(text) == self.size:
            self.left -= 1
            if not self.left:
                self.all_there.set()


async def _seated(server: Measured, people: int, headers: str = "") -> _Crowd:
    workshop = await open_workshop(server, 3)
    voters = await sit_down(workshop, await tokens_for(workshop, people), headers)
    return _Crowd(server, f"/push/{workshop.id}", [voter.client for voter in voters])


async def _pushed(crowd: _Crowd, size: int) -> tuple[float, float]:
    """(CPU seconds a client, seconds to the last), means over the pushes. What as many requests that push nothing
    cost in as long a time, pings and all, is taken off: it is not fan-out."""
    server, took = crowd.server, 0.0
    async with httpx.AsyncClient(base_url=server.url, trust_env=False, timeout=60) as http:
        await http.get(f"{crowd.path}/0")
        before = server.cpu()
        for _ in range(PUSHES):
            crowd.expect(size)
            begun = time.perf_counter()
            await http.get(f"{crowd.path}/{size}")
            await asyncio.wait_for(crowd.all_there.wait(), 30)
            took += time.perf_counter() - begun
        spent = server.cpu() - before
        before = server.cpu()
        for _ in range(PUSHES):
            begun = time.perf_counter()
            await http.get(f"{crowd.path}/0")
            await asyncio.sleep(max(0.0, took / PUSHES - (time.perf_counter() - begun)))
        spent -= server.cpu() - before
    return spent / PUSHES / len(crowd.clients), took / PUSHES
