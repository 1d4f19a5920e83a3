"""Errors of the database are logged, and what people said is never in them."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from app.storage.database import migrating_engine, reading_engine, writing_engine
from tests.postgres import Postgres

SAID = "canary-of-mine\ncanary-on-the-next-line"


@pytest.mark.parametrize("opened", [writing_engine, reading_engine, migrating_engine])
def test_a_statement_that_fails_does_not_tell_its_values(tmp_path: Path, opened: Callable[[str], Engine]) -> None:
    engine = opened(f"sqlite:///{tmp_path}/silent.db")
    with engine.connect() as db, pytest.raises(DBAPIError) as failed:
        db.execute(text("INSERT INTO nowhere VALUES (:said)"), {"said": "my own words"})
    engine.dispose()
    assert "my own words" not in str(failed.value)


@pytest.mark.parametrize("opened", [writing_engine, migrating_engine])
def test_a_row_that_postgresql_refuses_is_not_quoted(postgres: Postgres, opened: Callable[[str], Engine]) -> None:
    """By itself it does so in full: "Failing row contains (…)". A traceback shows the driver's error, too."""
    engine = opened(postgres.emptied())
    with engine.connect() as db, pytest.raises(DBAPIError) as failed:
        db.execute(text("INSERT INTO programme (id, name) VALUES ('p', :said)"), {"said": SAID})
    engine.dispose()
    told = "".join(traceback.format_exception(failed.value))
    assert "null value in column" in told
    assert "NotNullViolation" in told
    assert [word for word in SAID.split() if word in told] == []
