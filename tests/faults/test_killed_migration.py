"""kill -9 before each statement of each step of the schema, and of a restore: all of it happened, or none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from app.storage.backup_files import opened
from app.storage.backups import back_up, restore
from app.storage.database import migrating_engine
from app.storage.migrating import migrate, migrations_folder
from app.storage.raw_rows import first_with_rows, put_rows, rows_of, tables_of
from tests.faults.dying import dies
from tests.faults.places import Databases, Files, Place
from tests.storage.played_workshop import DATA

pytestmark = pytest.mark.check

PLAYED = DATA / "backup-0001.zip"
STEPS = [step.revision for step in reversed(list(ScriptDirectory(str(migrations_folder())).walk_revisions()))]
Rows = dict[str, list[tuple[object, ...]]]


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return Files(tmp_path) if request.param == "sqlite" else Databases(request.getfixturevalue("postgres"))


def before(place: Place, step: str) -> str:
    """A database to which this step comes next, with a played workshop in it; before the first it holds nothing."""
    url = place.new()
    earlier = STEPS[: STEPS.index(step)]
    if earlier:
        migrate(url, STEPS[0])
        _play(url)
        migrate(url, earlier[-1])
    return url


def _play(url: str) -> None:
    engine = migrating_engine(url)
    with opened(PLAYED) as backup, engine.begin() as connection:
        for table in tables_of(connection):
            put_rows(connection, table, backup.rows_of(table))
    engine.dispose()


def held(url: str) -> Rows:
    """Everything that is in it, by table."""
    engine = migrating_engine(url)
    with engine.connect() as connection:
        found: Rows = {table.name: list(rows_of(connection, table)) for table in tables_of(connection)}
    engine.dispose()
    return found


def points(every: int) -> Iterator[int]:
    return iter(range(1, 10_000, every))


def is_killed_at_every_point(place: Place, step: str, every: int) -> int:
    """→ how often it was killed. After each, the step has not happened or is done; then it completes."""
    start = before(place, step)
    there = held(start)
    done = place.new(start)
    migrate(done, step)
    after = held(done)
    for kills, n in enumerate(points(every)):
        url = place.new(start)
        killed = dies(n, migrate, url, step)
        assert held(url) in (there, after), f"half of step {step} after a kill before statement {n}"
        migrate(url, step)
        assert held(url) == after, f"step {step} killed before statement {n}"
        if not killed:
            return kills
    raise AssertionError("It never ended.")


@pytest.mark.parametrize("step", STEPS)
def test_a_killed_step_has_not_happened(place: Place, step: str) -> None:
    assert is_killed_at_every_point(place, step, every=20) > 0


@pytest.mark.check
@pytest.mark.parametrize("step", STEPS)
def test_a_step_killed_anywhere_has_not_happened(place: Place, step: str) -> None:
    kills = is_killed_at_every_point(place, step, every=1)
    print(f"step {step}: killed at {kills} points")
    assert kills >= 3


def test_a_killed_restore_has_not_happened(place: Place, tmp_path: Path) -> None:
    assert restore_is_killed_at_every_point(place, tmp_path, every=100) > 1


@pytest.mark.check
def test_a_restore_killed_in_many_places_has_not_happened(place: Place, tmp_path: Path) -> None:
    kills = restore_is_killed_at_every_point(place, tmp_path, every=12)
    print(f"killed at {kills} points")
    assert kills >= 8


@pytest.mark.promise
def test_a_restore_killed_anywhere_has_not_happened(place: Place, tmp_path: Path) -> None:
    kills = restore_is_killed_at_every_point(place, tmp_path, every=1)
    print(f"killed at {kills} points")
    assert kills >= 30


def restore_is_killed_at_every_point(place: Place, folder: Path, every: int) -> int:
    """→ how often it was killed. After each the database is as empty as before, and the same command works."""
    whole, file, key = place.new(), folder / "backup.zip", folder / "secret-key"
    restore(whole, PLAYED, None)
    there = held(whole)
    back_up(whole, file, b"a key", 0.0, "test")
    for kills, n in enumerate(points(every)):
        url = place.new()
        key.unlink(missing_ok=True)
        if not dies(n, restore, url, file, key):
            assert held(url) == there
            return kills
        assert is_empty(url), f"half restored after a kill before statement {n}"
        restore(url, file, key, key.read_bytes() if key.exists() else None)
        assert held(url) == there
        assert key.read_bytes() == b"a key"
    raise AssertionError("It never ended.")


def is_empty(url: str) -> bool:
    engine = migrating_engine(url)
    with engine.connect() as connection:
        found = first_with_rows(connection)
    engine.dispose()
    return found is None
