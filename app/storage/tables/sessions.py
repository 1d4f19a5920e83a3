"""A session: its run sheet, its people and what they answered, and who may host it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Boolean, CheckConstraint, Column, Integer, LargeBinary, Text, UniqueConstraint, false
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel


class WorkshopSession(SQLModel, table=True):
    """A session. `version` is the number of its last journal line; turns lock this row."""

    __tablename__ = "session"
    __table_args__ = (
        CheckConstraint("phase in ('planned', 'running', 'ended')", name="phase"),
        CheckConstraint("joining in ('open', 'ticket')", name="joining"),
    )
    id: str = Field(primary_key=True)
    programme: str = Field(foreign_key="programme.id", index=True)
    name: str
    code: str = Field(unique=True)
    secret: str = Field(unique=True)
    """What the QR code carries instead of the typed code."""
    joining: str = "open"
    phase: str = "planned"
    version: int = 0
    host_version: int = 0
    shown_version: int = 0
    created_at: float
    starts_at: float | None = None
    """When it is planned to begin."""
    started_at: float | None = None
    ended_at: float | None = None
    handed_out: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default=sql("0")))
    """How many paper ballots were handed out."""
    rehearsal_of: str | None = None
    """The session that this one is a copy of, to try it out."""
    archived_at: float | None = None
    other_ways: dict[str, str] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default=sql("'{}'"))
    )
    """How else people may take part, as its host says: easy_read, large_print, phone, words."""
    locked: bool = False
    comments_paused: bool = False
    board: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """Keeps the journal's hashes of actors and ids from being guessed."""
    chain: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """The last line's link of the audit chain."""


class StageRow(SQLModel, table=True):
    __tablename__ = "stage"
    __table_args__ = (CheckConstraint("state in ('ready', 'open', 'closed', 'revealed')", name="state"),)
    id: str = Field(primary_key=True)
    session: str = Field(foreign_key="session.id", index=True)
    position: int
    kind: str
    title: str = ""
    settings: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    plan: Any = Field(default="all", sa_column=Column(JSON, nullable=False))
    state: str = "ready"
    skipped: bool = False
    opened_at: float | None = None
    closes_at: float | None = None
    paused_left: float | None = None
    closed_at: float | None = None
    reasons: dict[str, str] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default=sql("'{}'"))
    )
    """idea → why it moved between the rounds, as the host noted it."""


class StageTableRow(SQLModel, table=True):
    """People who rank together in a stage: who they are, who writes, what they agreed and why."""

    __tablename__ = "stage_table"
    stage: str = Field(primary_key=True, foreign_key="stage.id", ondelete="CASCADE")
    number: int = Field(primary_key=True)
    members: list[str] = Field(sa_column=Column(JSON, nullable=False))
    scribe: str | None = None
    tiers: list[list[str]] = Field(sa_column=Column(JSON, nullable=False))
    handed_in: bool = False
    reasons: list[list[str]] = Field(sa_column=Column(JSON, nullable=False))
    """(idea, reason) pairs."""
    dealt: bool = True


class StageIdeaRow(SQLModel, table=True):
    """An idea as it was worded when the stage opened."""

    __tablename__ = "stage_idea"
    stage: str = Field(primary_key=True, foreign_key="stage.id")
    idea: str = Field(primary_key=True)
    position: int
    ref: str | None = None
    text: str = Field(sa_column=Column(Text, nullable=False))
    name: str | None = None
    theme: str | None = None
    easy_read: str | None = Field(default=None, sa_column=Column(Text))
    translations: dict[str, dict[str, Any]] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default=sql("'{}'"))
    )
    """language → {"text", "name", "easy_read"}: the same idea in other languages."""


class Participant(SQLModel, table=True):
    __table_args__ = (UniqueConstraint("session", "number"), UniqueConstraint("session", "device"))
    id: str = Field(primary_key=True)
    session: str = Field(foreign_key="session.id", index=True)
    community: str
    profession: str | None = None
    channel: str = "phone"
    number: str | None = None
    device: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    receipt: bytes | None = Field(default=None, sa_column=Column(LargeBinary, index=True))
    muted: bool = False
    simulated: bool = False
    set_aside: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    """Whether a host took this device's answers out of all counts, which can be undone."""
    read_back: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    joined_at: float


class Answer(SQLModel, table=True):
    """One standing answer: a choice, dots, a score, an order (JSON tiers) or "done". NULL was taken back."""

    __table_args__ = ({"sqlite_with_rowid": False},)
    stage: str = Field(primary_key=True)
    participant: str = Field(primary_key=True)
    idea: str = Field(primary_key=True)
    scale: str = Field(primary_key=True)
    value: str | None = Field(default=None, sa_column=Column(Text))


class CommentRow(SQLModel, table=True):
    __tablename__ = "comment"
    id: str = Field(primary_key=True)
    session: str = Field(foreign_key="session.id", index=True)
    stage: str
    idea: str
    participant: str = Field(index=True)
    text: str = Field(sa_column=Column(Text, nullable=False))
    state: str
    spotlight: bool = False
    reason: str = ""
    at: float
    number: int
    """The event that brought it: comments stay in this order."""


class SupportRow(SQLModel, table=True):
    __tablename__ = "support"
    comment: str = Field(primary_key=True, foreign_key="comment.id", ondelete="CASCADE")
    participant: str = Field(primary_key=True)


class SuggestionRow(SQLModel, table=True):
    __tablename__ = "suggestion"
    id: str = Field(primary_key=True)
    session: str = Field(foreign_key="session.id", index=True)
    stage: str
    participant: str = Field(index=True)
    text: str = Field(sa_column=Column(Text, nullable=False))
    state: str
    reason: str = ""
    merged_with: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    at: float
    number: int


class Ticket(SQLModel, table=True):
    hash: str = Field(primary_key=True)
    session: str = Field(foreign_key="session.id", index=True)
    community: str = ""
    used: bool = False


class SessionPass(SQLModel, table=True):
    """What lets somebody without an account host or help in one session: a one-time link, then a browser's cookie."""

    __tablename__ = "session_pass"
    id: str = Field(primary_key=True)
    session: str = Field(foreign_key="session.id", index=True)
    role: str
    name: str
    """What the host calls them, such as "Second helper"."""
    link: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    cookie: bytes | None = Field(default=None, sa_column=Column(LargeBinary, unique=True))
    created_at: float
    expires_at: float
    used_at: float | None = None
    revoked_at: float | None = None
