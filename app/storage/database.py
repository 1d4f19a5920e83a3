"""Opening the database: SQLite as one writer and many readers, or PostgreSQL, with the settings that keep a vote."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.pool import NullPool, QueuePool, StaticPool

LOCK_TIMEOUT_MS = 5_000
FOLD_WITHIN_MS = 200
CHECKPOINT_AFTER = 8_000
"""Pages in the write-ahead log (32 MB) before they move to the database: often enough to stay small, rarely enough
not to weigh on every turn."""


def is_sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def file_of(url: str) -> Path:
    """Where a SQLite database lies."""
    return Path(make_url(url).database or "").absolute()


def writing_engine(url: str, connections: int = 4, checkpoints: bool = True) -> Engine:
    """An engine whose transactions may write. On SQLite it holds one connection, which alone checkpoints.

    `checkpoints=False` is for commands beside a running server.
    """
    if is_sqlite(url):
        engine = create_engine(_driver(url), poolclass=StaticPool, connect_args=_SQLITE, **_SILENT)
        _prepare_sqlite(engine, begin="BEGIN IMMEDIATE", autocheckpoint=CHECKPOINT_AFTER if checkpoints else 0)
        return engine
    return _postgres(url, connections)


def reading_engine(url: str, connections: int = 4) -> Engine:
    """An engine that only reads, beside the writer."""
    if is_sqlite(url):
        engine = create_engine(
            _driver(url),
            poolclass=QueuePool,
            pool_size=connections,
            max_overflow=connections,
            connect_args=_SQLITE,
            **_SILENT,
        )
        _prepare_sqlite(engine, begin="BEGIN", autocheckpoint=0, more=("PRAGMA query_only=ON",))
        return engine
    return _postgres(url, connections, "REPEATABLE READ")  # a state is read in many questions: all at one moment


def migrating_engine(url: str) -> Engine:
    """A plain engine for migrations: one connection, no pool."""
    if is_sqlite(url):
        engine = create_engine(_driver(url), poolclass=NullPool, connect_args=_SQLITE, **_SILENT)
        _prepare_sqlite(engine, begin="BEGIN IMMEDIATE", autocheckpoint=CHECKPOINT_AFTER, foreign_keys=False)
        return engine
    return _silent(create_engine(_driver(url), poolclass=NullPool, **_SILENT))


def fold_log(engine: Engine) -> bool:
    """Moves SQLite's write-ahead log into the database and cuts it to nothing → whether nobody was in the way."""
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute(f"PRAGMA busy_timeout={FOLD_WITHIN_MS}")
        (busy, _, _) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        cursor.execute(f"PRAGMA busy_timeout={LOCK_TIMEOUT_MS}")
        cursor.close()
        return not busy
    finally:
        raw.close()


_SILENT: dict[str, Any] = {"hide_parameters": True}
"""What fails says so without the values it failed with: they are people's words, and errors are logged."""
_SQLITE: dict[str, Any] = {"check_same_thread": False, "timeout": LOCK_TIMEOUT_MS / 1000, "isolation_level": None}


def _driver(url: str) -> str:
    """Our driver whatever the address said: sqlite3, or psycopg for PostgreSQL."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed.render_as_string(hide_password=False)


IsolationLevel = Literal["READ COMMITTED", "REPEATABLE READ"]


def _postgres(url: str, connections: int, isolation: IsolationLevel = "READ COMMITTED") -> Engine:
    wait = LOCK_TIMEOUT_MS
    options = (
        f"-c lock_timeout={wait} -c idle_in_transaction_session_timeout={wait} -c synchronous_commit=on "
        # A plan made while the tables were empty would be kept for ever: catching up then took seconds.
        "-c plan_cache_mode=force_custom_plan"
    )
    engine = create_engine(
        _driver(url),
        pool_size=connections,
        max_overflow=connections,
        pool_pre_ping=True,
        pool_timeout=LOCK_TIMEOUT_MS / 1000,
        isolation_level=isolation,
        connect_args={"options": options, "connect_timeout": 5},
        **_SILENT,
    )
    return _silent(engine)


def _silent(engine: Engine) -> Engine:
    """PostgreSQL tells in the detail of an error which row it refused, with every value in it: that is left out."""

    @event.listens_for(engine, "handle_error")
    def _failed(context: ExceptionContext) -> None:
        for error in (context.original_exception, context.sqlalchemy_exception):
            if error is not None and error.args:
                error.args = (str(error.args[0]).partition("\nDETAIL")[0], *error.args[1:])

    return engine


def _prepare_sqlite(
    engine: Engine, begin: str, autocheckpoint: int, more: tuple[str, ...] = (), foreign_keys: bool = True
) -> None:
    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _: Any) -> None:
        cursor = connection.cursor()
        for pragma in (
            "PRAGMA journal_mode=WAL",
            "PRAGMA synchronous=FULL",
            f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}",
            f"PRAGMA busy_timeout={LOCK_TIMEOUT_MS}",
            f"PRAGMA wal_autocheckpoint={autocheckpoint}",
            "PRAGMA journal_size_limit=67108864",
            "PRAGMA secure_delete=ON",
            "PRAGMA cache_size=-65536",
            *more,
        ):
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begins(connection: Any) -> None:
        connection.exec_driver_sql(begin)
