"""An older version's backup, restored by this one, still gives the outcomes that it gave then."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.storage.backups import restore
from app.storage.database import migrating_engine
from app.storage.migrating import is_current
from tests.people import Organiser
from tests.postgres import Postgres
from tests.serving import serving
from tests.storage.played_workshop import DATA, figures

OLDER = sorted(DATA.glob("backup-*.zip"))


@pytest.mark.parametrize("file", OLDER, ids=lambda file: file.stem)
def test_an_older_backup_is_brought_up_to_date(database: str, file: Path) -> None:
    restore(database, file, None)
    engine = migrating_engine(database)
    assert is_current(engine)
    engine.dispose()


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.check)])
@pytest.mark.parametrize("file", OLDER, ids=lambda file: file.stem)
@pytest.mark.check
def test_outcomes_are_the_same_after_an_upgrade(
    request: pytest.FixtureRequest, tmp_path: Path, file: Path, kind: str
) -> None:
    address = f"sqlite:///{tmp_path}/data/common-ground.db"
    if kind == "postgresql":
        postgres: Postgres = request.getfixturevalue("postgres")
        address = postgres.emptied()
    expected = json.loads(file.with_suffix(".json").read_text("utf-8"))
    restore(address, file, None)
    with serving(tmp_path / "data", database_url=address) as server, Organiser(server) as organiser:
        saved, running = (organiser.gets(f"/sessions/{expected[name]['session']}/outcomes") for name in expected)
    assert figures(saved) == expected["saved"]
    assert lost_of(expected["running"], running) == []


def lost_of(then: Any, now: Any, path: str = "") -> list[str]:
    """Where something that was said then is not said now; what is new now does not count."""
    if isinstance(then, dict) and isinstance(now, dict):
        return [found for name in then for found in lost_of(then[name], now.get(name), f"{path}.{name}")]
    if isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        return [found for n, pair in enumerate(zip(then, now, strict=True)) for found in lost_of(*pair, f"{path}.{n}")]
    return [] if then == now else [f"{path}: {then!r} is now {now!r}"]
