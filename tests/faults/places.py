"""Places for a database, of either kind, that tests may fill, copy and spoil."""

from __future__ import annotations

import shutil
from itertools import count
from pathlib import Path
from typing import Protocol

import psycopg
from sqlalchemy.engine import make_url

from tests.postgres import Postgres


class Place(Protocol):
    def new(self, like: str | None = None) -> str:
        """The address of a new database: without anything, or a copy of another one, with nobody connected."""


class Files:
    """SQLite files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._numbers = folder, count()

    def new(self, like: str | None = None) -> str:
        file = self._folder / f"{next(self._numbers)}.db"
        if like is not None:
            old = Path(like.removeprefix("sqlite:///"))
            for end in ("", "-wal"):
                if Path(f"{old}{end}").exists():
                    shutil.copy(f"{old}{end}", f"{file}{end}")
        return f"sqlite:///{file}"


class Databases:
    """Databases of a PostgreSQL server."""

    def __init__(self, server: Postgres) -> None:
        self._server = make_url(server.address)
        self._numbers = count()

    def new(self, like: str | None = None, more: str = "") -> str:
        """`more` are further words of CREATE DATABASE."""
        made = f"place_{next(self._numbers)}"
        template = "template0" if like is None else make_url(like).database
        self._do(f'DROP DATABASE IF EXISTS "{made}" WITH (FORCE)')
        self._do(f'CREATE DATABASE "{made}" TEMPLATE "{template}" STRATEGY FILE_COPY {more}')
        return self._server.set(database=made).render_as_string(hide_password=False)

    def _do(self, statement: str) -> None:
        address = self._server.set(database="postgres").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())
