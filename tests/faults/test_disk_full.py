"""The disk is full in the middle of a vote: nobody is told "saved", people can still look, and it mends by itself."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from tests.faults.voters import Checked, Voters, database_of
from tests.people import Organiser
from tests.serving import Server

MENDS_WITHIN = 10.0
SMALL_VOTES = 400


@contextmanager
def small_disk(place: Path, megabytes: int) -> Iterator[Path]:
    """A disk of its own, in memory, that can really be full."""
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)], capture_output=True, text=True
    )
    assert mounted.returncode == 0, f"These tests need to mount a small disk, as root: {mounted.stderr}"
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@contextmanager
def on_a_small_disk(tmp_path: Path, megabytes: int) -> Iterator[tuple[Server, Path]]:
    """A server with its data there, its log elsewhere, and the file that fills the disk."""
    with small_disk(tmp_path / "disk", megabytes) as disk:
        server = Server(disk / "data", action_limit="0")
        server.log = tmp_path / "server.log"
        try:
            server.start()
            yield server, disk / "somebody's films"
        finally:
            server.stop()


def fill(file: Path) -> None:
    """Takes all the room that is left, to the last byte."""
    with suppress(OSError), file.open("ab", buffering=0) as out:
        for size in (1 << 20, 1 << 12, 1):
            with suppress(OSError):
                while True:
                    out.write(os.urandom(size))


class PlainVoter:
    """One more person, who votes by plain HTTP."""

    def __init__(self, voters: Voters) -> None:
        self.voters, self._person = voters, voters.people.pop()
        self._votes = voters.votes()
        self._waiting = next(self._votes)
        self.http = httpx.Client(
            base_url=voters.server.url, headers={"Authorization": f"Bearer {self._person['token']}"}, timeout=10,
            trust_env=False,
        )  # fmt: skip

    def can_look_and_is_told(self) -> None:
        assert self.http.get("/api/v1/me").json()["session"]["id"] == self.voters.workshop.id
        assert self.http.get(f"/join/{self.voters.workshop.code}").status_code == 200
        refused = self._votes_until_refused()
        assert (refused.status_code, refused.headers.get("retry-after")) == (503, "1")

    def _votes_until_refused(self) -> httpx.Response:
        """A few small votes may still fit where a large turn did not. They are checked like all others in the end."""
        for _ in range(SMALL_VOTES):
            self.voters.said[self._waiting["id"]] = self._person["participant"]
            answer = self.http.post("/api/v1/actions", json=self._waiting)
            if not answer.is_success:
                return answer
            self.voters.acks[self._waiting["id"]] = answer.json()["acks"][0]
            self._waiting = next(self._votes)
        raise AssertionError(f"{SMALL_VOTES} votes fit on a full disk")


async def filled_and_freed(voters: Voters, one: PlainVoter, film: Path, full_for: float) -> float:
    """Fills the disk while everybody votes and frees it again → seconds until votes were saved again."""
    before = len(voters.closes)
    await asyncio.to_thread(fill, film)
    until = time.monotonic() + 20
    while len(voters.closes) == before:
        assert time.monotonic() < until, "a full disk is noticed"
        await asyncio.sleep(0.02)
    await asyncio.to_thread(one.can_look_and_is_told)
    await asyncio.sleep(full_for)
    film.unlink()
    waited = await voters.an_ack(time.time(), MENDS_WITHIN)
    assert waited is not None, f"votes are not saved again within {MENDS_WITHIN} s"
    return waited


@pytest.mark.check
async def test_a_full_disk_loses_nothing_and_mends_without_a_restart(tmp_path: Path) -> None:
    with on_a_small_disk(tmp_path, 20) as (server, film), Organiser(server) as organiser:
        voters = await Voters.of(server, organiser.workshop("vote", ideas=10), 7)
        one = PlainVoter(voters)
        async with voters.voting():
            assert await voters.an_ack() is not None
            waited = await filled_and_freed(voters, one, film, full_for=1.5)
        print(f"{len(voters.acks)} acks; saved again after {waited:.2f} s")
        assert set(voters.closes) == {1012}
        await organiser_sees_it_whole(voters, tmp_path)


@pytest.mark.promise
async def test_a_disk_that_fills_again_and_again_loses_nothing(tmp_path: Path) -> None:
    with on_a_small_disk(tmp_path, 30) as (server, film), Organiser(server) as organiser:
        voters, slowest = await Voters.of(server, organiser.workshop("vote", ideas=10), 41), 0.0
        one = PlainVoter(voters)
        async with voters.voting():
            for _ in range(12):
                assert await voters.an_ack(time.time(), MENDS_WITHIN) is not None
                slowest = max(slowest, await filled_and_freed(voters, one, film, full_for=3))
        print(f"{len(voters.acks)} acks; saved again after at most {slowest:.2f} s")
        await organiser_sees_it_whole(voters, tmp_path)


async def organiser_sees_it_whole(voters: Voters, tmp_path: Path) -> None:
    """Looked at in a copy after the server's end, so that nothing helps."""
    data = tmp_path / "copy"
    voters.server.stop()
    shutil.copytree(voters.server.data, data)
    assert len(voters.saved()) == len(voters.acks)
    Checked(data / database_of(voters.server).name, voters).assert_whole()
