"""What a finished session concluded, what was decided about it, and who looked."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, Text
from sqlmodel import Field, SQLModel


class OutcomeRow(SQLModel, table=True):
    """A finished session's figures. An older revision keeps only number, time, reason and hash."""

    __tablename__ = "outcome"
    session: str = Field(primary_key=True, foreign_key="session.id")
    revision: int = Field(primary_key=True)
    at: float
    reason: str = ""
    hash: str
    body: bytes | None = Field(default=None, sa_column=Column(LargeBinary))


class DecisionRow(SQLModel, table=True):
    """What the organisers decided about an idea after a session; beside the outcome, never in it."""

    __tablename__ = "decision"
    id: str = Field(primary_key=True)
    session: str = Field(foreign_key="session.id", index=True)
    idea: str
    verdict: str
    merged_with: str | None = None
    reason: str = Field(sa_column=Column(Text, nullable=False))
    who: str
    at: float


class Publication(SQLModel, table=True):
    """That a session's report is public, since when and by whom."""

    session: str = Field(primary_key=True, foreign_key="session.id")
    at: float
    who: str


class Look(SQLModel, table=True):
    """Who looked at what early, exported or published: the record beside the journal."""

    __table_args__ = (Index("ix_look_session_at", "session", "at"),)
    id: str = Field(primary_key=True)
    session: str
    at: float
    who: str
    what: str
