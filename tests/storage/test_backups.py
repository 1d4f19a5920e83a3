"""Backing up and restoring: everything comes back as it was, on either database, or nothing is touched."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection, text, update
from sqlmodel import Session as Db
from sqlmodel import SQLModel

from app.storage import audit, backups
from app.storage.backup_files import KEY, MANIFEST, BackupRefused, Manifest, opened
from app.storage.backups import back_up, restore
from app.storage.database import migrating_engine, writing_engine
from app.storage.migrating import migrate
from app.storage.raw_rows import RawTable, Row, first_with_rows, put_rows, rows_of, tables_of
from tests.chance import a_seed
from tests.faults.places import Databases
from tests.postgres import Postgres
from tests.storage.every_table import a_row_in_every_table
from tests.storage.ledger import kept
from tests.storage.played_workshop import DATA
from tests.storage.story import CASES, a_story

PLAYED = DATA / "backup-0001.zip"
Dump = dict[str, list[tuple[Any, ...]]]


def a_backup(url: str, file: Path, key: bytes | None = None) -> Manifest:
    return back_up(url, file, key, 1_000.0, "test")


@pytest.fixture
def filled(database: str) -> str:
    """The address of a database with a played workshop, and another in which every kind of event happened."""
    return fill(database)


def fill(url: str) -> str:
    restore(url, PLAYED, None)
    sitting = a_story()
    with kept(url, sitting.session.copy()) as ledger:
        for happens in CASES.values():
            before = len(sitting.recorded)
            happens(sitting)
            ledger.save(sitting.session, sitting.recorded[before:])
    engine = writing_engine(url)
    with Db(engine) as db, db.begin():
        chained = {"journal", "journal_content", "audit_line"}
        a_row_in_every_table(db, "every", but={*chained, "outcome", "process_presence"})
        audit.record(db, "every account id", "a deed", 1.0)
        made = update(SQLModel.metadata.tables["session"]).where(text("id = 'every'"))
        db.execute(made.values(version=0, chain=b"\0" * 32))
    engine.dispose()
    return url


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of all that, with a key."""
    folder = tmp_path_factory.mktemp("good")
    a_backup(fill(new_sqlite(folder)), folder / "good.zip", b"a key")
    return folder / "good.zip"


def new_sqlite(folder: Path, name: str = "new") -> str:
    """The address of a SQLite file that is not there yet."""
    return f"sqlite:///{folder}/{name}.db"


def dump(url: str) -> Dump:
    """Every row of a SQLite file as SQLite itself gives it, types and all."""
    with sqlite3.connect(url.removeprefix("sqlite:///")) as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: sorted(db.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr) for name in names}


def is_empty(url: str) -> bool:
    engine = migrating_engine(url)
    with engine.connect() as connection:
        found = first_with_rows(connection)
    engine.dispose()
    return found is None


def test_everything_comes_back_into_the_same_kind_of_database(filled: str, tmp_path: Path) -> None:
    first = a_backup(filled, tmp_path / "first.zip")
    again = new_sqlite(tmp_path)
    restore(again, tmp_path / "first.zip", None)
    assert a_backup(again, tmp_path / "second.zip").tables == first.tables
    if filled.startswith("sqlite"):
        assert dump(again) == dump(filled)


def test_sqlite_to_postgresql_and_back_gives_the_very_same_rows(
    sqlite: str, postgres: Postgres, tmp_path: Path
) -> None:
    fill(sqlite)
    first = a_backup(sqlite, tmp_path / "first.zip", b"a key")
    restore(postgres.emptied(), tmp_path / "first.zip", None)
    second = a_backup(postgres.address, tmp_path / "second.zip")
    restore(new_sqlite(tmp_path), tmp_path / "second.zip", None)
    assert second.tables == first.tables
    assert sum(stream.rows for stream in first.tables.values()) > 500
    assert dump(new_sqlite(tmp_path)) == dump(sqlite)


def test_a_database_that_sorts_by_a_language_gives_the_same_backup(
    good: Path, postgres: Postgres, tmp_path: Path
) -> None:
    """Its order of capitals and signs is another than that of bytes."""
    by_language = Databases(postgres).new(more="LOCALE_PROVIDER icu ICU_LOCALE 'en-GB'")
    first = restore(by_language, good, None)
    assert a_backup(by_language, tmp_path / "again.zip").tables == first.tables


def test_a_backup_holds_every_table_but_those_of_the_moment(good: Path) -> None:
    with opened(good) as backup:
        assert set(backup.manifest.tables) == set(SQLModel.metadata.tables) - {"process_presence"}
        empty = {name for name, stream in backup.manifest.tables.items() if not stream.rows}
    assert not empty


def test_both_databases_mean_the_same_by_every_column(sqlite: str, postgres: Postgres) -> None:
    known = []
    for url in (sqlite, postgres.emptied()):
        engine = migrating_engine(url)
        with engine.connect() as connection:
            known.append(sorted(tables_of(connection), key=lambda table: table.name))
        engine.dispose()
    assert known[0] == known[1]


def test_a_backup_is_of_one_moment(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before each table is read, somebody adds a row to two of them."""
    writing = writing_engine(database, 1, checkpoints=False)

    def rows_with_news(connection: Connection, table: RawTable) -> Iterator[Row]:
        news = (
            f"INSERT INTO programme (id, name, created_at) VALUES ('late-{table.name}', 'Late', 1)",
            f"INSERT INTO look (id, session, at, who, what) VALUES ('late-{table.name}', 's', 1, 'w', 'w')",
        )
        with writing.begin() as other:
            for statement in news:
                other.exec_driver_sql(statement)
        return rows_of(connection, table)

    monkeypatch.setattr(backups, "rows_of", rows_with_news)
    made = a_backup(database, tmp_path / "backup.zip")
    writing.dispose()
    assert (made.tables["programme"].rows, made.tables["look"].rows) == (0, 0)


def test_an_older_empty_schema_or_a_newer_one_makes_no_difference(good: Path, tmp_path: Path) -> None:
    dumps = []
    for name, revision in (("none", None), ("older", "0001"), ("today", "head")):
        url = new_sqlite(tmp_path, name)
        if revision is not None:
            migrate(url, revision)
        restore(url, good, None)
        dumps.append(dump(url))
    assert dumps[0] == dumps[1] == dumps[2]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO programme (id, name, created_at) VALUES ('p', 'Example programme', 1)",
        "INSERT INTO account (id, email, role, created_at) VALUES ('a', 'host@example.org', 'organiser', 1)",
        "INSERT INTO look (id, session, at, who, what) VALUES ('l', 's', 1, 'host', 'outcomes')",
    ],
)
def test_nothing_is_ever_restored_over_something(database: str, good: Path, tmp_path: Path, statement: str) -> None:
    engine = writing_engine(database, 1)
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
    before = a_backup(database, tmp_path / "before.zip").tables
    with pytest.raises(BackupRefused, match="not empty: there is something in"):
        restore(database, good, tmp_path / KEY)
    assert a_backup(database, tmp_path / "after.zip").tables == before
    assert not (tmp_path / KEY).exists()


def test_a_cut_off_file_is_refused_wherever_it_was_cut(good: Path, tmp_path: Path) -> None:
    whole, cut = good.read_bytes(), tmp_path / "cut.zip"
    for length in (*range(0, 40, 3), *range(40, len(whole), len(whole) // 40), len(whole) - 1):
        cut.write_bytes(whole[:length])
        with pytest.raises(BackupRefused, match=r"is damaged|is not a backup"):
            restore(new_sqlite(tmp_path), cut, tmp_path / KEY)
    assert not (tmp_path / "new.db").exists()
    assert not (tmp_path / KEY).exists()


def test_a_changed_byte_is_noticed_or_changes_nothing(good: Path, tmp_path: Path) -> None:
    """A zip has bytes that mean nothing, such as the times of its members."""
    whole, changed, noticed, seed = good.read_bytes(), tmp_path / "changed.zip", 0, a_seed()
    with opened(good) as backup:
        as_written = (backup.manifest, backup.key)
    dice = Random(seed)
    for at in dice.sample(range(len(whole)), 300):
        changed.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << dice.randrange(8))]) + whole[at + 1 :])
        try:
            with opened(changed) as backup:
                assert (backup.manifest, backup.key) == as_written, f"seed {seed}, byte {at}"
        except BackupRefused:
            noticed += 1
    assert noticed > 200


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, 99])
def test_a_member_that_names_another_way_of_packing_is_damage(good: Path, tmp_path: Path, packing: int) -> None:
    """Each way has errors of its own for bytes that it cannot unpack."""
    whole, changed = bytearray(good.read_bytes()), tmp_path / "changed.zip"
    place = whole.index(b"PK\x01\x02", zipfile.ZipFile(good).start_dir) + 10  # of the first member in the directory
    whole[place : place + 2] = packing.to_bytes(2, "little")
    changed.write_bytes(whole)
    with pytest.raises(BackupRefused, match="is damaged"), opened(changed):
        pass


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (None, "cannot be read: No such file"),
        (b"", "is not a backup"),
        (b"SQLite format 3\0" + bytes(1000), "is not a backup"),
        ({"holiday.jpg": b"a picture"}, "is not a backup"),
        ({MANIFEST: b"{}"}, "is damaged"),
        ({MANIFEST: b"no JSON"}, "is damaged"),
        ({MANIFEST: b'{"format": 2, "version": "9.1"}'}, r"newer version \(9.1\)"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, file: bytes | dict[str, bytes] | None, says: str) -> None:
    path = tmp_path / "other.zip"
    if isinstance(file, bytes):
        path.write_bytes(file)
    elif file is not None:
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in file.items():
                archive.writestr(name, content)
    with pytest.raises(BackupRefused, match=says):
        restore(new_sqlite(tmp_path), path, tmp_path / KEY)
    assert not (tmp_path / "new.db").exists()


def edited(good: Path, to: Path, **changes: Any) -> Path:
    """A copy whose manifest says something else."""
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(to, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, json.dumps(json.loads(content) | changes) if name == MANIFEST else content)
    return to


def test_a_backup_of_a_schema_that_is_not_known_yet_is_refused(good: Path, tmp_path: Path) -> None:
    newer = edited(good, tmp_path / "newer.zip", revision="9999", version="9.1")
    with pytest.raises(BackupRefused, match=r"newer version \(9.1\)"):
        restore(new_sqlite(tmp_path), newer, None)
    assert not (tmp_path / "new.db").exists()


def test_a_backup_that_lacks_a_table_leaves_the_database_empty(good: Path, database: str, tmp_path: Path) -> None:
    with opened(good) as backup:
        streams = {name: {"rows": s.rows, "sha256": s.sha256} for name, s in backup.manifest.tables.items()}
    del streams["support"]
    with pytest.raises(BackupRefused, match="is damaged"):
        restore(database, edited(good, tmp_path / "lacking.zip", tables=streams), None)
    assert is_empty(database)


def test_rows_that_come_back_otherwise_are_not_kept(good: Path, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def forgetful(connection: Connection, table: RawTable, rows: Iterator[Row]) -> None:
        put_rows(connection, table, list(rows)[: -1 if table.name == "answer" else None])

    monkeypatch.setattr(backups, "put_rows", forgetful)
    with pytest.raises(BackupRefused, match="The rows of answer did not come back"):
        restore(database, good, None)
    assert is_empty(database)


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE journal SET kind = 'joined' WHERE session = 'session' AND number = 9",
        "DELETE FROM journal WHERE session = 'session' AND number = 9",
        "DELETE FROM journal WHERE session = 'session' AND number > 40",
        "UPDATE journal_content SET content = salt WHERE session = 'session' AND content IS NOT NULL",
        "UPDATE session SET chain = salt WHERE id = 'session'",
    ],
)
def test_a_journal_that_had_been_changed_by_hand_is_restored_only_if_that_is_said(
    good: Path, tmp_path: Path, tampering: str
) -> None:
    changed = new_sqlite(tmp_path, "changed")
    restore(changed, good, None)
    engine = writing_engine(changed, 1)
    with engine.begin() as connection:
        connection.exec_driver_sql(tampering)
    engine.dispose()
    file, new = tmp_path / "backup.zip", new_sqlite(tmp_path)
    before = a_backup(changed, file).tables
    with pytest.raises(BackupRefused, match="of the journal of workshop session is not as it was written"):
        restore(new, file, None)
    assert is_empty(new)
    restore(new, file, None, trusting=True)
    assert a_backup(new, file).tables == before


def test_the_key_comes_back_for_its_owners_eyes_only(good: Path, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    restore(new_sqlite(folder), good, folder / KEY)
    assert (folder / KEY).read_bytes() == b"a key"
    assert stat.S_IMODE((folder / KEY).stat().st_mode) == 0o600


def test_another_key_is_never_replaced(good: Path, tmp_path: Path) -> None:
    (tmp_path / KEY).write_bytes(b"another key")
    with pytest.raises(BackupRefused, match="Another key is in use"):
        restore(new_sqlite(tmp_path), good, tmp_path / KEY, b"another key")
    assert (tmp_path / KEY).read_bytes() == b"another key"
    assert not (tmp_path / "new.db").exists()
    restore(new_sqlite(tmp_path), good, tmp_path / KEY, b"a key")
    restore(new_sqlite(tmp_path, "second"), good, None, b"another key")
    assert (tmp_path / KEY).read_bytes() == b"another key"


def test_a_key_that_appears_meanwhile_is_not_replaced_either(good: Path, tmp_path: Path) -> None:
    (tmp_path / KEY).write_bytes(b"another key")
    with pytest.raises(BackupRefused, match="appeared meanwhile"):
        restore(new_sqlite(tmp_path), good, tmp_path / KEY, None)
    assert (tmp_path / KEY).read_bytes() == b"another key"
    assert is_empty(new_sqlite(tmp_path))


def test_a_backup_is_for_its_owners_eyes_only_and_takes_an_older_ones_place(sqlite: str, tmp_path: Path) -> None:
    file, part = tmp_path / "backup.zip", tmp_path / "backup.zip.part"
    part.write_bytes(b"what a killed backup left" * 10_000)
    part.chmod(0o644)
    for _ in range(2):
        a_backup(sqlite, file)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert not part.exists()
        with opened(file):
            pass


@pytest.mark.parametrize("name", ["common-ground.db", "notes.txt"])
def test_a_backup_takes_no_other_files_place(sqlite: str, tmp_path: Path, name: str) -> None:
    (tmp_path / "notes.txt").write_text("Notes")
    before = (tmp_path / name).read_bytes()
    with pytest.raises(BackupRefused, match="is there already and is not a backup"):
        a_backup(sqlite, tmp_path / name)
    assert (tmp_path / name).read_bytes() == before


def test_a_backup_that_fails_leaves_the_older_one_and_nothing_half(
    sqlite: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "backup.zip"
    a_backup(sqlite, file)
    before = file.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device", "backup.zip.part")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BackupRefused, match="No space left on device"):
        a_backup(sqlite, file)
    assert file.read_bytes() == before
    assert sorted(path.name for path in tmp_path.glob("backup*")) == ["backup.zip"]


def test_two_backups_do_not_write_the_same_file(sqlite: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "backup.zip"
    refused: list[str] = []

    def rows_beside_another(connection: Connection, table: RawTable) -> Iterator[Row]:
        monkeypatch.setattr(backups, "rows_of", rows_of)
        with pytest.raises(BackupRefused, match="Another backup is being written") as told:
            a_backup(sqlite, file)
        refused.append(str(told.value))
        return rows_of(connection, table)

    monkeypatch.setattr(backups, "rows_of", rows_beside_another)
    a_backup(sqlite, file)
    assert len(refused) == 1
    with opened(file):
        pass


def test_where_there_is_nothing_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="There is no database"):
        a_backup(new_sqlite(tmp_path), tmp_path / "backup.zip")
    sqlite3.connect(tmp_path / "new.db").close()
    (tmp_path / "new.db").touch()
    with pytest.raises(BackupRefused, match="nothing to back up"):
        a_backup(new_sqlite(tmp_path), tmp_path / "backup.zip")
    assert [path.name for path in tmp_path.glob("*.zip*")] == []
