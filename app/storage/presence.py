"""What each process tells the others through the database: that it lives, its clock, and who is connected to it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import text
from sqlmodel import Session as Db

FRESH = 10
"""Seconds after which a process that has said nothing is taken for gone."""

_NOW = "extract(epoch from clock_timestamp())"


def report(db: Db, process: str, started: float, at: float, rooms: Mapping[str, tuple[int, int]]) -> None:
    """Replaces what this process said before. `rooms` is {session: (here, away)}; PostgreSQL only."""
    db.execute(text("DELETE FROM process_presence WHERE process = :process"), {"process": process})
    rows = [("", (0, 0)), *rooms.items()]
    db.execute(
        text(f"INSERT INTO process_presence VALUES (:process, :session, :started, :at, :here, :away, {_NOW})"),
        [{"process": process, "session": session, "started": started, "at": at, "here": here, "away": away}
         for session, (here, away) in rows],
    )  # fmt: skip
    db.execute(text(f"DELETE FROM process_presence WHERE seen_at < {_NOW} - 3600"))


def others(db: Db, process: str) -> dict[str, tuple[int, int]]:
    """{session: (here, away)}, summed over the other processes that live; "" counts those processes themselves."""
    rows = db.execute(
        text(
            "SELECT session, sum(here), sum(away), count(*) FROM process_presence "
            f"WHERE process <> :process AND seen_at > {_NOW} - {FRESH} GROUP BY session"
        ),
        {"process": process},
    )
    return {session: (int(here), int(away)) if session else (int(count), 0) for session, here, away, count in rows}


def time_of_others(db: Db) -> float | None:
    """What the clock of the process that has run longest says now, or None where none lives.

    The database's clock only carries it over the seconds since that process last reported.
    """
    at = db.scalar(
        text(
            f"SELECT at + {_NOW} - seen_at FROM process_presence "
            f"WHERE session = '' AND seen_at > {_NOW} - {FRESH} ORDER BY started LIMIT 1"
        )
    )
    return None if at is None else float(at)


def leave(db: Db, process: str) -> None:
    db.execute(text("DELETE FROM process_presence WHERE process = :process"), {"process": process})
