"""A national event's backup: 100,000 answers and as many journal lines, in bounded time and memory."""

from __future__ import annotations

import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

import pytest
from sqlalchemy import Connection

from app.storage.backups import back_up, restore
from app.storage.database import writing_engine
from app.storage.journal import digest_of, link
from tests.postgres import Postgres
from tests.storage.ledger import START, Ledger
from tests.storage.story import a_story

PEOPLE, IDEAS = 2_000, 50
BACKS_UP_WITHIN, RESTORES_WITHIN, MORE_MEMORY = 10.0, 60.0, 150
_PROCESSES = get_context("spawn")

pytestmark = pytest.mark.check


def a_large_one(url: str) -> None:
    """As many answers as a vote of 2,000 people on 50 ideas leaves, each with its line in the journal."""
    ledger = Ledger(url, a_story().session)
    ledger.close()
    engine = writing_engine(url, 1)
    with engine.begin() as connection:
        chain, number = START, 0
        for person in range(PEOPLE):
            chain, number = _one_votes(connection, person, chain, number)
        marks = _mark(connection)
        connection.exec_driver_sql(f"UPDATE session SET version = {marks}, chain = {marks}", (number, chain))
    engine.dispose()


def _one_votes(connection: Connection, person: int, chain: bytes, number: int) -> tuple[bytes, int]:
    answers, lines, contents = [], [], []
    for idea in range(IDEAS):
        number += 1
        salt, key = number.to_bytes(16, "big"), digest_of(b"key", str(number).encode())
        content = f'{{"participant":"{person:022}","stage":"vote","idea":"{idea:022}","value":"agree"}}'.encode()
        digest = digest_of(salt, content)
        chain = link(chain, number, 1.5 * number, "answered", key, digest)
        answers.append(("vote", f"{person:022}", f"{idea:022}", "", "agree"))
        lines.append(("session", number, 1.5 * number, "answered", key, digest, chain, None))
        contents.append(("session", number, f"{person:022}", salt, content))
    for table, rows in (("answer", answers), ("journal", lines), ("journal_content", contents)):
        marks = ", ".join([_mark(connection)] * len(rows[0]))
        connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({marks})", rows)
    return chain, number


def _mark(connection: Connection) -> str:
    return "?" if connection.dialect.name == "sqlite" else "%s"


def measured(work: Callable[..., object], *args: object) -> tuple[float, int]:
    """work(*args) in a new process → (seconds, MB of memory beyond what it started with)."""
    here, there = _PROCESSES.Pipe(duplex=False)
    process = _PROCESSES.Process(target=_measure, args=(there, work, args))
    process.start()
    there.close()
    seconds, megabytes = here.recv()
    process.join()
    return float(seconds), int(megabytes)


def _measure(there: Pipe, work: Callable[..., object], args: tuple[object, ...]) -> None:
    before, began = _peak(), time.monotonic()
    work(*args)
    there.send((time.monotonic() - began, _peak() - before))


def _peak() -> int:
    """Of this process alone: what `getrusage` tells begins with the parent's."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def test_a_national_events_backup_takes_seconds_and_little_memory(
    sqlite: str, postgres: Postgres, tmp_path: Path
) -> None:
    a_large_one(sqlite)
    file = tmp_path / "large.zip"
    steps: list[tuple[str, float, Callable[..., object], tuple[object, ...]]] = [
        ("SQLite, backup", BACKS_UP_WITHIN, back_up, (sqlite, file, None, 0.0, "test")),
        ("SQLite, restore", RESTORES_WITHIN, restore, (f"sqlite:///{tmp_path}/new.db", file, None)),
        ("PostgreSQL, restore", RESTORES_WITHIN, restore, (postgres.emptied(), file, None)),
        ("PostgreSQL, backup", BACKS_UP_WITHIN, back_up, (postgres.address, file, None, 0.0, "test")),
    ]
    for what, within, work, args in steps:
        seconds, megabytes = measured(work, *args)
        print(f"{what}: {seconds:.1f} s, {megabytes} MB more; the file has {file.stat().st_size / 1e6:.1f} MB")
        assert seconds <= within, what
        assert megabytes <= MORE_MEMORY, what
