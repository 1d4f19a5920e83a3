"""Long reading in a process of its own: it steps back for the server, is told what to do, and sees one moment."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import text
from sqlmodel import Session as Db

from .database import reading_engine

KINDLY = 19
"""How far such a process steps back where it cannot step back altogether."""


def step_back() -> None:
    """From here on this process runs when nothing else wants to. A merely niced one holds votes up for milliseconds."""
    os.nice(KINDLY)
    if hasattr(os, "SCHED_IDLE"):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def what_is_asked() -> dict[str, Any]:
    """What the server says on the standard input, where no list of processes shows it; from here on it comes first."""
    step_back()
    asked: dict[str, Any] = json.load(sys.stdin)
    return asked


@contextmanager
def at_one_moment(database: str) -> Iterator[Db]:
    """A session that sees the database at this address as it was when it began, for as long as the work takes."""
    engine = reading_engine(database, connections=1)
    try:
        with Db(engine) as db, db.begin():
            if engine.dialect.name == "postgresql":
                db.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            yield db
    finally:
        engine.dispose()
