"""Two processes on PostgreSQL and Redis beside one process on the same PostgreSQL."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

from app.live.redis_bus import RedisBus

from .boards import TICK, Board, all_delays
from .databases import postgres, redis
from .results import Result, middle, percentile
from .servers import Measured, ours
from .voting import Crowd, Pace, forget, saturate, seated, steady

PEOPLE = 600
ROOMS = 20
UNDER_WAY = 2
SECONDS = 4.0
ROUNDS = 5
WORDS = 5_000
LOOKING_ON = 4
"""Boards, so that some look on from each process."""


async def workers() -> Result:
    """Row 15. The load, both processes, PostgreSQL and Redis share this machine's cores."""
    result = Result(f"workers, 2 processes beside 1, {PEOPLE} voters with {UNDER_WAY} votes under way each")
    with (
        postgres() as database,
        redis() as bus,
        ours(DATABASE_URL=database.new_database()) as one,
        ours("serve", "--workers", "2", DATABASE_URL=database.new_database(), REDIS_URL=bus) as two,
    ):
        await _words(result, bus)
        await _shared_room(result, await seated(one, PEOPLE), await seated(two, PEOPLE))
        await _many_rooms(result, await _rooms(one), await _rooms(two))
        await _boards(result, await seated(one, PEOPLE), await seated(two, PEOPLE))
    return result


async def _words(result: Result, address: str) -> None:
    """What a word of the bus costs who says it and who hears it, both in this process."""
    speaker, listener, heard = RedisBus(address, b"bench"), RedisBus(address, b"bench"), asyncio.Event()
    left = 2 * WORDS  # a speaker hears itself, too

    def hear(kind: str, what: list[str]) -> None:
        nonlocal left
        left -= 1
        if not left:
            heard.set()

    for bus in (speaker, listener):
        bus.start(hear, lambda: None)
    await asyncio.sleep(1)
    before = time.process_time()
    for n in range(WORDS):
        speaker.say("saved", f"session-{n}", str(n))
    await asyncio.wait_for(heard.wait(), 60)
    result.add("CPU a word of the bus, said once and heard twice", (time.process_time() - before) / WORDS * 1e6, "µs")
    for bus in (speaker, listener):
        with suppress(TimeoutError):  # nothing more is measured: a slow goodbye is no reason to stop
            await asyncio.wait_for(bus.close(), 5)


async def _rooms(server: Measured) -> list[Crowd]:
    return [await seated(server, PEOPLE // ROOMS) for _ in range(ROOMS)]


async def _shared_room(result: Result, alone: Crowd, shared: Crowd) -> None:
    await _compared(result, "one room", [alone], [shared], 0.7)
    alone.leave()
    shared.leave()


async def _many_rooms(result: Result, alone: list[Crowd], shared: list[Crowd]) -> None:
    await _compared(result, f"{ROOMS} rooms", alone, shared, 1.0)
    for crowd in (*alone, *shared):
        crowd.leave()


async def _compared(result: Result, name: str, alone: list[Crowd], shared: list[Crowd], least: float) -> None:
    ones: list[Pace] = []
    twos: list[Pace] = []
    for n in range(ROUNDS):
        ones.append(await saturate(alone, SECONDS, UNDER_WAY, n))
        twos.append(await saturate(shared, SECONDS, UNDER_WAY, n))
        result.notes.append(
            f"{name}: {ones[-1].rate:.0f} votes/s by one process, {ones[-1].cpu * 1e6:.0f} µs of its CPU each;"
            f" {twos[-1].rate:.0f} by two, {twos[-1].cpu * 1e6:.0f} µs"
        )
    ratio = middle([two.rate / one.rate for one, two in zip(ones, twos, strict=True)])
    result.add(f"{name}: votes/s by one process", middle([pace.rate for pace in ones]), "votes/s")
    result.add(f"{name}: votes/s by two", middle([pace.rate for pace in twos]), "votes/s")
    result.add(f"{name}: two processes ÷ one", ratio, "×", least, at_least=True, row=15)
    result.add(
        f"{name}: CPU a vote, two processes ÷ one",
        middle([two.cpu / one.cpu for one, two in zip(ones, twos, strict=True)]),
        "×",
    )


async def _boards(result: Result, alone: Crowd, shared: Crowd) -> None:
    """Everyone votes once a second, and boards look on."""
    added, ones, twos = [], [], []
    for _ in range(ROUNDS):
        ones.append(await _shown(alone))
        twos.append(await _shown(shared))
        added.append(twos[-1] - ones[-1])
    result.add("vote → board p99, over one tick, one process", (middle(ones) - TICK) * 1e3, "ms")
    result.add("vote → board p99, over one tick, two", (middle(twos) - TICK) * 1e3, "ms")
    result.add("added vote → board p99", middle(added) * 1e3, "ms", 25, row=15)
    alone.leave()
    shared.leave()


async def _shown(crowd: Crowd) -> float:
    boards = [await Board.open(crowd.workshop) for _ in range(LOOKING_ON)]
    forget([crowd])
    await steady([crowd], len(crowd.voters), SECONDS)
    await asyncio.sleep(1)
    seen = all_delays(boards, crowd)
    for board in boards:
        board.leave()
    return percentile(seen, 0.99)
