"""A programme, the plan it serves, what of it is open to all, and who did what in it."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, Text
from sqlmodel import Field, SQLModel


class Programme(SQLModel, table=True):
    id: str = Field(primary_key=True)
    name: str
    created_at: float
    archived_at: float | None = None
    notice: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    """What people are told before anything of theirs is kept, beside what every programme says."""
    keep_days: int | None = None
    """How long after its last workshop or contribution people's answers and words are kept; None for as long as it is
    there."""


class Framework(SQLModel, table=True):
    """The plan whose promises a programme serves, where it is not the one that comes with the program."""

    programme: str = Field(primary_key=True, foreign_key="programme.id")
    name: str
    commitments: list[dict[str, str]] = Field(sa_column=Column(JSON, nullable=False))
    """{"code", "short", "text"} in their order."""
    at: float
    who: str


class PublicPage(SQLModel, table=True):
    """What of a programme is open to all: book, story, trail or draft; "in book" for each idea that stands in the book;
    "respond" for the session that its readers answer in. `about` is that idea or session, or empty."""

    __tablename__ = "public_page"
    programme: str = Field(primary_key=True, foreign_key="programme.id")
    what: str = Field(primary_key=True)
    about: str = Field(primary_key=True, default="")
    at: float
    who: str


class ProgrammeDeed(SQLModel, table=True):
    """Who did what in a programme: the record beside the wordings. It holds ids, never what people said."""

    __tablename__ = "programme_deed"
    __table_args__ = (Index("ix_programme_deed_programme_at", "programme", "at"),)
    id: str = Field(primary_key=True)
    programme: str = Field(foreign_key="programme.id")
    at: float
    who: str
    what: str
    about: str = ""
