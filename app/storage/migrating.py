"""Bringing a database to today's schema. Each step is one transaction: killed in the middle, it never happened.

Alembic is loaded only where there is a step to take: a server that starts again starts sooner.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from .database import is_sqlite, migrating_engine

if TYPE_CHECKING:
    from alembic.config import Config

_STEPS = 7_160_002
"""A number that stands for taking these steps among PostgreSQL's advisory locks."""
_APP = Path(__file__).resolve().parents[1]


def migrate(url: str, revision: str = "head") -> None:
    """Runs every step that the database at `url` does not have yet."""
    engine = migrating_engine(url)
    try:
        if revision == "head" and is_current(engine):
            return
        from alembic import command

        with engine.connect() as connection:
            if not is_sqlite(url):  # several processes may start at once: the others wait, and find it done
                connection.execute(text(f"SELECT pg_advisory_lock({_STEPS})"))
                connection.commit()
            command.upgrade(_config(connection), revision)
    finally:
        engine.dispose()


def migrate_within(connection: Connection, revision: str) -> None:
    """Runs the steps inside the transaction that is under way."""
    from alembic import command

    command.upgrade(_config(connection), revision)


def is_current(engine: Engine) -> bool:
    """Whether the database has every step this version knows."""
    try:
        with engine.connect() as connection:
            here = connection.scalar(text("SELECT version_num FROM alembic_version"))
    except DBAPIError:
        return False  # it is new, or out of reach: then the first step says so
    return bool(here == newest_revision())


def newest_revision() -> str:
    """Steps are files named by their number: the last one."""
    return max(file.name.partition("_")[0] for file in (migrations_folder() / "versions").glob("[0-9]*_*.py"))


def migrations_folder() -> Path:
    """Beside the package in a checkout, inside it once installed."""
    beside = _APP.parent / "migrations"
    return beside if (beside / "env.py").exists() else _APP / "_migrations"


def _config(connection: object) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
