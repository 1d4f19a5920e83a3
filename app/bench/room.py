"""A whole room: a thousand people beside the naive design, then three thousand, then five thousand connections."""

from __future__ import annotations

import asyncio
import json
import random
import time

from .boards import TICK, Board, all_delays
from .load import connect_many
from .results import Result, percentile
from .servers import Measured, baseline, ours
from .voting import Crowd, all_at_once, forget, seated, steady, waits_of
from .workshop import CHOICES

SECONDS = 10.0
FEW, MANY, MOST = 1_000, 3_000, 5_000
STAYING = 1_000
LOOKED_AFTER = 6.0
"""Seconds after which the collector's policy has seen who came and who went."""
WATCHED = "/watched"


async def room() -> Result:
    """Rows 6 to 9."""
    result = Result("room, 2 boards")
    await _beside_the_naive_design(result)
    await _three_thousand(result)
    return result


async def _beside_the_naive_design(result: Result) -> None:
    with ours() as server:
        crowd = await seated(server, FEW)
        await _each_once_a_second(result, crowd, 10)
        rate, waits = await all_at_once(crowd)
        slowest = percentile(waits, 0.99)
        crowd.leave()
    with baseline("naive") as naive:
        naive_rate, naive_slowest = await _naive(naive, FEW)
    result.add("all at once: votes/s", rate, "votes/s")
    result.add("all at once: ack p99", slowest * 1e3, "ms")
    result.add("naive design: votes/s", naive_rate, "votes/s")
    result.add("naive design: ack p99", naive_slowest * 1e3, "ms")
    result.add("votes/s ÷ naive", rate / naive_rate, "×", 200, at_least=True, row=8)
    result.add("naive ack p99 ÷ ours", naive_slowest / slowest, "×", 200, at_least=True, row=8)


async def _three_thousand(result: Result) -> None:
    """Then two thousand more, whose coming, staying and going the collector is watched through; at last a server
    with Python's own collector for comparison."""
    with ours("watched") as server:
        crowd = await seated(server, MANY)
        await asyncio.sleep(LOOKED_AFTER)
        server.asked(WATCHED)
        (await Board.open(crowd.workshop)).leave()
        first = server.asked(WATCHED)
        result.add("longest stall as the first board opens", first["longest_stall"] * 1e3, "ms")
        await _each_once_a_second(result, crowd, 30)
        seen = server.asked(WATCHED)
        result.add(f"{MANY} voters: longest stall of the loop", seen["longest_stall"] * 1e3, "ms", 100, row=6)
        crowd.leave()
    with ours("watched") as server:
        server.asked(WATCHED)
        pause = await _longest_collection(server, result, "our policy")
        result.add(f"longest collector pause, {MOST} connections", pause * 1e3, "ms", 30, row=9)
    with ours("watched", "--python-collects") as server:
        server.asked(WATCHED)
        pause = await _longest_collection(server, result, "Python's defaults")
        result.add("the same with Python's defaults", pause * 1e3, "ms")


async def _each_once_a_second(result: Result, crowd: Crowd, most_over_tick: float) -> None:
    """Everyone votes once a second, evenly; two boards look on."""
    people = len(crowd.voters)
    boards = [await Board.open(crowd.workshop) for _ in range(2)]
    forget([crowd])
    pace = await steady([crowd], people, SECONDS)
    await asyncio.sleep(1)
    waits, seen = waits_of([crowd]), all_delays(boards, crowd)
    result.add(f"{people} voters: votes/s", pace.rate, "votes/s")
    result.add(f"{people} voters: ack p50", percentile(waits, 0.5) * 1e3, "ms")
    result.add(f"{people} voters: ack p99", percentile(waits, 0.99) * 1e3, "ms", 50, row=6)
    over = (percentile(seen, 0.99) - TICK) * 1e3
    result.add(f"{people} voters: vote → board p99, over one tick", over, "ms", most_over_tick, row=7)
    result.notes.append(
        f"{people} voters: {len(seen)} sightings of {len(waits)} votes on 2 boards, tick {TICK * 1e3:.0f} ms;"
        f" {pace.cpu * 1e6:.0f} µs of CPU a vote, pushes and pings with it"
    )
    for board in boards:
        board.leave()


async def _longest_collection(server: Measured, result: Result, policy: str) -> float:
    """The longest pause while they come and vote → seconds. The one after most have gone is noted beside it."""
    crowd = await seated(server, MOST)
    await asyncio.sleep(LOOKED_AFTER)
    coming = server.asked(WATCHED)
    await steady([crowd], FEW, SECONDS)
    voting = server.asked(WATCHED)
    for voter in crowd.voters[STAYING:]:
        voter.client.transport.abort()
    await asyncio.sleep(LOOKED_AFTER)
    going = server.asked(WATCHED)
    crowd.leave()
    told = ", ".join(
        f"{when} {1e3 * seen['longest_collection']:.1f} ms, {1e3 * seen['longest_collection_cpu']:.1f} of them running"
        f" (longest of {seen['collections']})"
        for when, seen in (("coming", coming), ("voting", voting), (f"all but {STAYING} going", going))
    )
    result.notes.append(f"collector pauses with {MOST} connections, {policy}: {told}")
    return max(float(seen["longest_collection"]) for seen in (coming, voting))


async def _naive(server: Measured, people: int, most_seconds: float = 60.0) -> tuple[float, float]:
    """All at once, for as long as it takes or a minute: (votes a second, ack p99)."""
    clients = await connect_many(server.url, "/vote/0", people, at_once=20)
    waits: list[float] = []
    begun = time.perf_counter()

    def hear(text: bytes) -> None:
        if text.startswith(b'{"ack"'):
            waits.append(time.perf_counter() - begun)

    dice = random.Random(9)
    for n, client in enumerate(clients):
        client.hear = hear
        client.send(json.dumps({"id": n, "idea": str(n % 30), "choice": dice.choice(CHOICES)}).encode())
    while len(waits) < people and time.perf_counter() - begun < most_seconds:
        await asyncio.sleep(0.05)
    took = time.perf_counter() - begun
    unanswered = [took] * (people - len(waits))
    for client in clients:
        client.transport.abort()
    return len(waits) / took, percentile(waits + unanswered, 0.99)
