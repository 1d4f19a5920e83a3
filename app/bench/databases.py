"""A real PostgreSQL and a real Redis to measure on: started here from the programs installed."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psutil
import psycopg

from .servers import cpu_of, free_port

ACCOUNT = "postgres"


class Postgres:
    """A server whose commits are on disk."""

    def __init__(self, address: str, data: Path) -> None:
        self._address, self._data = address, data
        self._names = (f"bench_{n}" for n in count())

    def new_database(self) -> str:
        """Makes an empty database → its address."""
        name = next(self._names)
        with psycopg.connect(f"{self._address}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return f"{self._address}/{name}"

    def cpu(self) -> float:
        """CPU seconds of all its processes that live. One for each connection: what has ended is not counted."""
        postmaster = psutil.Process(int((self._data / "postmaster.pid").read_text().split()[0]))
        return sum(map(cpu_of, [postmaster, *postmaster.children(recursive=True)]))


@contextlib.contextmanager
def postgres() -> Iterator[Postgres]:
    """Starts one and ends it. Raises FileNotFoundError where it is not installed."""
    account = ACCOUNT if os.geteuid() == 0 else None  # it refuses to run as root
    folder, port = Path(tempfile.mkdtemp(prefix="common-ground-bench-postgres-")), free_port()
    if account:
        shutil.chown(folder, pwd.getpwnam(account).pw_uid, pwd.getpwnam(account).pw_gid)
    data, options = folder / "data", f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder}"
    _run(account, _program("initdb"), "-D", data, "-U", ACCOUNT, "-A", "trust", "-E", "UTF8")
    control = (_program("pg_ctl"), "-D", data, "-w", "-l", folder / "log", "-o", options)
    _run(account, *control, "start")
    try:
        yield Postgres(f"postgresql://{ACCOUNT}@127.0.0.1:{port}", data)
    finally:
        _run(account, *control, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """The address of a Redis that keeps nothing. Raises FileNotFoundError where it is not installed."""
    port = free_port()
    command = [_program("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.kill()
        process.wait()


def _program(name: str) -> str:
    """Where Debian keeps it, newest version first, or on the path."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: float(p.parts[4]), reverse=True)
    path = str(found[0]) if found else shutil.which(name)
    if path is None:
        raise FileNotFoundError(f"This benchmark needs {name}: apt-get install postgresql redis-server")
    return path


def _run(account: str | None, *command: object) -> None:
    kept = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    subprocess.run(
        [str(word) for word in command], user=account, cwd="/", env=kept, check=True, timeout=60,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip


def _wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("Redis did not start within 10 s.")
