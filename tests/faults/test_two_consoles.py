"""Two hosts press *Next* at the same moment, again and again: one step each time, and both see the same at once."""

from __future__ import annotations

import asyncio
import time
from urllib.parse import urlencode

import pytest

from app.bench.results import percentile
from tests.people import Workshop

from .doors import ask
from .halls import Hall, spread
from .onlookers import Onlooker, open_console

STEPS = 21
EQUAL_WITHIN = 1.0


async def test_two_hosts_who_press_next_at_once_make_one_step(hall: Hall) -> None:
    await presses(hall, workshops=1)


@pytest.mark.promise
async def test_a_thousand_pairs_of_presses_are_a_thousand_steps(any_hall: Hall) -> None:
    delays = await presses(any_hall, workshops=1000 // (STEPS - 1))
    assert percentile(delays, 1.0) <= EQUAL_WITHIN


async def presses(hall: Hall, workshops: int) -> list[float]:
    """Seconds from each pair's answers until both consoles showed the new step."""
    delays: list[float] = []
    for _ in range(workshops):
        with hall.workshop(*[{"kind": "break", "title": f"Step {n}"} for n in range(STEPS)]) as workshop:
            consoles = [await open_console(hall.server.url, workshop.id, hall.server.token) for _ in range(2)]
            stale = version = workshop.shown()["version"]
            for step in range(1, STEPS):
                answers = await asyncio.gather(*(press(hall, workshop, step, version) for _ in consoles))
                assert sorted(answers) == [303, 409], f"step {step}"
                answered = time.perf_counter()
                version += 2  # one step ended, the next began
                delays.append(await both_show(consoles, version) - answered)
                assert await press(hall, workshop, step, stale) == 409, "a console that slept changes nothing"
            extended = await asyncio.gather(*(longer(hall, workshop, version) for _ in consoles))
            assert sorted(extended) == [200, 409], "the clock is moved once"
            shown = workshop.shown()
            assert [stage["state"] for stage in shown["stages"]] == ["closed"] * (STEPS - 1) + ["open"]
            assert shown["version"] == version + 1
            for console in consoles:
                console.line.transport.abort()
    print(f"{len(delays)} pairs; both consoles equal after {spread(delays)}")
    return delays


async def press(hall: Hall, workshop: Workshop, step: int, seen: int) -> int:
    """*Next* on a console that shows that version → the status of its answer."""
    form = urlencode({"expected_version": seen, "stage": workshop.stages[step]})
    reply = await ask(
        hall.server.url, "POST", f"/sessions/{workshop.id}/console/next", form,
        Authorization=f"Bearer {hall.server.token}",
    )  # fmt: skip
    return reply.status


async def longer(hall: Hall, workshop: Workshop, seen: int) -> int:
    """A minute more, asked for by call → the status of its answer."""
    reply = await ask(
        hall.server.url, "POST", f"/api/v1/stages/{workshop.stages[-1]}/extend", {"expected_version": seen},
        Authorization=f"Bearer {hall.server.token}",
    )  # fmt: skip
    return reply.status


async def both_show(consoles: list[Onlooker], version: int) -> float:
    until = time.perf_counter() + 10
    while any(not console.versions or console.versions[-1] != version for console in consoles):
        assert time.perf_counter() < until, f"consoles at {[c.versions[-1:] for c in consoles]}, session at {version}"
        await asyncio.sleep(0.005)
    return max(console.times[-1] for console in consoles)
