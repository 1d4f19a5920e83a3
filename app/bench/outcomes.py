"""Outcomes: all figures of 5,000 people, and the workbook of their 300,000 answers while another room votes."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import httpx
import psutil

from .filled import Size, fill
from .results import Result, middle, percentile
from .servers import Measured, ours
from .voting import Crowd, forget, seated, steady, waits_of

LARGE = Size(people=5_000, ideas=40, ranked=20)
VOTERS, RATE, QUIET, ROUNDS = 300, 300.0, 15.0, 3


@dataclass(frozen=True, slots=True)
class Beside:
    """Medians of rounds: seconds for a file, how many times the ack p99 of the room beside it; and memory."""

    took: float
    p99: float
    """Seconds until an ack in the room beside the file."""
    grown: float
    server: int
    """Bytes that the serving process itself grew by."""
    whole: int
    """The same with the process that makes the file, all of which is new."""


async def outcomes() -> Result:
    """Row 13. The figures in a process of their own; then the file, and a room's acks beside it."""
    result = Result(f"outcomes, {LARGE.people} people, {LARGE.ideas} ideas, orders of {LARGE.ranked}")
    reckoned = json.loads(await asyncio.to_thread(_reckoned))
    result.add("all figures with 1,000 resamples", reckoned["everything"], "s", 3.0, row=13)
    result.add("most memory of the process that reckons them", reckoned["megabytes"], "MB", 300, row=13)
    result.add("orders and their ranges ÷ the NumPy kernels", reckoned["ranking_ratio"], "×", 2.0, row=13)
    result.add("200,000 answers recounted ÷ a bare GROUP BY", reckoned["recount_ratio"], "×", 2.0, row=13)
    result.notes.append(
        f"orders {reckoned['ranking'] * 1e3:.0f} ms, kernels {reckoned['kernels'] * 1e3:.0f} ms;"
        f" recount {reckoned['recount'] * 1e3:.0f} ms, GROUP BY {reckoned['group_by'] * 1e3:.0f} ms"
    )
    with ours() as server:
        session = await asyncio.to_thread(fill, f"sqlite:///{server.folder}/common-ground.db", LARGE)
        found = await beside_a_room(result, server, session, "xlsx")
    result.add("workbook of 300,000 answers beside the room", found.took, "s", 20.0, row=13)
    result.add("ack p99 of the room beside it ÷ without", found.grown, "×", 1.2, row=13)
    result.add("memory that the server grows by meanwhile", found.server / 1e6, "MB")
    result.add("the same, with the process that makes the file", found.whole / 1e6, "MB")
    return result


def _reckoned() -> str:
    done = subprocess.run([sys.executable, "-m", "app.bench.reckoning"], capture_output=True, text=True, check=True)
    return done.stdout


async def beside_a_room(result: Result, server: Measured, session: str, kind: str) -> Beside:
    """Votes in a room of the same server, without and with a file being made, in turn."""
    crowd = await seated(server, VOTERS)
    took, besides, grown, servers, wholes = [], [], [], [], []
    for n in range(ROUNDS):
        calm = await _p99(crowd, _after(QUIET), n)
        told = asyncio.Event()
        voting = asyncio.create_task(_p99(crowd, told.is_set, n))
        begun = time.perf_counter()
        own, whole = await _exported(server, session, kind)
        took.append(time.perf_counter() - begun)
        told.set()
        beside = await voting
        besides.append(beside)
        grown.append(beside / calm)
        servers.append(own)
        wholes.append(whole)
        result.notes.append(
            f"ack p99 {calm * 1e3:.1f} ms, {beside * 1e3:.1f} beside the file; file in {took[-1]:.1f} s,"
            f" server {own / 1e6:.0f} MB more than before, with the process {whole / 1e6:.0f}"
        )
    crowd.leave()
    return Beside(middle(took), middle(besides), middle(grown), max(servers), max(wholes))


def _after(seconds: float) -> Callable[[], bool]:
    until = time.perf_counter() + seconds
    return lambda: time.perf_counter() > until


async def _p99(crowd: Crowd, is_over: Callable[[], bool], seed: int) -> float:
    forget([crowd])
    while not is_over():
        await steady([crowd], RATE, 1.0, seed)
    return percentile(waits_of([crowd]), 0.99)


async def _exported(server: Measured, session: str, kind: str) -> tuple[int, int]:
    """Asks for the file and waits for it → how many bytes the server grew by at most, alone and with what it starts."""
    itself = psutil.Process(server.process.pid)
    before, own = server.memory(), itself.memory_info().rss
    most, most_own = 0, 0
    headers = {"Authorization": f"Bearer {server.token()}"}
    async with httpx.AsyncClient(base_url=server.url, headers=headers, trust_env=False, timeout=200) as http:
        asked = asyncio.create_task(http.get(f"/api/v1/sessions/{session}/export", params={"format": kind}))
        while not asked.done():
            with suppress(psutil.NoSuchProcess):  # the process that made the file may just have ended
                most = max(most, server.memory() - before)
                most_own = max(most_own, itself.memory_info().rss - own)
            await asyncio.sleep(0.25)
        (await asked).raise_for_status()
    return most_own, most
