"""The disk fails at any write or sync: nobody is told "saved" of what is not, and what was acknowledged is there."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from random import Random

import httpx
import pytest

from tests.chance import a_seed
from tests.faults.syscalls import failing, injected
from tests.faults.voters import Checked, Voters, database_of
from tests.people import Organiser
from tests.serving import Server, serving

pytestmark = pytest.mark.check

COMMANDS = 200
OF_THE_FOLDER = 2
"""The one sync of a start whose failure SQLite does not mind: the server syncs the folder itself."""
ON_ITS_WAY = 0.5
"""Seconds that an ack sent before a failure may need to be read here, where two cores do everything."""
LOOKED_AT = 1.5
"""Seconds that everybody goes on asking after a failure."""
NOT_OPENED = "The database cannot be opened or brought up to date: disk I/O error"
"""What a server says, and ends, whose disk fails while it comes up."""


@pytest.fixture(scope="module")
async def joined(tmp_path_factory: pytest.TempPathFactory) -> Voters:
    """People in an open vote, on a server that has ended again."""
    with serving(tmp_path_factory.mktemp("joined") / "data") as server, Organiser(server) as organiser:
        return await Voters.of(server, organiser.workshop("vote", ideas=10), 3)


@pytest.fixture
def voters(joined: Voters, tmp_path: Path) -> Voters:
    """The same people, on a copy of that server's data."""
    server = Server(tmp_path / "data")
    shutil.copytree(joined.server.data, server.data)
    server.token = joined.server.token
    return Voters(server, joined.workshop, joined.people)


@asynccontextmanager
async def broken(voters: Voters, call: str, error: str, when: str, log: Path) -> AsyncIterator[Server]:
    """The voters' server, started again on a disk that fails."""
    log.unlink(missing_ok=True)
    before = voters.server
    server = Server(before.data, under=failing(call, error, when, log), action_limit="0")
    server.token, voters.server = before.token, server
    await asyncio.to_thread(server.start)
    try:
        yield server
    finally:
        await asyncio.to_thread(server.kill9)


async def nothing_is_acknowledged_after(voters: Voters, log: Path, commands: int) -> bool:
    """Everybody votes until the disk fails, and then asks for a while in vain → whether it failed at all. Calls are
    counted in each thread anew: one that failed while the server came up is not the one that votes meet."""
    begun = time.time()

    def failures() -> list[float]:
        return [at for at in injected(log) if at > begun]

    voting = asyncio.create_task(voters.vote(commands // len(voters.people), 120))
    while not voting.done() and not failures():
        await asyncio.sleep(0.05)
    if not (failed := failures()):
        await voting
        return False
    await asyncio.sleep(LOOKED_AT)
    assert not voting.done(), "everybody still asks"
    voting.cancel()
    with suppress(asyncio.CancelledError):
        await voting
    assert [at for at in voters.heard if at > failed[0] + ON_ITS_WAY] == [], "acknowledged after a failed sync"
    assert voters.closes[-1] == 1012
    reads_go_on(voters)
    return True


def reads_go_on(voters: Voters) -> None:
    person = {"Authorization": f"Bearer {voters.people[0]['token']}"}
    with httpx.Client(base_url=voters.server.url, headers=person, timeout=10, trust_env=False) as http:
        assert http.get("/readyz").status_code == 503
        assert http.get("/healthz").status_code == 200
        assert http.get("/api/v1/me").json()["session"]["id"] == voters.workshop.id
        refused = http.post("/api/v1/actions", json=voters.workshop.vote("r0", "agree"))
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")


async def fails_at(tmp_path: Path, voters: Voters, error: str, call: str, when: list[int], commands: int) -> int:
    """Each time the disk fails at another sync or write; the next start is the recovery → how often it failed."""
    log, failures, not_opened = tmp_path / "calls", 0, 0
    for n in when:
        try:
            async with broken(voters, call, error, str(n), log):
                failures += await nothing_is_acknowledged_after(voters, log, commands)
        except AssertionError as ended:
            if NOT_OPENED not in str(ended):
                raise
            not_opened += 1
        Checked(database_of(voters.server), voters).assert_whole()
    assert not_opened <= len(when) // 10, "few places are those of a start"
    return failures + not_opened


async def all_is_well_again(voters: Voters) -> None:
    """After a start on a good disk everybody votes again, and all that was acknowledged is there."""
    voters.server = Server(voters.server.data, action_limit="0")
    try:
        await asyncio.to_thread(voters.server.start)
        before = len(voters.acks)
        await voters.vote(3)
        assert len(voters.acks) == before + 3 * len(voters.people)
        Checked(database_of(voters.server), voters).assert_whole()
    finally:
        voters.server.stop()


def dice() -> Random:
    seed = a_seed()
    return Random(seed)


async def test_nothing_is_acknowledged_after_a_failed_sync(tmp_path: Path, voters: Voters) -> None:
    assert await fails_at(tmp_path, voters, "EIO", "fdatasync", [dice().randint(2, 12)], 300) == 1


async def test_a_folder_that_cannot_be_synced_is_not_served_from(tmp_path: Path, voters: Voters) -> None:
    with pytest.raises(AssertionError, match="The disk cannot keep files"):
        async with broken(voters, "fsync", "EIO", "1", tmp_path / "calls"):
            pass


async def test_a_write_that_finds_no_room_is_said_and_the_next_goes_on(tmp_path: Path, voters: Voters) -> None:
    log = tmp_path / "calls"
    async with broken(voters, "pwrite64", "ENOSPC", f"{dice().randint(20, 100)}+53", log):
        await voters.vote(30)
        assert len(voters.acks) == len(voters.saved()) == 90
        assert httpx.get(f"{voters.server.url}/readyz", trust_env=False).status_code == 200
    failures = injected(log)
    assert len(failures) >= 5
    assert set(voters.closes) == {1012, 1000}
    checked = Checked(database_of(voters.server), voters)
    checked.assert_whole()
    assert checked.lines == 90


@pytest.mark.promise
async def test_a_failed_sync_at_every_turn_of_two_hundred_is_never_acknowledged(tmp_path: Path, voters: Voters) -> None:
    voters.people, begun = voters.people[:1], time.monotonic()
    when = [n for n in range(1, COMMANDS + 2) if n != OF_THE_FOLDER]
    failures = await fails_at(tmp_path, voters, "EIO", "fdatasync", when, COMMANDS + 20)
    print(f"{failures} failed syncs, {len(voters.acks)} acks, {time.monotonic() - begun:.0f} s")
    assert failures == COMMANDS
    await all_is_well_again(voters)


@pytest.mark.promise
async def test_a_failed_write_anywhere_is_never_acknowledged(tmp_path: Path, voters: Voters) -> None:
    voters.people = voters.people[:1]
    when = sorted(dice().sample(range(1, 12 * COMMANDS), 60))
    assert await fails_at(tmp_path, voters, "EIO", "pwrite64", when, COMMANDS + 20) == len(when)
    await all_is_well_again(voters)


@pytest.mark.promise
@pytest.mark.parametrize("step", [41, 53, 67, 97, 131, 193])
async def test_a_full_disk_at_any_write_of_two_hundred_loses_nothing(tmp_path: Path, voters: Voters, step: int) -> None:
    log, voters.people = tmp_path / "calls", voters.people[:1]
    async with broken(voters, "pwrite64", "ENOSPC", f"{dice().randint(20, 20 + step)}+{step}", log):
        await voters.vote(COMMANDS, 300)
    checked = Checked(database_of(voters.server), voters)
    checked.assert_whole()
    assert checked.lines == len(voters.saved()) == COMMANDS
    print(f"{len(injected(log))} failed writes")
