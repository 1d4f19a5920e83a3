"""What people told us, where they were asked, and what they said about themselves."""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, Column, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


class Listening(SQLModel, table=True):
    """A programme's public page where people say what matters to them."""

    programme: str = Field(primary_key=True, foreign_key="programme.id")
    code: str = Field(unique=True)
    """What its address ends in: a secret of its own, not to be guessed from other addresses."""
    open: bool = False
    title: str
    intro: str = Field(default="", sa_column=Column(Text, nullable=False))
    equality: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Which of the optional equality questions it asks."""
    opened_at: float | None = None
    closes_at: float | None = None


class Question(SQLModel, table=True):
    """What a programme asks while it listens."""

    __table_args__ = (Index("ix_question_programme_position", "programme", "position"),)
    id: str = Field(primary_key=True)
    programme: str = Field(foreign_key="programme.id")
    position: int
    text: str = Field(sa_column=Column(Text, nullable=False))
    hint: str = ""
    asked: bool = True


class Contribution(SQLModel, table=True):
    """Something one person told us, in their words. A withdrawn one keeps its place and loses its words."""

    __table_args__ = (
        CheckConstraint("state in ('waiting', 'allowed', 'hidden', 'withdrawn')", name="state"),
        CheckConstraint("source in ('page', 'gather', 'file', 'paper', 'notes')", name="source"),
        UniqueConstraint("programme", "number"),
        UniqueConstraint("programme", "key"),
        Index("ix_contribution_programme_state", "programme", "state"),
    )
    id: str = Field(primary_key=True)
    programme: str = Field(foreign_key="programme.id")
    number: int
    """1, 2, 3 … in the programme: people speak of "number 17"."""
    question: str | None = Field(default=None, foreign_key="question.id")
    text: str = Field(sa_column=Column(Text, nullable=False))
    community: str | None = None
    role: str | None = None
    """In their own word: carer, patient, parent …"""
    profession: str | None = None
    area: str | None = None
    may_quote: bool = False
    source: str
    source_name: str | None = None
    """Where it came from, such as "Hull listening event" or a file's name."""
    session: str | None = None
    """The session of a gather stage that it came from."""
    suggestion: str | None = None
    key: str | None = None
    """What tells a row of a file or a suggestion from others, so that nothing comes twice."""
    theme: str | None = None
    state: str = "waiting"
    reason: str = ""
    flagged: bool = False
    """Somebody wants to come back to it."""
    receipt: bytes | None = Field(default=None, sa_column=Column(LargeBinary, index=True))
    """The hash of the code its person was given; what one person sent together shares one."""
    at: float


class ContributionTag(SQLModel, table=True):
    __tablename__ = "contribution_tag"
    contribution: str = Field(primary_key=True, foreign_key="contribution.id")
    tag: str = Field(primary_key=True)


class EqualityAnswer(SQLModel, table=True):
    """One optional answer about oneself. It names nobody and nothing that was said, and only the day."""

    __tablename__ = "equality_answer"
    id: str = Field(primary_key=True)
    programme: str = Field(foreign_key="programme.id", index=True)
    question: str
    answer: str
    day: str
