"""The record: who did or looked at what, in one chain of lines without gaps, so that edits show.

A line holds ids and what was done, never what anybody said. Its `chain` hashes the line before and this one. Lines wait
until their transaction ends and are numbered last: on PostgreSQL writers then take turns for a moment only, and nobody
who holds the turn waits for anything else. A vote writes none.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, event, insert, select
from sqlmodel import Session as Db
from sqlmodel import SQLModel, col

from app.domain import events as e

from .tables import AuditLine, WorkshopSession

START = b"\0" * 32
ITS_PERSON = "its person"
"""Who took their own answers back: a record that named them would outlive them."""
_WAITING = "lines of the record"
_TURN = 7_241_803
"""The number of the lock by which writers take turns on PostgreSQL."""
_LINES = SQLModel.metadata.tables["audit_line"]
_LAST = select(_LINES.c.number, _LINES.c.chain).order_by(_LINES.c.number.desc()).limit(1)
_AT_ONCE = 500
_DEEDS = {
    e.StageRevealed.kind: "reveal",
    e.StageReopened.kind: "reopen",
    e.AnswersRemoved.kind: "remove answers",
    e.TicketsIssued.kind: "issue tickets",
    e.SessionStarted.kind: "start",
    e.SessionFinished.kind: "finish",
    e.PeopleSetAside.kind: "set aside",
}
"""The events in a room that are deeds of record, by kind."""


@dataclass(frozen=True, slots=True)
class Said:
    """One line's content. `at` in seconds since 1970; `programme`, `session` and `about` are ids or None and empty."""

    at: float
    who: str
    what: str
    programme: str | None = None
    session: str | None = None
    about: str = ""


def record(
    db: Db, who: str, what: str, at: float, programme: str | None = None, session: str | None = None, about: str = ""
) -> None:
    """Keeps a line when this transaction ends, and nothing where it is undone."""
    db.info.setdefault(_WAITING, []).append(Said(at, who, what, programme, session, about))


def record_turn(db: Db, session: str, programme: str, done: Sequence[tuple[str, e.Recorded]]) -> None:
    """Keeps what these (actor, event) of a room's turn were, of those that are deeds of record."""
    for actor, recorded in done:
        what = _deed(recorded.event)
        if what is not None:
            own = actor == getattr(recorded.event, "participant", None)
            about = "" if own else str(getattr(recorded.event, "stage", ""))
            who = ITS_PERSON if own else actor.removeprefix("host:")
            record(db, who, what, recorded.at, programme, session, about)


def _deed(done: e.Event) -> str | None:
    if isinstance(done, e.PeopleSetAside) and not done.aside:
        return "keep in"
    return _DEEDS.get(done.kind)


@event.listens_for(Db, "before_commit")
def settle(db: Db) -> None:
    """Numbers and chains what waits. It happens by itself when a transaction ends."""
    waiting: list[Said] = db.info.pop(_WAITING, [])
    if not waiting:
        return
    waiting = _with_programmes(db, waiting)
    connection = db.connection()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_TURN})")
    number, chain = head(db)
    rows = []
    for said in waiting:
        number, chain = number + 1, link(chain, number + 1, said)
        rows.append(_as_row(said) | {"number": number, "chain": chain})
    connection.execute(insert(_LINES), rows)


@event.listens_for(Db, "after_soft_rollback")
def _forget(db: Db, _: Any) -> None:
    db.info.pop(_WAITING, None)


def _as_row(said: Said) -> dict[str, Any]:
    names = ("at", "who", "what", "programme", "session", "about")
    return {name: getattr(said, name) for name in names}


def _with_programmes(db: Db, waiting: Sequence[Said]) -> list[Said]:
    """A line about a session belongs to its programme."""
    wanted = {said.session for said in waiting if said.session is not None and said.programme is None}
    known = programmes_of(db, wanted)
    return [
        replace(said, programme=known.get(said.session)) if said.programme is None and said.session else said
        for said in waiting
    ]


def programmes_of(db: Db, sessions: Collection[str]) -> dict[str, str]:
    """{session: its programme} of those that are known."""
    s = WorkshopSession
    rows = db.execute(select(col(s.id), col(s.programme)).where(col(s.id).in_(sessions))) if sessions else ()
    return {row[0]: row[1] for row in rows}


def head(db: Db) -> tuple[int, bytes]:
    """(number, chain) of the last line; 0 and the chain's start where there is none."""
    last = db.connection().execute(_LAST).first()
    return (0, START) if last is None else (int(last.number), bytes(last.chain))


def mark_in_words(db: Db) -> str:
    """The end of the record as outcomes print it: a tail that is cut off later shows. Empty before its first line."""
    number, chain = head(db)
    return f"Line {number}, mark {chain.hex()}" if number else ""


def link(chain: bytes, number: int, said: Said) -> bytes:
    """One link: a hash over the link before and this line."""
    words = [number, float(said.at), said.who, said.what, said.programme, said.session, said.about]
    return hashlib.blake2b(json.dumps(words, ensure_ascii=True).encode(), digest_size=32, key=chain).digest()


def verify(db: Db, known: tuple[int, bytes] | None = None) -> int | None:
    """Recomputes the chain → the number of the first line that was edited, removed or moved, or None.

    A tail that was cut shows only against a head that was noted before: `known` is its (number, chain).
    """
    chain, reached = START, 0
    for line in db.connection().execute(_LINES.select().order_by(_LINES.c.number), execution_options=_STREAMED):
        reached += 1
        said = Said(line.at, line.who, line.what, line.programme, line.session, line.about)
        chain = link(chain, reached, said)
        if line.number != reached or bytes(line.chain) != chain:
            return reached
        if known is not None and known[0] == reached and known[1] != chain:
            return reached
    return reached + 1 if known is not None and known[0] > reached else None


_STREAMED = {"yield_per": _AT_ONCE}


@dataclass(frozen=True, slots=True)
class Looking:
    """Which lines of the record: of a programme, by whom, of what kind, from and before when; None for all."""

    programme: str | None = None
    who: str | None = None
    what: str | None = None
    since: float | None = None
    until: float | None = None


def lines(db: Db, which: Looking, before: int | None = None, most: int | None = None) -> list[AuditLine]:
    """The newest first, those numbered below `before`, no more than `most`."""
    a = AuditLine
    asked = select(a).where(*_conditions(which)).order_by(col(a.number).desc())
    if before is not None:
        asked = asked.where(col(a.number) < before)
    return list(db.scalars(asked if most is None else asked.limit(most)))


def choices(db: Db, programme: str | None) -> tuple[list[str], list[str]]:
    """(who, what) that the record of a programme, or all of it, knows, A to Z."""
    conditions = _conditions(Looking(programme))
    a = AuditLine
    who = db.scalars(select(col(a.who)).where(*conditions).distinct().order_by(col(a.who)))
    what = db.scalars(select(col(a.what)).where(*conditions).distinct().order_by(col(a.what)))
    return list(who), list(what)


def _conditions(which: Looking) -> list[ColumnElement[bool]]:
    a = AuditLine
    conditions = []
    for column, wanted in ((a.programme, which.programme), (a.who, which.who), (a.what, which.what)):
        if wanted is not None:
            conditions.append(col(column) == wanted)
    if which.since is not None:
        conditions.append(col(a.at) >= which.since)
    if which.until is not None:
        conditions.append(col(a.at) < which.until)
    return conditions
