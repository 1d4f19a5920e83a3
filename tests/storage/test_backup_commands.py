"""`backup` and `restore` as they are typed: beside a running server, onto another machine's other database."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from app.safekeeping import KINDLY, read_backup, write_backup
from app.settings import Settings
from app.storage.backup_files import KEY
from app.storage.backups import restore
from tests.people import Json, Organiser, join
from tests.postgres import Postgres
from tests.serving import TOP, Server, serving
from tests.storage.played_workshop import DATA, figures

PLAYED = DATA / "backup-0001.zip"


@pytest.mark.check
async def test_a_workshop_moves_to_another_database_with_its_people(postgres: Postgres, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    with serving(tmp_path / "here") as server, Organiser(server) as organiser:
        workshop = organiser.workshop("vote")
        people = await join(server, workshop.code, [{"community": "citizen"}, {"community": "ahp"}])
        votes = [workshop.vote("r0", "agree"), workshop.vote("r1", "disagree")]
        acks = [said(server, person, vote) for person, vote in zip(people, votes, strict=True)]
        assert "lines of journals: 6" in server.command("backup", str(file))
        before = workshop.outcomes()
    address = postgres.emptied()
    there = Server(tmp_path / "there", database_url=address)
    assert "Each row was compared" in there.command("restore", str(file))
    with serving(tmp_path / "there", database_url=address) as moved, Organiser(moved, server.token) as organiser:
        assert figures(organiser.gets(f"/sessions/{workshop.id}/outcomes")) == figures(before)
        assert [said(moved, person, vote) for person, vote in zip(people, votes, strict=True)] == acks
        assert said(moved, people[0], workshop.vote("r2", "unsure"))["version"] == 7


def said(server: Server, person: Json, action: Json) -> Json:
    """The ack to an action, by the person's own token."""
    with Organiser(server, person["token"]) as http:
        ack: Json = http.posts("/actions", action)["acks"][0]
    assert ack["ok"], ack
    return ack


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Of a filled data folder with a key; a backup takes no notice of the tests' own niceness."""
    monkeypatch.setattr(os, "nice", lambda by: by)
    here = Settings(data_dir=tmp_path / "here")
    restore(here.database, PLAYED, None)
    (here.data_dir / KEY).write_bytes(b"a key")
    return here


def test_a_backup_steps_back_for_the_server(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stepped: list[int] = []
    monkeypatch.setattr(os, "nice", stepped.append)
    write_backup(settings, tmp_path / "backup.zip", with_key=True)
    assert stepped == [KINDLY]


@pytest.mark.parametrize("with_key", [True, False])
def test_the_key_goes_along_unless_told_otherwise(settings: Settings, tmp_path: Path, with_key: bool) -> None:
    told = write_backup(settings, tmp_path / "backup.zip", with_key)
    there = Settings(data_dir=tmp_path / "there")
    assert ("holds no key" in told) is not with_key
    assert ("holds no key" in read_backup(there, tmp_path / "backup.zip", True, False)) is not with_key
    assert (there.data_dir / KEY).exists() is with_key


def test_a_key_from_the_environment_is_not_written_down(settings: Settings, tmp_path: Path) -> None:
    settings.secret_key = SecretStr("canary-key")
    told = write_backup(settings, tmp_path / "backup.zip", with_key=True)
    assert "yours is in the environment" in told
    there = Settings(data_dir=tmp_path / "there")
    read_backup(there, tmp_path / "backup.zip", True, False)
    assert not (there.data_dir / KEY).exists()


def test_a_restore_leaves_the_key_alone_if_it_is_told_to(settings: Settings, tmp_path: Path) -> None:
    write_backup(settings, tmp_path / "backup.zip", with_key=True)
    there = Settings(data_dir=tmp_path / "there", secret_key=SecretStr("another key"))
    with pytest.raises(SystemExit, match="Another key is in use here"):
        read_backup(there, tmp_path / "backup.zip", True, False)
    read_backup(there, tmp_path / "backup.zip", with_key=False, trusting=False)
    assert not (there.data_dir / KEY).exists()


def test_a_refusal_is_one_sentence_on_the_screen(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app", "restore", str(tmp_path / "none.zip")],
        cwd=TOP, env={"PATH": os.environ["PATH"], "COMMON_GROUND_DATA_DIR": str(tmp_path / "data")},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip() == f"{tmp_path / 'none.zip'} cannot be read: No such file or directory."
    assert not (tmp_path / "data").exists()


@pytest.mark.check
def test_nothing_is_restored_under_a_server_that_runs(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as server:
        with pytest.raises(AssertionError, match="A server already uses"):
            server.command("restore", str(PLAYED))
        second = Server(tmp_path / "data")
        with pytest.raises(AssertionError, match="A server already uses"):
            second.start()
        assert httpx.get(f"{server.url}/readyz", trust_env=False).status_code == 200
