"""The way in and out: whole transactions, one writer on SQLite, and readers that cannot write."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session as Db

from app.storage.store import Store
from app.storage.tables import Programme
from tests.postgres import Postgres


def add(db: Db, id: str, then_fail: bool = False) -> str:
    db.add(Programme(id=id, name="Example", created_at=0.0))
    db.flush()
    if then_fail:
        raise RuntimeError("in the middle")
    return id


def count(db: Db) -> int:
    return int(db.scalar(select(func.count()).select_from(Programme)) or 0)


async def test_what_was_written_is_there_when_the_write_returns(store: Store) -> None:
    assert await store.write(add, "p1") == "p1"
    assert await store.read(count) == 1


async def test_a_deed_that_fails_is_undone_whole(store: Store) -> None:
    with pytest.raises(RuntimeError):
        await store.write(add, "p1", then_fail=True)
    assert await store.read(count) == 0
    await store.write(add, "p1")


async def test_many_at_once_all_arrive(store: Store) -> None:
    await asyncio.gather(*(store.write(add, f"p{n}") for n in range(20)), *(store.read(count) for _ in range(20)))
    assert await store.read(count) == 20


async def test_a_question_of_many_parts_is_answered_for_one_moment(store: Store) -> None:
    asked, written = threading.Event(), threading.Event()

    def twice(db: Db) -> tuple[int, int]:
        first = count(db)
        asked.set()
        assert written.wait(10.0)
        return first, count(db)

    reading = asyncio.create_task(store.read(twice))
    await asyncio.to_thread(asked.wait, 10.0)
    await store.write(add, "p1")
    written.set()
    assert await reading == (0, 0)
    assert await store.read(count) == 1


async def test_a_reader_cannot_write_to_sqlite(sqlite: str) -> None:
    store = Store(sqlite)
    with pytest.raises(OperationalError, match="readonly"):
        await store.read(add, "p1")
    store.close()


async def test_on_sqlite_every_commit_is_on_disk_and_one_connection_checkpoints(sqlite: str) -> None:
    store = Store(sqlite)
    written = {name: await store.write(pragma, name) for name in ("synchronous", "journal_mode", "wal_autocheckpoint")}
    assert written["synchronous"] == 2, "FULL"
    assert written["journal_mode"] == "wal"
    assert written["wal_autocheckpoint"] > 0
    assert await store.read(pragma, "wal_autocheckpoint") == 0
    assert await store.read(pragma, "query_only") == 1
    store.close()
    assert not Path(sqlite.removeprefix("sqlite:///") + "-journal").exists()


async def test_on_postgresql_a_commit_waits_for_the_disk_and_a_lock_does_not_wait_for_ever(
    postgres: Postgres,
) -> None:
    store = Store(postgres.emptied())
    shown = {name: await store.write(show, name) for name in ("synchronous_commit", "lock_timeout")}
    assert shown == {"synchronous_commit": "on", "lock_timeout": "5s"}
    store.close()


def pragma(db: Db, name: str) -> Any:
    return db.execute(text(f"PRAGMA {name}")).scalar()


def show(db: Db, name: str) -> object:
    return db.execute(text(f"SHOW {name}")).scalar()
