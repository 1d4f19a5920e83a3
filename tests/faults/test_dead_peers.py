"""Phones that vanish in a silent network, with no goodbye: they are reaped, and the count of people is right."""

from __future__ import annotations

import asyncio
import time

import pytest

from .halls import Hall, away
from .proxy import Proxy

GONE_WITHIN, PRESENCE_RIGHT_WITHIN = 45.0, 50.0


@pytest.mark.check
async def test_fifty_phones_that_vanish_are_reaped(hall: Hall) -> None:
    await vanish(hall, stay=50, go=50)


@pytest.mark.promise
async def test_a_thousand_phones_that_vanish_are_reaped_without_noise(any_hall: Hall) -> None:
    await vanish(any_hall, stay=200, go=1000)


async def vanish(hall: Hall, stay: int, go: int) -> None:
    with hall.workshop("vote") as workshop:
        async with (
            Proxy(hall.server.port) as proxy,
            hall.crowd(workshop, stay) as here,
            hall.crowd(workshop, go, proxy.url) as gone,
        ):
            assert await presence(hall, workshop.id, within=10.0, here=stay + go) is not None
            files, said = hall.descriptors(), len(hall.server.said())
            proxy.go_dark()
            begun = time.perf_counter()
            right = asyncio.create_task(presence(hall, workshop.id, within=70.0, here=stay))
            while hall.descriptors() > files - go and time.perf_counter() - begun < 70:
                await asyncio.sleep(0.2)
            reaped = time.perf_counter() - begun
            presence_right = await right
            noise = hall.server.said()[said:]
            print(f"{go} dead lines gone after {reaped:.1f} s, presence right after {presence_right} s")
            assert reaped <= GONE_WITHIN
            assert presence_right is not None
            assert presence_right <= PRESENCE_RIGHT_WITHIN
            assert "Traceback" not in noise
            assert len(noise.splitlines()) <= go
            assert here.here() == stay
            assert gone.people


async def presence(hall: Hall, session: str, within: float, here: int) -> float | None:
    """Seconds until the host is told that so many phones are here; None where it does not come."""
    begun = time.perf_counter()
    while time.perf_counter() - begun < within:
        if await away(hall.phones_here, session) == here:
            return round(time.perf_counter() - begun, 1)
        await asyncio.sleep(0.5)
    return None
