"""Taking turns about one thing, where several processes write: whoever comes second sees what the first has done."""

from __future__ import annotations

from sqlmodel import Session as Db


def take_turns(db: Db, about: bytes) -> None:
    """Waits for whoever is about the same thing, until their transaction ends; `about` is a hash, 8 bytes or more.

    On SQLite one connection writes at a time anyway.
    """
    connection = db.connection()
    if connection.dialect.name == "postgresql":
        number = int.from_bytes(about[:8], signed=True)
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({number})")
