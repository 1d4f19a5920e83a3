"""The process may open no more files: those who are there go on, others are turned away, and it passes by itself."""

from __future__ import annotations

import asyncio
import resource
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.faults.voters import CUT_OFF, Checked, Voters, database_of
from tests.people import Json, Organiser, Phone
from tests.serving import Server, serving

pytestmark = pytest.mark.check

ROOM_FOR = 12
"""Files that the process may open beyond those it has."""
THERE, NEWCOMERS = 10, 40
TURNED_AWAY_WITHIN = 3.0


@contextmanager
def few_descriptors(server: Server, more: int) -> Iterator[None]:
    """Lets the running server open only so many files more."""
    soft, hard = resource.prlimit(server.pid, resource.RLIMIT_NOFILE)
    highest = max(int(entry.name) for entry in Path(f"/proc/{server.pid}/fd").iterdir())
    resource.prlimit(server.pid, resource.RLIMIT_NOFILE, (highest + 1 + more, hard))
    try:
        yield
    finally:
        resource.prlimit(server.pid, resource.RLIMIT_NOFILE, (soft, hard))


async def comes_in(voters: Voters, person: Json, hall: AsyncExitStack) -> bool:
    """Somebody connects and stays, or is turned away at once → whether they came in."""
    begun = time.monotonic()
    try:
        await hall.enter_async_context(Phone(voters.server, person["token"]))
    except CUT_OFF:
        assert time.monotonic() - begun < TURNED_AWAY_WITHIN, "nobody is left waiting"
        return False
    return True


async def test_without_descriptors_those_who_are_there_go_on_and_it_passes(tmp_path: Path) -> None:
    with serving(tmp_path / "data", action_limit="0") as server, Organiser(server) as organiser:
        voters = await Voters.of(server, organiser.workshop("vote", ideas=10), THERE + NEWCOMERS)
        newcomers = Voters(server, voters.workshop, voters.people[THERE:])
        voters.people = voters.people[:THERE]
        async with voters.voting():
            assert await voters.an_ack() is not None
            came, lines, seconds = await crowded_out(voters, newcomers)
            assert httpx.get(f"{server.url}/readyz", trust_env=False, timeout=5).status_code == 200
            await newcomers.vote(3, 30)
            assert len(newcomers.saved()) == 3 * NEWCOMERS, "afterwards everybody comes in"
        print(f"{came} of {NEWCOMERS} came in; {lines} lines of log in {seconds:.1f} s; {len(voters.heard)} acks")
        assert 0 < came < NEWCOMERS
        assert lines <= seconds + 1, "no flood of log lines"
        assert voters.closes == [], "nobody who was there was cut off"
        voters.said |= newcomers.said
        voters.acks |= newcomers.acks
        Checked(database_of(server), voters).assert_whole()


async def crowded_out(voters: Voters, newcomers: Voters) -> tuple[int, int, float]:
    """More people come than there is room for → (how many came in, lines of log, seconds)."""
    server, begun = voters.server, time.time()
    lines = len(server.said().splitlines())
    with few_descriptors(server, ROOM_FOR):
        async with AsyncExitStack() as hall:
            came = await asyncio.gather(*(comes_in(voters, person, hall) for person in newcomers.people))
            await asyncio.sleep(1.5)
            silence = await voters.an_ack(time.time(), 5)
            assert silence is not None, "those who are there go on voting"
    return sum(came), len(server.said().splitlines()) - lines, time.time() - begun
