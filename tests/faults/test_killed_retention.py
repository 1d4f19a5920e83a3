"""Erasing what is due survives a kill at any moment, by the command too, and takes old backups with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from sqlmodel import Session as Db

from app.actions.retaining import due_sessions
from app.storage.backups import back_up
from app.storage.database import writing_engine
from app.storage.migrating import migrate
from tests.serving import TOP, serving
from tests.storage.keeping import CANARIES, a_kept_programme

pytestmark = pytest.mark.check


def _retain(data: Path, *words: str) -> subprocess.Popen[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("COMMON_GROUND_")}
    return subprocess.Popen(
        [sys.executable, "-m", "app", "retain", *words], cwd=TOP, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, env=env | {"COMMON_GROUND_DATA_DIR": str(data)},
    )  # fmt: skip


def _bytes(data: Path) -> bytes:
    return b"".join(path.read_bytes() for path in data.rglob("*") if path.is_file())


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder whose only programme has kept people's words for long enough."""
    folder = tmp_path / "data"
    folder.mkdir()
    url = f"sqlite:///{folder}/common-ground.db"
    migrate(url)
    a_kept_programme(url, keep_days=30)
    assert all(canary.encode() in _bytes(folder) for canary in CANARIES)
    return folder


def test_the_command_says_what_it_erased_and_leaves_no_byte_of_it(data: Path) -> None:
    said, _ = _retain(data).communicate(timeout=60)
    assert "Erased in programme programme: people 3" in said
    assert "The log was folded in." in said
    found = _bytes(data)
    assert [canary for canary in CANARIES if canary.encode() in found] == []
    said, _ = _retain(data).communicate(timeout=60)
    assert "Nothing was due." in said


@pytest.mark.parametrize("seed", range(6))
def test_a_kill_at_any_moment_leaves_all_or_nothing_and_the_next_run_ends_it(data: Path, seed: int) -> None:
    running = _retain(data)
    time.sleep(Random(seed).uniform(0.5, 2.5))
    running.send_signal(signal.SIGKILL)
    running.communicate(timeout=60)
    engine = writing_engine(f"sqlite:///{data}/common-ground.db", 1)
    with Db(engine) as db:
        left = due_sessions(db, time.time())
    engine.dispose()
    said, _ = _retain(data).communicate(timeout=60)
    assert ("people 3" in said) == bool(left)
    found = _bytes(data)
    assert [canary for canary in CANARIES if canary.encode() in found] == []


def test_backups_past_their_life_go_and_others_stay(data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    url = f"sqlite:///{data}/common-ground.db"
    back_up(url, folder / "old.zip", None, time.time() - 31 * 86_400, "tests")
    back_up(url, folder / "new.zip", None, time.time() - 29 * 86_400, "tests")
    (folder / "notes.zip").write_text("no backup")
    said, _ = _retain(data, "--backups", str(folder), "--look").communicate(timeout=60)
    assert said == "Would remove old.zip.\n"
    said, _ = _retain(data, "--backups", str(folder)).communicate(timeout=60)
    assert "Removed old.zip." in said
    assert sorted(file.name for file in folder.iterdir()) == ["new.zip", "notes.zip"]


def test_beside_a_server_the_command_leaves_the_log_to_it(data: Path) -> None:
    with serving(data) as server:
        said = server.command("retain")
        assert "people 3" in said
        assert "A server is running" in said
    found = _bytes(data)
    assert [canary for canary in CANARIES if canary.encode() in found] == []
