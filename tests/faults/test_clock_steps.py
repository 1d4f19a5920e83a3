"""The machine's clock jumps by minutes, or a day goes by: a timer keeps its length, and a retry its first answer."""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path

import pytest

from tests.faults.voters import Checked, Voters, database_of
from tests.people import Json, Organiser, Phone, Workshop
from tests.serving import serving

pytestmark = pytest.mark.check

GRACE = 2.0
"""Seconds after the close within which an answer still counts."""
NEARLY = 0.5
"""Seconds that a message may need to arrive here, where two cores do everything."""


class WallClock:
    """The wall clock of one server: it can be moved while the server runs, and its monotonic clock stays true."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.moved_by(0)

    def moved_by(self, seconds: int) -> None:
        """Moves it to so many seconds before or after the true time."""
        fresh = self._file.with_suffix(".next")
        fresh.write_text(f"{seconds:+d}\n")
        os.replace(fresh, self._file)

    @property
    def under(self) -> list[str]:
        """The command that runs a server with this clock."""
        program = shutil.which("faketime")
        assert program, "These tests need faketime. Install it with: apt-get install faketime"
        found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
        assert found, "faketime is installed, and its library libfaketimeMT.so.1 is not under /usr/lib"
        # its "fix" for waiting threads makes those of Python wait for seconds
        return ["env", f"LD_PRELOAD={found[0]}", f"FAKETIME_TIMESTAMP_FILE={self._file}", "FAKETIME_NO_CACHE=1",
                "FAKETIME_DONT_FAKE_MONOTONIC=1", "FAKETIME_FORCE_MONOTONIC_FIX=0"]  # fmt: skip


@pytest.fixture
def wall(tmp_path: Path) -> WallClock:
    return WallClock(tmp_path / "wall clock")


def lasting(minutes: float) -> Json:
    return {"kind": "vote", "settings": {"minutes": minutes}}


def when(workshop: Workshop, what: str) -> float:
    """closes_at or closed_at, in seconds since 1970."""
    return datetime.fromisoformat(stage_of(workshop)[what]).timestamp()


def stage_of(workshop: Workshop) -> Json:
    return next(stage for stage in workshop.shown()["stages"] if stage["id"] == workshop.stage)


async def votes_around(closing: float, voters: Voters, wall: WallClock, steps: dict[float, int]) -> dict[float, Json]:
    """Each person votes once, one every tenth of a second from 3 s before the close to 3 s after it, while the wall
    clock is moved at some of these moments → the acks by the moment of sending, in seconds after the close."""
    acks: dict[float, Json] = {}
    async with AsyncExitStack() as hall:
        phones = [await hall.enter_async_context(Phone(voters.server, p["token"])) for p in voters.people]
        assert time.time() < closing - 3, "everybody is there in time"

        async def one(n: int, phone: Phone) -> None:
            await asyncio.sleep(closing - 3 + n / 10 - time.time())
            for at in [at for at in steps if at <= time.time() - closing]:
                wall.moved_by(steps.pop(at))
            sent = time.time() - closing
            acks[sent] = await phone.does(voters.workshop.vote("r0", "agree"))

        await asyncio.gather(*(one(n, phone) for n, phone in enumerate(phones)))
    return acks


@pytest.mark.promise
async def test_a_stepped_clock_neither_moves_a_close_nor_reopens_it(tmp_path: Path, wall: WallClock) -> None:
    with serving(tmp_path / "data", under=wall.under) as server, Organiser(server) as organiser:
        workshop = organiser.workshop(lasting(0.35), ideas=1, opened=False)
        voters = await Voters.of(server, workshop, 60)
        workshop.turn("open")
        closing = when(workshop, "closes_at")
        acks = await votes_around(closing, voters, wall, {-2.0: 300, -0.5: -300, 0.5: 300, 1.5: -300})
        closed = when(workshop, "closed_at") - closing
        assert 0 <= closed < 1, "neither shortened nor prolonged"
        for sent, ack in acks.items():
            if sent < GRACE - NEARLY:
                assert ack["ok"], f"sent {sent:.3f} s after the deadline, which closed {closed:.3f} s after it"
            elif sent > closed + GRACE:
                assert ack.get("error", {}).get("code") == "stage_closed", f"sent {sent:.3f} s after the deadline"
        saved = sum(ack["ok"] for ack in acks.values())
        print(f"closed {closed:.3f} s after the deadline; {saved} of {len(acks)} votes came in time")
        assert workshop.tally()["r0"]["citizen"]["agree"] == saved
        assert stage_of(workshop)["state"] == "closed"


@pytest.mark.check
@pytest.mark.parametrize("step", [-300, 300])
async def test_a_restart_on_a_stepped_clock_reopens_nothing(tmp_path: Path, wall: WallClock, step: int) -> None:
    with serving(tmp_path / "data", under=wall.under) as server, Organiser(server) as organiser:
        workshop = organiser.workshop(lasting(0.01), ideas=1)
        until = time.monotonic() + 20
        while stage_of(workshop)["state"] != "closed":
            assert time.monotonic() < until, "its time is up"
            await asyncio.sleep(0.1)
        closed = when(workshop, "closed_at")
        server.stop()
        wall.moved_by(step)
        server.start()
        assert (stage_of(workshop)["state"], when(workshop, "closed_at")) == ("closed", closed)


async def test_a_retry_on_the_next_day_has_the_first_answer_and_changes_nothing(
    tmp_path: Path, wall: WallClock
) -> None:
    with serving(tmp_path / "data", under=wall.under) as server, Organiser(server) as organiser:
        voters = await Voters.of(server, organiser.workshop("vote", ideas=4), 10)
        actions = {person["token"]: list(voters.votes(12)) for person in voters.people}
        first = await all_send(voters, actions)
        tally = voters.workshop.tally()
        server.stop()
        wall.moved_by(24 * 3600)
        server.start()
        assert await all_send(voters, actions) == first
        assert voters.workshop.tally() == tally
        server.stop()
        assert Checked(database_of(server), voters).lines == len(first) == 120


async def all_send(voters: Voters, actions: dict[str, list[Json]]) -> dict[str, Json]:
    """Everybody sends all of theirs from two tabs at once → the acks by id, the same in both."""
    acks: dict[str, Json] = {}
    async with AsyncExitStack() as hall:
        tabs = [
            (await hall.enter_async_context(Phone(voters.server, token)), token) for token in actions for _ in range(2)
        ]
        sent = [await tab.sends(action) for tab, token in tabs for action in actions[token]]
        for ack in await asyncio.wait_for(asyncio.gather(*sent), 30):
            assert ack["ok"]
            assert acks.setdefault(ack["id"], ack) == ack, "one answer for one id"
    return acks
