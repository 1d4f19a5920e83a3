"""A real PostgreSQL for the test session, in a folder of its own on a free loopback port."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlmodel import SQLModel

from app.storage.migrating import migrate
from tests.serving import free_port

ACCOUNT = "postgres"
"""PostgreSQL refuses to run as root: as root its own account runs it."""


class Postgres:
    """A running server with one database of today's schema, emptied for each test."""

    def __init__(self, port: int) -> None:
        self.address = f"postgresql://{ACCOUNT}@127.0.0.1:{port}/tests"
        self._control = f"postgresql://{ACCOUNT}@127.0.0.1:{port}/postgres"
        self._do(self._control, "CREATE DATABASE tests")
        migrate(self.address)

    def emptied(self) -> str:
        """The database's address, with nobody connected and nothing in it."""
        self._do(self._control, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'tests'")
        tables = ", ".join(f'"{name}"' for name in SQLModel.metadata.tables)
        self._do(self.address, f"TRUNCATE {tables} CASCADE")
        return self.address

    def _do(self, address: str, statement: str) -> None:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Starts it and stops it. Fails with a sentence where it is not installed."""
    folder, port = Path(tempfile.mkdtemp(prefix="postgres-")), free_port()
    data, sockets = folder / "data", folder / "sockets"
    sockets.mkdir()
    account = ACCOUNT if os.geteuid() == 0 else None
    if account is not None:
        for path in (folder, sockets):
            shutil.chown(path, *owner_of(account))
    _run(account, program("initdb"), "-D", data, "-U", ACCOUNT, "-A", "trust", "-E", "UTF8", "--no-sync")
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={sockets} -c fsync=off"
    control = [program("pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log")]
    _run(account, *control, "-o", options, "start")
    try:
        yield Postgres(port)
    finally:
        _run(account, *control, "-m", "immediate", "stop")
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
