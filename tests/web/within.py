"""The whole application inside the test's own process, for what cannot be brought about from outside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fastapi import FastAPI
from sqlmodel import Session as Db
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.storage.api_tokens import add_token
from app.storage.database import writing_engine
from app.storage.migrating import migrate
from tests.people import Organiser


@contextmanager
def application(data: Path, database: str = "", **settings: Any) -> Iterator[tuple[FastAPI, TestClient, Organiser]]:
    """The application, a client that carries nothing, and an organiser."""
    chosen = Settings(data_dir=data, database_url=database, **settings)
    data.mkdir(exist_ok=True)
    file = data / "common-ground.db"
    if not database and not file.exists():
        file.write_bytes(_empty_sqlite())
    migrate(chosen.database)
    engine = writing_engine(chosen.database)
    with Db(engine) as db, db.begin():
        token = add_token(db, "tests", "organiser", 0.0)
    engine.dispose()
    app = create_app(chosen)
    with TestClient(app, raise_server_exceptions=False) as client:
        carrying = {"Authorization": f"Bearer {token}"}
        signed_in = TestClient(app, f"{client.base_url}/api/v1", raise_server_exceptions=False, headers=carrying)
        signed_in.portal = client.portal
        yield app, client, Organiser.through(signed_in)


@cache
def _empty_sqlite() -> bytes:
    """A SQLite file with today's schema."""
    with TemporaryDirectory() as folder:
        migrate(f"sqlite:///{folder}/empty.db")
        return (Path(folder) / "empty.db").read_bytes()
