"""The lines that outlive what they tell of: a session's journal, and who did what here."""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel


class JournalLine(SQLModel, table=True):
    """What is kept of an event for ever. `key` is a hash, salted by session, of actor and action id: it comes once."""

    __tablename__ = "journal"
    __table_args__ = (UniqueConstraint("key"), {"sqlite_with_rowid": False})
    session: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    at: float
    kind: str
    key: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    digest: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    chain: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    made: str | None = None
    """The id of what the event created, part of the first answer."""


class JournalContent(SQLModel, table=True):
    """The event itself. Emptied when its person's answers are removed."""

    __tablename__ = "journal_content"
    __table_args__ = ({"sqlite_with_rowid": False},)
    session: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    participant: str | None = None
    salt: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    content: bytes | None = Field(default=None, sa_column=Column(LargeBinary))


class AuditLine(SQLModel, table=True):
    """Who did or looked at what, in one chain: `chain` hashes the line before and this one, so edits show."""

    __tablename__ = "audit_line"
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: float
    who: str
    what: str
    programme: str | None = None
    session: str | None = None
    about: str = ""
    chain: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
