"""What tests share: one event loop, both databases, and a running server for tests that leave it as it was."""

from __future__ import annotations

import shutil
import ssl
from collections.abc import AsyncIterator, Iterator
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sqlmodel import Session as Db

from app.storage.database import writing_engine
from app.storage.migrating import migrate
from app.storage.store import Store
from tests.chance import drawn_anew
from tests.journeys.browser import chromium as running_chromium
from tests.people import Organiser
from tests.postgres import Postgres, running_postgres
from tests.redis import Redis, running_redis
from tests.serving import Server, serving


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What reads clocks closely comes first, so that a machine need be left alone only for the first half hour."""
    items.sort(key=lambda item: item.get_closest_marker("clocked") is None)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    drawn_anew(item.get_closest_marker("promise") is not None)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session", autouse=True)
def certificates_are_read_once() -> Iterator[None]:
    """Every HTTP client reads all certificates of the world as it is made, for longer than most tests take."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", cache(ssl.create_default_context))
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def redis() -> Iterator[Redis]:
    with running_redis() as server:
        yield server


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with today's schema, to be copied."""
    file = tmp_path_factory.mktemp("sqlite") / "empty.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture
def sqlite(empty_sqlite: Path, tmp_path: Path) -> str:
    """The address of a new SQLite database."""
    shutil.copy(empty_sqlite, tmp_path / "common-ground.db")
    return f"sqlite:///{tmp_path}/common-ground.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """The address of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite"))
    server: Postgres = request.getfixturevalue("postgres")
    return server.emptied()


@pytest.fixture
def db(database: str) -> Iterator[Db]:
    """One transaction on an empty database. Where one kind says it all, a file's own `database` gives that."""
    engine = writing_engine(database)
    with Db(engine, expire_on_commit=False) as db, db.begin():
        yield db
    engine.dispose()


@pytest.fixture
async def store(database: str) -> AsyncIterator[Store]:
    store = Store(database)
    yield store
    store.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests that do not harm it. Each test plans a session of its own."""
    with serving(tmp_path_factory.mktemp("server") / "data", development="true") as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser for all tests of a file: while it runs, no event loop of another test can."""
    with running_chromium() as browser:
        yield browser


@pytest.fixture
def organiser(server: Server) -> Iterator[Organiser]:
    with Organiser(server) as organiser:
        yield organiser
