"""A record that was changed by hand is restored only if that is said; one that was not, as it is, and it goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import Session as Db

from app.storage import audit
from app.storage.backup_files import BackupRefused
from app.storage.backups import back_up, restore
from app.storage.database import writing_engine
from app.storage.migrating import migrate

LINES = 6


def changed(url: str, statement: str) -> None:
    engine = writing_engine(url, 1)
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def recorded(url: str, lines: int) -> int | None:
    """Adds lines to the record → the first one that is not as it was written."""
    engine = writing_engine(url, 1)
    with Db(engine) as db, db.begin():
        for n in range(lines):
            audit.record(db, "account", f"deed {n}", float(n))
    with Db(engine) as db:
        broken = audit.verify(db)
    engine.dispose()
    return broken


@pytest.fixture
def kept(sqlite: str) -> str:
    assert recorded(sqlite, LINES) is None
    return sqlite


def test_a_record_comes_back_and_goes_on(kept: str, tmp_path: Path) -> None:
    back_up(kept, tmp_path / "backup.zip", None, 0.0, "tests")
    new = f"sqlite:///{tmp_path}/new.db"
    restore(new, tmp_path / "backup.zip", None)
    assert recorded(new, 2) is None


@pytest.mark.parametrize(
    "tampering",
    ["UPDATE audit_line SET who = 'somebody else' WHERE number = 3", "DELETE FROM audit_line WHERE number = 3"],
)
def test_a_record_that_had_been_changed_by_hand_is_restored_only_if_that_is_said(
    kept: str, tmp_path: Path, tampering: str
) -> None:
    changed(kept, tampering)
    back_up(kept, tmp_path / "backup.zip", None, 0.0, "tests")
    new = f"sqlite:///{tmp_path}/new.db"
    with pytest.raises(BackupRefused, match="Line 3 of the record is not as it was written"):
        restore(new, tmp_path / "backup.zip", None)
    migrate(new)
    restore(new, tmp_path / "backup.zip", None, trusting=True)
    assert recorded(new, 1) == 3
