"""The server is asked to end while everybody votes: it finishes what it has, says "come back", and nothing is lost."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from tests.faults.voters import Checked, Voters, database_of
from tests.people import Organiser
from tests.serving import Server, serving

pytestmark = pytest.mark.check

ENDS_WITHIN = 10.0
OUTAGE = 5.0
BACK_WITHIN = 2.0
"""Seconds from the new start until votes are saved again; how long a start takes is the machine's affair."""


async def restarted(voters: Voters, server: Server) -> tuple[int, float, float, float]:
    """Ends it and starts it again → (exit code; seconds until it had ended, was ready again, had saved a vote)."""
    asked = time.time()
    code = await asyncio.to_thread(server.stop)
    ended = time.time()
    await asyncio.to_thread(server.start)
    ready = time.time()
    saved = await voters.an_ack(ended)
    assert saved is not None, "people vote again"
    return code, ended - asked, ready - asked, ended + saved - asked


async def restarted_often(tmp_path: Path, people: int, restarts: int) -> float:
    """While everybody votes → the longest time without a saved vote, in seconds."""
    outages = [0.0]
    with serving(tmp_path / "data", action_limit="0") as server, Organiser(server) as organiser:
        voters = await Voters.of(server, organiser.workshop("vote", ideas=20), people)
        async with voters.voting():
            for _ in range(restarts):
                assert await voters.an_ack(time.time()) is not None
                code, ended, ready, saved = await restarted(voters, server)
                print(f"exit code {code} after {ended:.2f} s, ready after {ready:.2f} s, saved after {saved:.2f} s")
                assert code == 0
                assert ended <= ENDS_WITHIN
                assert saved <= ready + BACK_WITHIN
                outages.append(saved)
        assert set(voters.closes) == {1012}
        assert len(voters.saved()) == len(voters.acks)
        server.stop()
        Checked(database_of(server), voters).assert_whole()
    return max(outages)


async def test_a_restart_under_load_loses_nothing_and_says_come_back(tmp_path: Path) -> None:
    await restarted_often(tmp_path, people=20, restarts=1)


@pytest.mark.promise
@pytest.mark.clocked
async def test_ten_restarts_under_three_hundred_people_lose_nothing(tmp_path: Path) -> None:
    assert await restarted_often(tmp_path, people=300, restarts=10) <= OUTAGE
