"""The power goes: whatever a disk may then hold opens again, and holds every vote that was acknowledged before."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import pytest

from tests.chance import a_seed
from tests.faults.power_cut import Disk
from tests.faults.syscalls import Call, calls_on, noting
from tests.faults.voters import Voters, database_of
from tests.people import Organiser
from tests.serving import Server

pytestmark = pytest.mark.check

_ACKED = re.compile(rb'\{"ack":\{"id":"([^"]+)","ok":true,"version":(\d+)')
SYNCS = ("fsync", "fdatasync")


@dataclass(frozen=True, slots=True)
class Run:
    """What a server did to its files while people voted; `held` is what they held before. `acked` are, in time: when an
    ack began to leave the server, the key the vote has in the journal, and its number."""

    folder: Path
    held: dict[str, bytes]
    calls: list[Call]
    acked: list[tuple[float, bytes, int]]


@dataclass(slots=True)
class Found:
    """What the images of one run came to."""

    images: int = 0
    lost: int = 0
    """Images in which an acknowledged vote is missing."""
    corrupt: int = 0


@contextmanager
def started(server: Server) -> Iterator[None]:
    try:
        server.start()
        yield
    finally:
        server.stop()


async def a_run(tmp_path: Path, people: int, votes: int, restarts: int) -> Run:
    """A server on a new database, people who vote, its end; perhaps a second start and more votes, to another end."""
    noted, data = tmp_path / "calls", tmp_path / "data"
    server = Server(data, under=noting(noted), action_limit="0")
    server.token = server.command("token", "--name", "tests").strip()  # by a process whose calls are not noted
    held = {file.name: file.read_bytes() for file in data.iterdir()}
    with started(server), Organiser(server) as organiser:
        voters = await Voters.of(server, organiser.workshop("vote", ideas=20), people)
        await voters.vote(votes, 600)
        for _ in range(restarts):
            server.stop()
            server.start()
            await voters.vote(votes, 600)
    assert len(voters.saved()) == len(voters.said), "nothing went wrong while it was noted"
    with closing(sqlite3.connect(database_of(server))) as db:
        salt = db.execute("select salt from session where id = ?", [voters.workshop.id]).fetchone()[0]
    calls = calls_on(noted, data)
    acked = [
        (call.began, voters.key(salt, id.decode()), int(version))
        for call in calls
        for id, version in _ACKED.findall(call.data)
    ]
    assert len(acked) == len(voters.said), "every ack was seen leaving the server"
    return Run(data, held, calls, sorted(acked))


def cut_everywhere(run: Run, cuts: int, dice: Random, images: Path) -> Found:
    """Cuts the power so often, spread over all that the server did to its disk, and looks at what is left."""
    found, disk, taken = Found(), Disk(run.folder, run.held), 0
    for at in _instants(run, cuts, dice):
        while taken < len(run.calls) and run.calls[taken].ended <= at:
            disk.take(run.calls[taken])
            taken += 1
        under_way = [call for call in run.calls[taken : taken + 16] if call.began <= at]
        image = images / "image"
        disk.image(image, dice, under_way)
        found.images += 1
        _judge(image, [ack for ack in run.acked if ack[0] <= at], found)
        shutil.rmtree(image)
    return found


def _instants(run: Run, cuts: int, dice: Random) -> list[float]:
    """In the middle of calls: half of them writes, which are many, half of them syncs, acks and new names."""
    writes = [call for call in run.calls if call.name in ("pwrite64", "ftruncate")]
    others = [call for call in run.calls if call.name not in ("pwrite64", "ftruncate")]
    chosen = dice.choices(writes, k=cuts // 2) + dice.choices(others, k=cuts - cuts // 2)
    return sorted(dice.uniform(call.began, call.ended) for call in chosen)


def _judge(image: Path, acked: Iterable[tuple[float, bytes, int]], found: Found) -> None:
    lines: dict[bytes, int] = {}
    try:
        with closing(sqlite3.connect(image / "common-ground.db")) as db:
            whole = db.execute("pragma integrity_check").fetchone()[0] == "ok"
            if db.execute("select count(*) from sqlite_master where name = 'journal'").fetchone()[0]:
                lines = dict(db.execute("select key, number from journal"))
    except sqlite3.DatabaseError:
        whole = False
    found.corrupt += not whole
    found.lost += any(lines.get(key) != number for _, key, number in acked)


async def images_of(tmp_path: Path, people: int, votes: int, cuts: int, restarts: int = 0) -> tuple[Run, Found]:
    seed = a_seed()
    run = await a_run(tmp_path, people, votes, restarts)
    found = cut_everywhere(run, cuts, Random(seed), tmp_path)
    print(f"seed {seed}: {len(run.acked)} acks; {found}")
    return run, found


async def test_a_power_cut_anywhere_loses_no_acknowledged_vote(tmp_path: Path) -> None:
    run, found = await images_of(tmp_path, people=8, votes=10, cuts=60)
    assert (found.images, found.lost, found.corrupt) == (60, 0, 0)
    # and this is a test that can fail: a disk that is never told to sync would have lost some
    unsynced = replace(run, calls=[call for call in run.calls if call.name not in SYNCS])
    assert cut_everywhere(unsynced, 60, Random(1), tmp_path).lost > 20


@pytest.mark.promise
async def test_two_thousand_power_cuts_lose_no_acknowledged_vote(tmp_path: Path) -> None:
    _, found = await images_of(tmp_path, people=30, votes=60, cuts=2000, restarts=1)
    assert (found.images, found.lost, found.corrupt) == (2000, 0, 0)
