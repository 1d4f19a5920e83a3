"""The halls that faults and loads are tried in: one process on a SQLite file, and two on PostgreSQL and Redis."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.postgres import Postgres
from tests.redis import Redis
from tests.serving import Server, serving

from .halls import Hall


@pytest.fixture
def hall(server: Server) -> Hall:
    """One process on a SQLite file, shared with others: for tests that leave it as it was."""
    return Hall(server, f"sqlite:///{server.data}/common-ground.db")


@pytest.fixture
def own_hall(tmp_path: Path) -> Iterator[Hall]:
    """The same, but of the test's own: for tests that kill it."""
    with serving(tmp_path / "data") as server:
        yield Hall(server, f"sqlite:///{server.data}/common-ground.db")


@pytest.fixture(params=["sqlite", "postgres+redis+2 workers"])
def any_hall(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hall]:
    """A server of the test's own, which it may kill: one process on a SQLite file, then two on PostgreSQL and Redis."""
    settings: dict[str, Any] = {}
    if request.param != "sqlite":
        postgres: Postgres = request.getfixturevalue("postgres")
        redis: Redis = request.getfixturevalue("redis")
        settings = {"workers": 2, "database_url": postgres.emptied(), "redis_url": redis.address}
    with serving(tmp_path / "data", **settings) as server:
        yield Hall(server, settings.get("database_url", f"sqlite:///{server.data}/common-ground.db"))
