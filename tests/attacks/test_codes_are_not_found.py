"""S4: nobody finds a workshop by guessing, and how long a no takes tells nothing."""

from __future__ import annotations

import asyncio
import math
import random
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest

from app.actions.planning import CODE_LENGTHS
from app.storage.secrets import new_secret
from app.web.codes import A_DAY, WRONG_A_DAY, WrongCodes
from tests.chance import a_seed
from tests.people import Organiser
from tests.serving import serving

ADDRESSES, ROOMS = 100, 200
MOST_HITS = 0.01
SAMPLES, GUESSES, AT_ONCE = 10_000, 10_000, 40


def test_a_hundred_addresses_that_guess_all_day_hit_none_of_two_hundred_rooms() -> None:
    """Counted, not hoped: every guess that the limit lets through, at a second each, by its chance to be right."""
    limits, guesses = WrongCodes(), 0
    for n in range(ADDRESSES):
        at = 0.0
        while at < A_DAY:
            wait = limits.wait(f"address-{n}", at)
            if wait == 0:
                limits.wrong(f"address-{n}", at)
                guesses += 1
            at += max(1.0, wait)
    digits = next(length for most, length in CODE_LENGTHS if most > ROOMS)
    expected = guesses * ROOMS / 10**digits
    print(f"{guesses} guesses in a day at {ROOMS} rooms of {digits} digits: {expected:.4f} hits expected")
    assert guesses == ADDRESSES * WRONG_A_DAY
    assert expected <= MOST_HITS


def test_what_a_qr_code_carries_cannot_be_guessed_at_all() -> None:
    found = {new_secret() for _ in range(1_000)}
    assert len(found) == 1_000
    assert all(len(secret) * math.log2(64) >= 128 for secret in found)


@pytest.mark.promise
async def test_a_wrong_code_an_ended_one_and_one_for_tickets_take_equally_long(tmp_path: Path) -> None:
    """10,000 of each, mixed by chance. By chance alone one such test in twenty finds a difference: it may try twice."""
    seed = a_seed()
    with serving(tmp_path / "data", trusted_proxies="127.0.0.1") as server, Organiser(server) as organiser:
        ended, by_ticket = organiser.workshop("vote"), organiser.workshop("vote", joining="ticket")
        organiser.posts(f"/sessions/{ended.id}/finish")
        codes = {"wrong": _unknown({ended.code, by_ticket.code}), "ended": ended.code, "ticket": by_ticket.code}
        for attempt in range(2):
            took = await _asked(server.url, codes, random.Random(seed + attempt))
            pairs = [("wrong", "ended"), ("wrong", "ticket"), ("ended", "ticket")]
            chances = {f"{a}/{b}": same_by_chance(took[a], took[b]) for a, b in pairs}
            print({name: f"{sum(times) / len(times) * 1e3:.3f} ms" for name, times in took.items()}, chances)
            if min(chances.values()) > 0.05 / len(pairs):
                return
    raise AssertionError(f"how long a no takes tells one code from another: {chances}")


@pytest.mark.promise
async def test_ten_thousand_guesses_from_a_hundred_addresses_are_twenty_each(tmp_path: Path) -> None:
    """No guess is right, so that luck plays no part; after them the right code is turned away like a wrong one."""
    seed = a_seed()
    dice, answers = random.Random(seed), Counter[int]()
    with serving(tmp_path / "data", trusted_proxies="127.0.0.1") as server, Organiser(server) as organiser:
        codes = [organiser.workshop("vote").code for _ in range(5)]
        wrong = [f"{n:0{len(codes[0])}d}" for n in dice.sample(range(10 ** len(codes[0])), GUESSES + len(codes))]
        wrong = [code for code in wrong if code not in codes][:GUESSES]
        limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=0)  # none is let go as it is used
        async with httpx.AsyncClient(base_url=server.url, limits=limits, trust_env=False, timeout=60) as client:

            async def guess_from(n: int) -> None:
                for code in [*wrong[n::ADDRESSES], *codes]:
                    sent, via = {"code": code, "community": "citizen"}, {"X-Forwarded-For": f"10.0.0.{n}"}
                    answers[(await client.post("/api/v1/join", json=sent, headers=via)).status_code] += 1

            await asyncio.gather(*(guess_from(n) for n in range(ADDRESSES)))
    print(dict(answers))
    looked_at = ADDRESSES * WRONG_A_DAY
    assert answers == {404: looked_at, 429: GUESSES + ADDRESSES * len(codes) - looked_at}


def _unknown(known: set[str]) -> str:
    length = len(next(iter(known)))
    return next(code for n in range(10**length) if (code := f"{n * 7919 % 10**length:0{length}d}") not in known)


async def _asked(url: str, codes: dict[str, str], dice: random.Random) -> dict[str, list[float]]:
    kinds = [kind for kind in codes for _ in range(SAMPLES)]
    dice.shuffle(kinds)
    took: dict[str, list[float]] = {kind: [] for kind in codes}
    asked = iter(enumerate(kinds))
    limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
    async with httpx.AsyncClient(base_url=url, limits=limits, trust_env=False, timeout=60) as client:

        async def ask_on() -> None:
            for n, kind in asked:
                address = f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}"
                sent = {"code": codes[kind], "community": "citizen"}
                began = time.perf_counter()
                try:
                    await client.post("/api/v1/join", json=sent, headers={"X-Forwarded-For": address})
                except httpx.TransportError:
                    continue  # the server let an idle line go as it was taken up again: nothing was measured
                took[kind].append(time.perf_counter() - began)
                client.cookies.clear()

        await asyncio.gather(*(ask_on() for _ in range(AT_ONCE)))
    return took


def same_by_chance(one: Sequence[float], other: Sequence[float]) -> float:
    """How likely two such samples are from one and the same source: the rank test of Mann and Whitney (1947),
    two-sided, by its normal approximation."""
    ranked = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    ranks = sum(rank for rank, (_, which) in enumerate(ranked, start=1) if which == 0)
    n, m = len(one), len(other)
    mean, deviation = n * (n + m + 1) / 2, math.sqrt(n * m * (n + m + 1) / 12)
    return math.erfc(abs(ranks - mean) / deviation / math.sqrt(2))
