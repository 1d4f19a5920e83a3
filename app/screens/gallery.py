"""What the gallery for developers shows: every workshop of this server, each in whatever state it stands."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session as Db

from app.storage.sessions import read_session, sessions_of

from .programme import programmes_screen

MOST = 150
"""Workshops on one page: each is a board that is drawn and followed."""


@dataclass(frozen=True, slots=True)
class Room:
    """`stage` is "vote, revealed", or the session's own phase where no stage has been opened."""

    id: str
    name: str
    code: str
    stage: str
    people: int


def gallery_screen(db: Db) -> list[Room]:
    """The newest workshops of all programmes, the newest first."""
    rows = [row for programme, *_ in programmes_screen(db) for row in sessions_of(db, programme.id)]
    newest = sorted(rows, key=lambda row: row.created_at, reverse=True)[:MOST]
    return [room for row in newest if (room := _room(db, row.id)) is not None]


def _room(db: Db, id: str) -> Room | None:
    session = read_session(db, id)
    if session is None:
        return None
    stage = session.current_stage()
    words = f"{stage.kind}, {stage.state}" if stage is not None else session.phase
    return Room(session.id, session.name, session.code, words, len(session.people))
