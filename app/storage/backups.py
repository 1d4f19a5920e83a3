"""Backing up everything into one file, and putting it back: the same file for SQLite and for PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import msgspec
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session as Db

from . import audit
from .backup_files import (
    FORMAT,
    KEY,
    MANIFEST,
    Backup,
    BackupRefused,
    Manifest,
    damaged,
    new_file,
    newer,
    opened,
    stream_of,
    write_stream,
)
from .chains import first_break
from .database import file_of, is_sqlite, migrating_engine, reading_engine
from .migrating import migrate_within, migrations_folder
from .raw_rows import RawTable, drop_tables, first_with_rows, put_rows, rows_of, tables_of


def back_up(url: str, file: Path, key: bytes | None, now: float, version: str) -> Manifest:
    """Writes all that the database at `url` holds at one moment to `file`, and the key if one is given.

    Only reads, and never checkpoints: it may run beside a server. Raises BackupRefused.
    """
    if is_sqlite(url) and not file_of(url).exists():
        raise BackupRefused(f"There is no database at {file_of(url)}.")
    with _in_words(), new_file(file) as out, ZipFile(out, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        with _one_moment(url) as connection:
            revision = _revision_of(connection)
            if revision is None:
                raise BackupRefused("The database has no tables of Common Ground. There is nothing to back up.")
            streams = {t.name: write_stream(archive, t, rows_of(connection, t)) for t in tables_of(connection)}
        made_at = datetime.fromtimestamp(now, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        manifest = Manifest(FORMAT, made_at, version, revision, key is not None, streams)
        if key is not None:
            archive.writestr(KEY, key)
        archive.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))
    return manifest


@contextmanager
def _one_moment(url: str) -> Iterator[Connection]:
    """A connection that reads the database as it is now, whatever is written meanwhile."""
    engine = reading_engine(url, 1)
    try:
        with engine.connect() as connection:
            if not is_sqlite(url):  # SQLite's read transactions are so by themselves
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                _take_time(connection)
                yield connection
    finally:
        engine.dispose()


def _take_time(connection: Connection) -> None:
    """Lifts the limits that keep a turn short."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")


def restore(url: str, file: Path, key_file: Path | None, key: bytes | None = None, trusting: bool = False) -> Manifest:
    """Fills an empty database from a backup and brings it up to date: wholly, or not at all.

    One transaction holds the steps of the schema, the rows and their checks. The backup's key goes to `key_file`, if
    one is given; `key` is the key in use now, if any. `trusting` takes a journal or record that had been changed by
    hand.
    Raises BackupRefused: then nothing was changed.
    """
    with _in_words(), opened(file) as backup:
        _refuse_unknown(backup)
        if key_file is not None and backup.key is not None and key not in (None, backup.key):
            raise BackupRefused("Another key is in use here than in the backup. Move it away, or restore without key.")
        if is_sqlite(url):
            file_of(url).parent.mkdir(parents=True, exist_ok=True)
        engine = migrating_engine(url)
        try:
            with engine.connect() as connection, connection.begin():
                _take_time(connection)
                _refuse_unless_empty(connection)
                _fill(connection, backup)
                migrate_within(connection, "head")
                if not is_sqlite(url):  # it has not looked at its new rows yet, and would compare each with each
                    connection.execute(text("ANALYZE"))
                _check_journals(connection, trusting)
                if key_file is not None and backup.key is not None and key is None:
                    _keep_key(key_file, backup.key)
        finally:
            engine.dispose()
        return backup.manifest


def _refuse_unknown(backup: Backup) -> None:
    known = {step.revision for step in ScriptDirectory(str(migrations_folder())).walk_revisions()}
    if backup.manifest.revision not in known:
        raise newer(backup.manifest.version)


def _refuse_unless_empty(connection: Connection) -> None:
    table = first_with_rows(connection)
    if table is not None:
        raise BackupRefused(f"The database is not empty: there is something in {table}. Restore into a new one.")


def _fill(connection: Connection, backup: Backup) -> None:
    """The backup's own schema, its rows, and proof that the database gives back the very same."""
    manifest = backup.manifest
    if _revision_of(connection) != manifest.revision:
        drop_tables(connection)
        migrate_within(connection, manifest.revision)
    tables: dict[str, RawTable] = {table.name: table for table in tables_of(connection)}
    if tables.keys() != manifest.tables.keys():
        raise damaged(backup.file)
    for table in tables.values():
        put_rows(connection, table, backup.rows_of(table))
    for name, table in tables.items():
        if stream_of(table, rows_of(connection, table)) != manifest.tables[name]:
            raise BackupRefused(f"The rows of {name} did not come back as they were. Nothing was restored.")


def _revision_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _check_journals(connection: Connection, trusting: bool) -> None:
    found = None if trusting else first_break(connection)
    if found is not None:
        raise BackupRefused(
            f"Line {found.number} of the journal of workshop {found.session} is not as it was written: it was changed "
            "before the backup was made. Add --trusting to restore it nevertheless."
        )
    with Db(connection) as db:
        line = None if trusting else audit.verify(db)
    if line is not None:
        raise BackupRefused(
            f"Line {line} of the record is not as it was written: it was changed before the backup was made. Add "
            "--trusting to restore it nevertheless."
        )


def _keep_key(file: Path, key: bytes) -> None:
    """Whole or not at all, and never in place of another. Raises BackupRefused."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(key)
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(part, file)
    except FileExistsError:
        raise BackupRefused(f"{file} appeared meanwhile. Stop the server, then restore.") from None
    finally:
        with suppress(FileNotFoundError):
            part.unlink()


@contextmanager
def _in_words() -> Iterator[None]:
    """What disk and database say no to, as a sentence, without the values it happened with."""
    try:
        yield
    except OSError as error:
        raise BackupRefused(f"{error.filename or 'The disk'}: {error.strerror}.") from error
    except DBAPIError as error:
        said = str(error.orig).partition("\n")[0]
        raise BackupRefused(f"The database said no: {said}") from error
