"""The schema, on one page. Times are seconds since 1970 (UTC); ids are opaque strings of at least 128 bits.

Who someone is and what they said stands only in rows that can be emptied: `participant`, `answer`, `comment`,
`suggestion`, `support` and `journal_content`. The lines of `journal` outlive them.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Text,
    UniqueConstraint,
    false,
    text,
)  # fmt: skip
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
).naming_convention


class Programme(SQLModel, table=True):
    id: str = Field(primary_key=True)
    name: str
    created_at: float
    archived_at: float | None = None


class Idea(SQLModel, table=True):
    """An idea for change as it is worded now. Sessions keep the wording they opened with."""

    __table_args__ = (
        UniqueConstraint("programme", "ref"),
        Index("ix_idea_programme_position", "programme", "position"),
    )
    id: str = Field(primary_key=True)
    programme: str = Field(foreign_key="programme.id")
    position: int
    ref: str | None = None
    text: str = Field(sa_column=Column(Text, nullable=False))
    name: str | None = None
    theme: str | None = None
    detail: str | None = Field(default=None, sa_column=Column(Text))
    created_at: float
    parked_at: float | None = None


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
    handed_out: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default=text("0")))
    """How many paper ballots were handed out."""
    rehearsal_of: str | None = None
    """The session that this one is a copy of, to try it out."""
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
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default=text("'{}'"))
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


class OutcomeRow(SQLModel, table=True):
    """A finished session's figures. An older revision keeps only number, time, reason and hash."""

    __tablename__ = "outcome"
    session: str = Field(primary_key=True, foreign_key="session.id")
    revision: int = Field(primary_key=True)
    at: float
    reason: str = ""
    hash: str
    body: bytes | None = Field(default=None, sa_column=Column(LargeBinary))


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


class Account(SQLModel, table=True):
    id: str = Field(primary_key=True)
    email: str = Field(unique=True)
    role: str = "organiser"
    created_at: float
    disabled_at: float | None = None


class SignInLink(SQLModel, table=True):
    """A one-time link, kept as a hash."""

    __tablename__ = "sign_in_link"
    hash: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    account: str = Field(foreign_key="account.id")
    expires_at: float
    used_at: float | None = None


class SignedIn(SQLModel, table=True):
    """A browser where an account is signed in, kept as a hash of its cookie."""

    __tablename__ = "signed_in"
    hash: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    account: str = Field(foreign_key="account.id", index=True)
    created_at: float
    expires_at: float


class ApiToken(SQLModel, table=True):
    __tablename__ = "api_token"
    hash: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    name: str
    role: str = "organiser"
    created_at: float


class Look(SQLModel, table=True):
    """Who looked at what early, exported or published: the record beside the journal."""

    __table_args__ = (Index("ix_look_session_at", "session", "at"),)
    id: str = Field(primary_key=True)
    session: str
    at: float
    who: str
    what: str


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


class ProcessPresence(SQLModel, table=True):
    """What a serving process says of itself and its rooms every few seconds, where several share a database."""

    __tablename__ = "process_presence"
    process: str = Field(primary_key=True)
    session: str = Field(primary_key=True)
    """Empty for the process itself."""
    started: float
    at: float
    """What its own clock said."""
    here: int
    away: int
    seen_at: float
    """What the database's clock said."""
