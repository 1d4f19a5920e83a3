"""The notice: what people are told before anything of theirs is kept, and which version of it is in force."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session as Db
from sqlmodel import col

from .tables import AuditLine, Programme

OUR_WORDS = 1
"""Counts the changes of what every programme says: the page on how answers are used, and the lines beside the forms."""
CHANGED = "change notice"
"""The deed in the record; what it is about is the version."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A programme's own words, empty where it has none, and a short mark of them and of ours together."""

    programme: str
    name: str
    text: str
    version: str


def version_of(text: str) -> str:
    """Eight letters that change with the words: a form carries them, so that nobody agrees to other words."""
    return hashlib.blake2b(f"{OUR_WORDS}|{text}".encode("utf-8", "replace"), digest_size=4).hexdigest()


def notice_of(db: Db, programme: str) -> Notice | None:
    """None where there is no such programme."""
    row = db.get(Programme, programme)
    return None if row is None else Notice(row.id, row.name, row.notice, version_of(row.notice))


def in_force_since(db: Db, programme: str) -> float | None:
    """When the programme's words became what they are, seconds since 1970; None where they never changed."""
    a = AuditLine
    changed = select(col(a.at)).where(col(a.programme) == programme, col(a.what) == CHANGED)
    return db.scalar(changed.order_by(col(a.number).desc()).limit(1))
