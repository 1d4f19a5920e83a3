"""A session of the tests on a real database: its events are saved as a turn saves them."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from typing import Any

from sqlmodel import Session as Db

from app.domain.events import Recorded
from app.domain.session import Session
from app.domain.stages import Stage
from app.storage import journal
from app.storage.database import writing_engine
from app.storage.journal import Entry
from app.storage.saving import save_events
from app.storage.sessions import add_session, lock_session, read_session, save_session_row
from app.storage.tables import Programme, WorkshopSession

START = b"\0" * 32
"""The audit chain's start."""


class Ledger:
    """Keeps one session. `session` is planned as it is now: nothing may have happened yet."""

    def __init__(self, url: str, session: Session) -> None:
        self.engine, self.id = writing_engine(url), session.id
        with self.transaction() as db:
            db.add(Programme(id=session.programme, name="Example programme", created_at=0.0))
            db.flush()
            row = WorkshopSession(
                id=session.id, programme=session.programme, name=session.name, code=session.code, board={},
                secret=f"secret-{session.id}", joining=session.joining, created_at=0.0, salt=b"s" * 16, chain=START,
            )  # fmt: skip
            add_session(db, row, list(session.stages.values()))

    @contextmanager
    def transaction(self) -> Iterator[Db]:
        with Db(self.engine, expire_on_commit=False) as db, db.begin():
            yield db

    def save(self, after: Session, events: Sequence[Recorded], made: str | None = None) -> None:
        """One turn's events; `after` is the state they lead to."""
        if not events:
            return
        entries = [Entry(r, journal.content_of(r.event), secrets.token_bytes(16), made) for r in events]
        with self.transaction() as db:
            locked = lock_session(db, self.id)
            assert locked is not None
            chain = journal.append(db, self.id, locked[2], entries)
            save_events(db, after, events)
            save_session_row(db, after, chain)

    def read(self) -> Session:
        with self.transaction() as db:
            session = read_session(db, self.id)
        assert session is not None
        return session

    def verify(self) -> int | None:
        with self.transaction() as db:
            return journal.verify(db, self.id, START)

    def close(self) -> None:
        self.engine.dispose()


@contextmanager
def kept(url: str, session: Session) -> Iterator[Ledger]:
    ledger = Ledger(url, session)
    try:
        yield ledger
    finally:
        ledger.close()


def differences(folded: Session, read: Session) -> list[str]:
    """Where two states differ, field by field; the order of stages, comments and suggestions counts too."""
    found = [
        f"{name}: {getattr(folded, name)!r} is kept as {getattr(read, name)!r}"
        for name in (f.name for f in fields(Session))
        if name != "stages" and getattr(folded, name) != getattr(read, name)
    ]
    for name in ("stages", "comments", "suggestions"):
        if list(getattr(folded, name)) != list(getattr(read, name)):
            found.append(f"the order of {name}: {list(getattr(folded, name))} is kept as {list(getattr(read, name))}")
    for id in folded.stages.keys() & read.stages.keys():
        found += _stage_differences(folded.stages[id], read.stages[id])
    return found


def _stage_differences(folded: Stage, read: Stage) -> list[str]:
    return [
        f"{folded.id}.{name}: {of(folded, name)!r} is kept as {of(read, name)!r}"
        for name in (f.name for f in fields(Stage))
        if name != "touched" and of(folded, name) != of(read, name)
    ]


def of(stage: Stage, name: str) -> Any:
    return getattr(stage, name)
