"""Listeners who read nothing, or a kilobyte a second: they are let go, and nobody else notices."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from random import Random

import pytest

from app.bench.results import percentile
from tests.people import Workshop

from .crowd import Crowd
from .halls import Hall, away, spread, votes_anew
from .lines import open_line
from .onlookers import open_board
from .proxy import Proxy
from .weather import Weather

KILOBYTE_A_SECOND = 1000.0
SMALL = 4096
LET_GO_WITHIN = 25.0
"""Seconds: a few until the machine's own buffers are full, 15 of being behind, and 4 to take leave."""


@pytest.mark.check
async def test_boards_that_never_read_are_let_go_while_votes_go_on(hall: Hall) -> None:
    await stalled(hall, people=100, deaf=20, slow=10, seconds=4)


@pytest.mark.promise
@pytest.mark.clocked
async def test_two_hundred_slow_boards_cost_the_others_nothing(any_hall: Hall) -> None:
    usual, beside, each = await stalled(any_hall, people=500, deaf=100, slow=100, seconds=20)
    assert percentile(beside, 0.99) <= max(1.2 * percentile(usual, 0.99), percentile(usual, 0.99) + 0.005)
    assert each <= 128 * 1024


async def stalled(
    hall: Hall, people: int, deaf: int, slow: int, seconds: int
) -> tuple[list[float], list[float], float]:
    """Votes go on while slow boards look → the others' waits before, and beside them; bytes for each slow one."""
    with hall.workshop("vote") as workshop:
        async with (
            AsyncExitStack() as stack,
            Proxy(hall.server.port, Weather(rate=KILOBYTE_A_SECOND)) as proxy,
            hall.crowd(workshop, people) as crowd,
        ):
            board = await open_board(hall.server.url, workshop.id)
            stack.callback(board.line.transport.abort)
            usual = await voting(crowd, workshop, seconds)
            memory, files = hall.memory(), hall.descriptors()
            path = f"/sessions/{workshop.id}/board/live"
            deaf_ones = [await open_line(hall.server.url, path, buffer=SMALL) for _ in range(deaf)]
            for line in deaf_ones:
                line.stop_reading()
                stack.callback(line.transport.abort)
            slow_ones = [await open_line(proxy.url, path) for _ in range(slow)]
            begun = time.perf_counter()
            going = asyncio.create_task(until_gone(hall, files + slow, begun))
            beside = await voting(crowd, workshop, seconds)
            grown = hall.memory() - memory
            while not going.done() and time.perf_counter() - begun < LET_GO_WITHIN + 10:
                await voting(crowd, workshop, 1)
            gone_after = await asyncio.wait_for(going, 1)
            for line in slow_ones:
                line.transport.abort()
            await until_gone(hall, files, begun)
            found = await away(hall.check, crowd, workshop)
            newest = board.versions[-1]
        print(f"alone:  {spread(usual)}\nbeside: {spread(beside)}")
        print(
            f"deaf boards gone after {gone_after:.1f} s; {grown / (deaf + slow) / 1024:.0f} KB each; board at {newest}"
        )
        assert not found.wrong()
        assert gone_after <= LET_GO_WITHIN
        return usual, beside, grown / (deaf + slow)


async def voting(crowd: Crowd, workshop: Workshop, seconds: int) -> list[float]:
    """Everybody votes once a second, at a moment of their own → what they waited."""
    dice, loop, before = Random(seconds), asyncio.get_running_loop(), len(crowd.history.attempts)
    for n in range(seconds):
        for person in crowd.people:
            loop.call_later(n + dice.random(), votes_anew, person, workshop, dice)
    await asyncio.sleep(seconds)
    await crowd.settle()
    asked = list(crowd.history.attempts.values())[before:]
    return [attempt.took for attempt in asked if attempt.took is not None]


async def until_gone(hall: Hall, files: int, begun: float) -> float:
    """Until the server holds no more than so many files and sockets → seconds since then."""
    while hall.descriptors() > files:
        await asyncio.sleep(0.2)
    return time.perf_counter() - begun
