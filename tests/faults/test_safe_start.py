"""What would be unsafe is refused at the start, and one connection alone writes to SQLite and moves its log."""

from __future__ import annotations

import asyncio
import os
import secrets
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlmodel import Session as Db

from app.serving import SAFE_SQLITE, Unsafe, refuse_unsafe
from app.settings import Settings
from app.storage import mounts
from app.storage.mounts import network_file_system
from app.storage.store import Store
from tests.faults.syscalls import calls_on, noting
from tests.faults.voters import Voters
from tests.people import Organiser
from tests.serving import TOP, Server, serving

LARGEST_LOG = 64 * 1024 * 1024


def refused(data: Path, *words: str) -> str:
    """What `serve` says on its one line as it refuses."""
    done = subprocess.run(
        [sys.executable, "-m", "app", "serve", "--port", "0", *words], cwd=TOP, capture_output=True, text=True,
        env=os.environ | {"COMMON_GROUND_DATA_DIR": str(data), "COMMON_GROUND_DATABASE_URL": ""}, timeout=30,
    )  # fmt: skip
    assert done.returncode not in (0, None)
    said = [line for line in done.stderr.splitlines() if not line.startswith("{")]
    assert len(said) == 1, done.stderr
    return said[0]


def test_two_workers_on_sqlite_are_refused_with_a_sentence(tmp_path: Path) -> None:
    assert "SQLite serves one process" in refused(tmp_path / "data", "--workers", "2")
    assert not (tmp_path / "data" / "common-ground.db").exists(), "nothing was begun"


@pytest.mark.check
def test_a_second_server_on_the_same_file_is_refused(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as server:
        assert "A server already uses" in refused(server.data)
        old = sqlite3.sqlite_version_info < SAFE_SQLITE
        assert server.said().count("3.51.3") == old, "an old SQLite is spoken of once"


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_a_network_file_system_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    listed = tmp_path / "mounts"
    share = tmp_path / "the share"
    listed.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/x {str(share).replace(' ', chr(92) + '040')} {kind} rw 0 0\n")
    monkeypatch.setattr(mounts, "MOUNTS", listed)
    settings = Settings(data_dir=share / "data")
    with pytest.raises(Unsafe, match=kind):
        refuse_unsafe(settings, 1)
    refuse_unsafe(Settings(data_dir=tmp_path / "here"), 1)
    assert network_file_system(tmp_path / "the share of others" / "file") is None


@pytest.mark.check
async def test_one_connection_alone_writes_and_moves_the_log(tmp_path: Path) -> None:
    noted, data = tmp_path / "calls", tmp_path / "data"
    server = Server(data, under=noting(noted), action_limit="0")
    server.token = server.command("token", "--name", "tests").strip()
    try:
        server.start()
        with Organiser(server) as organiser:
            voters = await Voters.of(server, organiser.workshop("vote", ideas=10), 6)
            begun = asyncio.create_task(voters.vote(15))
            while not begun.done():
                await asyncio.to_thread(organiser.gets, f"/sessions/{voters.workshop.id}/outcomes")
            await begun
    finally:
        server.stop()
    acked = [call.began for call in calls_on(noted, data) if b'{"ack"' in call.data]
    while_voting = [
        call for call in calls_on(noted, data)
        if acked[0] <= call.began <= acked[-1] and "common-ground.db" in call.path and not call.path.endswith("-shm")
    ]  # fmt: skip
    assert len({(call.thread, call.path, call.descriptor) for call in while_voting}) == 1, "one thread, one connection"
    assert {call.name for call in while_voting} == {"pwrite64", "fdatasync"}


async def test_the_log_of_sqlite_stays_small_beside_many_readers(sqlite: str) -> None:
    store, log, largest = Store(sqlite), Path(sqlite.removeprefix("sqlite:///") + "-wal"), 0

    def fill(db: Db, n: int) -> None:
        db.execute(text("insert into kept values (:n, randomblob(1000000))"), {"n": n})
        db.execute(text("delete from kept where n < :n"), {"n": n})

    def look(db: Db) -> None:
        db.execute(text("select count(*) from kept")).all()

    def begin(db: Db) -> None:
        db.execute(text("create table kept (n integer, it blob)"))

    try:
        await store.write(begin)
        for n in range(160):
            await asyncio.gather(store.write(fill, n), *(store.read(look) for _ in range(4)))
            largest = max(largest, log.stat().st_size)
    finally:
        store.close()
    print(f"the log grew to {largest / 1e6:.0f} MB under 160 MB of changes")
    assert 16_000_000 < largest <= LARGEST_LOG


@pytest.mark.parametrize(
    ("address", "says"),
    [("", "file is not a database"), ("postgresql://nobody@127.0.0.1:1/none", "Connection refused")],
    ids=["a file of something else", "nobody there"],
)
def test_a_database_that_cannot_be_opened_is_told_in_a_sentence(tmp_path: Path, address: str, says: str) -> None:
    (tmp_path / "common-ground.db").write_bytes(b"this is not a database " * 100)
    server = Server(tmp_path, database_url=address) if address else Server(tmp_path)
    with pytest.raises(AssertionError, match="The server ended at once"):
        server.start()
    assert "The database cannot be opened or brought up to date" in server.said()
    assert says in server.said()
    assert "Traceback" not in server.said()


@pytest.mark.parametrize(
    "key", ["short-key", "changeme" * 5, "a" * 64, "secret-" + "0123456789abcdef" * 2, "0123456789abcdef012345678"]
)
def test_a_key_that_can_be_guessed_is_refused_and_never_repeated(tmp_path: Path, key: str) -> None:
    settings = Settings(data_dir=tmp_path, secret_key=SecretStr(key), base_url="https://workshops.example.org")
    with pytest.raises(Unsafe) as refused:
        refuse_unsafe(settings, 1)
    assert "at least 32 random characters" in str(refused.value)
    assert key not in str(refused.value)
    assert key not in repr(settings)


def test_a_good_key_and_none_are_taken(tmp_path: Path) -> None:
    for key in ("", secrets.token_urlsafe(32), secrets.token_hex(24)):
        refuse_unsafe(Settings(data_dir=tmp_path, secret_key=SecretStr(key), base_url="https://w.example.org"), 1)


@pytest.mark.check
@pytest.mark.parametrize("words", [("--host", "0.0.0.0"), ("--hall",)], ids=["every address", "a hall"])
def test_a_key_that_can_be_guessed_is_refused_wherever_others_can_reach_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("COMMON_GROUND_SECRET_KEY", "changeme")
    monkeypatch.delenv("COMMON_GROUND_BASE_URL", raising=False)
    assert "COMMON_GROUND_SECRET_KEY can be guessed" in refused(tmp_path / "data", *words)
    assert not (tmp_path / "data" / "common-ground.db").exists(), "nothing was begun"
