"""The process that makes one download. It is told what on its standard input: a list of processes shows no address."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text
from sqlmodel import Session as Db

from app.storage.database import reading_engine

from . import export

KINDLY = 10
"""How far it steps back for the server beside it."""


def main() -> None:
    os.nice(KINDLY)
    asked = json.load(sys.stdin)
    engine = reading_engine(asked["database"], connections=1)
    try:
        with at_one_moment(engine) as db:
            export(db, asked["session"], asked["kind"], Path(asked["file"]), asked["now"])
    finally:
        engine.dispose()


@contextmanager
def at_one_moment(engine: Engine) -> Iterator[Db]:
    """A session that sees the database as it was when it began, for as long as a file takes to be written."""
    with Db(engine) as db, db.begin():
        if engine.dialect.name == "postgresql":
            db.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        yield db


if __name__ == "__main__":
    main()
