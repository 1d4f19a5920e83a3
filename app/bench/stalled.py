"""Stalled readers: one phone in a hundred never reads. The others must not notice, and it must cost little."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import httpx

from .results import Result, middle, percentile
from .servers import Measured, ours
from .voting import Crowd, all_answered, forget, seated, waits_of

PEOPLE = 2_000
STALLED = PEOPLE // 100
SIZE = 10_000
ROUNDS = 7
PUSHES = 20


async def stalled() -> Result:
    """Row 10: two rooms of one server in turns, one where all read and one where 1 in 100 does not."""
    result = Result(f"stalled, {STALLED} of {PEOPLE} never read, frames of {SIZE} B")
    with ours("pushing") as server:
        reading, mixed = await seated(server, PEOPLE), await seated(server, PEOPLE)
        asleep, healthy = mixed.voters[:STALLED], Crowd(mixed.workshop, mixed.voters[STALLED:])
        before = server.memory()
        for voter in asleep:
            voter.client.transport.pause_reading()
        pushes, acks = [], []
        for n in range(ROUNDS):
            alone, beside = await _in_turns(_pushed, reading, healthy, n)
            pushes.append(beside / alone)
            voted, voted_beside = await _in_turns(partial(_voted, seed=n), reading, healthy, n)
            acks.append(voted_beside / voted)
            result.notes.append(
                f"frame p99 {alone * 1e3:.1f} ms where all read, {beside * 1e3:.1f} beside the stalled;"
                f" ack p99 {voted * 1e3:.1f} and {voted_beside * 1e3:.1f} ms"
            )
        waiting = server.asked(f"/queued/{mixed.workshop.id}")
        ports = {voter.client.transport.get_extra_info("sockname")[1] for voter in asleep}
        in_kernel = _unsent_by_kernel(server, ports)
        grown = server.memory() - before
        gone = sum(voter.client.closed.is_set() for voter in asleep)
        reading.leave()
        mixed.leave()
    result.add("frame p99 of those who read ÷ where all do", middle(pushes), "×", 1.2, row=10)
    result.add("ack p99 of those who read ÷ where all do", middle(acks), "×", 1.2, row=10)
    queued = sum(waiting[:STALLED]) / STALLED
    result.add("held in the server for each stalled", queued / 1024, "KB")
    result.add("held in its kernel for each stalled", sum(in_kernel) / STALLED / 1024, "KB")
    result.add("held for each stalled in all", (queued + sum(in_kernel) / STALLED) / 1024, "KB", 128, row=10)
    result.notes.append(
        f"{ROUNDS * PUSHES} frames of {SIZE} B were offered; {gone} of the stalled were closed;"
        f" the whole server grew by {grown / 1024 / 1024:.1f} MB meanwhile"
    )
    return result


async def _in_turns(
    measure: Callable[[Crowd], Awaitable[float]], one: Crowd, other: Crowd, n: int
) -> tuple[float, float]:
    """Both measured, the other first in every second round: what comes first finds the server in another mood."""
    if n % 2:
        second = await measure(other)
        return await measure(one), second
    return await measure(one), await measure(other)


async def _pushed(crowd: Crowd) -> float:
    """Seconds from asking for a frame until it is there: p99 over people and pushes."""
    server, waits, begun = crowd.workshop.server, [], 0.0
    hears = [voter.client.hear for voter in crowd.voters]

    def hear(text: bytes) -> None:
        if len(text) == SIZE:
            waits.append(time.perf_counter() - begun)

    for voter in crowd.voters:
        voter.client.hear = hear
    async with httpx.AsyncClient(base_url=server.url, trust_env=False, timeout=60) as http:
        for n in range(PUSHES):
            begun = time.perf_counter()
            await http.get(f"/push/{crowd.workshop.id}/{SIZE}")
            while len(waits) < (n + 1) * len(crowd.voters):
                await asyncio.sleep(0.002)
                if time.perf_counter() - begun > 30:
                    raise RuntimeError("Some who read were not shown a frame within 30 s.")
    for voter, before in zip(crowd.voters, hears, strict=True):
        voter.client.hear = before
    return percentile(waits, 0.99)


async def _voted(crowd: Crowd, seed: int) -> float:
    """Ack p99 in seconds, of one vote from everyone at once."""
    dice = random.Random(seed)
    forget([crowd])
    for voter in crowd.voters:
        voter.vote(crowd.workshop, dice)
    await all_answered([crowd])
    return percentile(waits_of([crowd]), 0.99)


def _unsent_by_kernel(server: Measured, ports: set[int]) -> list[int]:
    """Bytes that the kernel holds for these clients on the server's side, as Linux lists them."""
    here, found = int(server.url.rsplit(":", 1)[1]), []
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, local, remote, _, queues, *_ = line.split()
        if int(local.rsplit(":")[1], 16) == here and int(remote.rsplit(":")[1], 16) in ports:
            found.append(int(queues.split(":")[0], 16))
    return found
