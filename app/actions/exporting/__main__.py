"""The process that makes one download. It is told what on its standard input: a list of processes shows no address."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

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
        with Db(engine) as db, db.begin():
            export(db, asked["session"], asked["kind"], Path(asked["file"]), asked["now"])
    finally:
        engine.dispose()


if __name__ == "__main__":
    main()
