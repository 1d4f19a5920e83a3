"""A real PostgreSQL for the test session, in a folder of its own on a free loopback port."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg
from sqlmodel import SQLModel

from app.storage.migrating import migrate
from tests.serving import free_port

ACCOUNT = "postgres"
"""PostgreSQL refuses to run as root: as root its own account runs it."""


class Postgres:
    """A running server with one database of today's schema, emptied for each test."""

    def __init__(self, port: int, data: Path, control: Callable[..., None]) -> None:
        self.address = f"postgresql://{ACCOUNT}@127.0.0.1:{port}/tests"
        self.port, self.data, self._pg_ctl = port, data, control
        self._control = f"postgresql://{ACCOUNT}@127.0.0.1:{port}/postgres"
        self._do(self._control, "CREATE DATABASE tests")
        migrate(self.address)

    def emptied(self) -> str:
        """The database's address, with nobody connected and nothing in it.

        Rows are deleted, not truncated: that would give every table and index a new file, and take longer than a test.
        """
        self.drop_connections()
        rows = "; ".join(f'DELETE FROM "{name}"' for name in SQLModel.metadata.tables)
        self._do(self.address, f"SET session_replication_role = replica; {rows}")
        return self.address

    def stop(self, mode: str = "immediate") -> None:
        """Ends the database server: `immediate` without a checkpoint, as a crash does; `fast` and `smart` kindly."""
        self._pg_ctl("-m", mode, "stop")

    def start(self) -> None:
        self._pg_ctl("start")

    def drop_connections(self) -> None:
        """Every connection to the database ends at once, whatever it was doing."""
        self._do(self._control, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'tests'")

    def processes(self) -> list[int]:
        """The postmaster and all that it runs: for signals."""
        postmaster = psutil.Process(int((self.data / "postmaster.pid").read_text().split()[0]))
        return [postmaster.pid, *(child.pid for child in postmaster.children(recursive=True))]

    def _do(self, address: str, statement: str) -> None:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def running_postgres(fsync: bool = False) -> Iterator[Postgres]:
    """Starts it and stops it; `fsync` keeps it safe from power cuts too. Fails where it is not installed."""
    folder, port = Path(tempfile.mkdtemp(prefix="postgres-")), free_port()
    data, sockets = folder / "data", folder / "sockets"
    sockets.mkdir()
    account = ACCOUNT if os.geteuid() == 0 else None
    if account is not None:
        for path in (folder, sockets):
            shutil.chown(path, *owner_of(account))
    _run(account, program("initdb"), "-D", data, "-U", ACCOUNT, "-A", "trust", "-E", "UTF8", "--no-sync")
    options = (
        f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={sockets} "
        f"-c fsync={'on' if fsync else 'off'}"
    )

    def control(*words: str) -> None:
        _run(account, program("pg_ctl"), "-D", data, "-w", "-l", folder / "log", "-o", options, *words)

    control("start")
    try:
        yield Postgres(port, data, control)
    finally:
        with suppress(AssertionError):  # a test may have stopped it
            control("-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def program(name: str) -> str:
    """Where Debian keeps it, newest version first, or on the path."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: float(p.parts[4]), reverse=True)
    path = str(found[0]) if found else shutil.which(name)
    assert path, f"These tests need PostgreSQL's {name}. Install it with: apt-get install postgresql"
    return path


def owner_of(account: str) -> tuple[int, int]:
    known = pwd.getpwnam(account)
    return known.pw_uid, known.pw_gid


def _run(account: str | None, *command: object) -> None:
    done = subprocess.run(
        [str(part) for part in command], user=account, cwd="/", capture_output=True, text=True, timeout=60,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
