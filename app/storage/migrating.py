"""Bringing a database to today's schema. Each step is one transaction: killed in the middle, it never happened."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from .database import migrating_engine

_APP = Path(__file__).resolve().parents[1]


def migrate(url: str, revision: str = "head") -> None:
    """Runs every step that the database at `url` does not have yet."""
    engine = migrating_engine(url)
    try:
        with engine.connect() as connection:
            command.upgrade(_config(connection), revision)
    finally:
        engine.dispose()


def is_current(engine: Engine) -> bool:
    """Whether the database has every step this version knows."""
    with engine.connect() as connection:
        here = MigrationContext.configure(connection).get_current_revision()
    return here == ScriptDirectory(str(migrations_folder())).get_current_head()


def migrations_folder() -> Path:
    """Beside the package in a checkout, inside it once installed."""
    beside = _APP.parent / "migrations"
    return beside if (beside / "env.py").exists() else _APP / "_migrations"


def _config(connection: object) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
