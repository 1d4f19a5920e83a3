"""Backups beside a room that votes as fast as it can: each is one consistent version, and the room goes on."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from app.storage.backup_files import KEY
from app.storage.backups import back_up, restore
from tests.chance import a_seed
from tests.conversation import VOTES, made_up
from tests.people import Organiser
from tests.postgres import Postgres
from tests.replaying import Replay, planned
from tests.serving import Server, serving
from tests.storage.consistency import versions_of
from tests.storage.played_workshop import figures

EVERY = 1.0
ROUNDS = 3
Taken = list[tuple[Path, dict[str, int]]]

pytestmark = pytest.mark.check


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest) -> str:
    """Where the server under test keeps everything; empty for the file in its data folder."""
    if request.param == "sqlite":
        return ""
    postgres: Postgres = request.getfixturevalue("postgres")
    return postgres.emptied()


async def test_every_backup_under_load_is_one_consistent_version(address: str, tmp_path: Path) -> None:
    seed = a_seed()
    with serving(tmp_path / "data", action_limit="0", database_url=address) as server, Organiser(server) as organiser:
        replays: list[Replay] = []
        voting = asyncio.create_task(workshops_vote(server, organiser, seed, replays))
        url = address or f"sqlite:///{server.data}/common-ground.db"
        taken = await backups_while(voting, replays, url, tmp_path)
        server.command("backup", str(tmp_path / "last.zip"))
        before = [figures(replay.workshop.outcomes()) for replay in replays]
    print(f"{len(taken)} backups, begun after versions {[sum(known.values()) for _, known in taken]}")
    assert len(taken) > ROUNDS
    for file, known in taken:
        is_consistent(file, at_least=known)
    with serving(moved_to(tmp_path / "moved", tmp_path / "last.zip"), action_limit="0") as moved:
        for replay, told in zip(replays, before, strict=True):
            with Organiser(moved, server.token) as organiser:
                assert figures(organiser.gets(f"/sessions/{replay.workshop.id}/outcomes")) == told
            replay.server = moved
            assert await replay.everyone_sends(backwards=True) == replay.first, "tokens and first answers came along"


async def workshops_vote(server: Server, organiser: Organiser, seed: int, replays: list[Replay]) -> None:
    """One workshop after the other, each as fast as it can."""
    for n in range(ROUNDS):
        conversation = made_up(seed + n)
        replay = await Replay.of(server, planned(organiser, conversation), conversation)
        replays.append(replay)
        began = time.monotonic()
        await replay.sends_until_cut_off()
        print(f"{VOTES / (time.monotonic() - began):.0f} votes a second")
        assert len(replay.first) == VOTES
        assert all(ack["ok"] for ack in replay.first.values())


async def backups_while(voting: asyncio.Task[None], replays: list[Replay], url: str, folder: Path) -> Taken:
    """A backup each second, or as soon as the one before is done → each with what was saved before it was begun."""
    taken: Taken = []
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(1, mp_context=get_context("forkserver")) as beside:
        while not voting.done():
            known = await asyncio.to_thread(versions_shown, replays)
            file = folder / f"{len(taken)}.zip"
            backup = loop.run_in_executor(beside, back_up, url, file, None, time.time(), "test")
            await asyncio.gather(backup, asyncio.sleep(EVERY))
            taken.append((file, known))
    await voting
    return taken


def versions_shown(replays: list[Replay]) -> dict[str, int]:
    """{session: its version} as the server tells it: all that is saved by now."""
    return {replay.workshop.id: replay.workshop.shown()["version"] for replay in replays}


def is_consistent(file: Path, at_least: dict[str, int]) -> None:
    """Restored elsewhere it agrees with itself, and holds everything that had been saved when it was begun."""
    url = f"sqlite:///{file.with_suffix('.db')}"
    restore(url, file, None)
    found = versions_of(url)
    assert all(found[session] >= version for session, version in at_least.items())


def moved_to(folder: Path, file: Path) -> Path:
    """A new data folder, filled by the command."""
    Server(folder).command("restore", str(file))
    assert (folder / KEY).exists()
    return folder
