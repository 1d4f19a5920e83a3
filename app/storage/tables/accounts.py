"""Who signs in, what they may do, and what lets a program in."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, LargeBinary, Text
from sqlmodel import Field, SQLModel


class Account(SQLModel, table=True):
    """Somebody who signs in. An `organiser` may do everything here, a `member` what their programmes say."""

    id: str = Field(primary_key=True)
    email: str = Field(unique=True)
    name: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    role: str = "organiser"
    password: str | None = None
    """Argon2id with its settings and salt."""
    totp: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    """The secret of the second step, sealed with the server's key."""
    totp_step: int | None = None
    """The last 30 seconds whose code was used: a code works once."""
    subject: str | None = Field(default=None, unique=True, index=True)
    """Who they are to an outside provider."""
    created_at: float
    disabled_at: float | None = None


class RecoveryCode(SQLModel, table=True):
    """What stands in for the second step, once, kept as a hash."""

    __tablename__ = "recovery_code"
    hash: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    account: str = Field(foreign_key="account.id", index=True)
    used_at: float | None = None


class Membership(SQLModel, table=True):
    """What an account may do in a programme: organiser, drafter, host or viewer."""

    programme: str = Field(primary_key=True, foreign_key="programme.id")
    account: str = Field(primary_key=True, foreign_key="account.id", index=True)
    role: str
    who: str
    at: float


class Invitation(SQLModel, table=True):
    """A one-time link that makes an account, or gives one a role; kept as a hash."""

    hash: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    email: str
    programme: str | None = Field(default=None, foreign_key="programme.id")
    """None where it is for everything here."""
    role: str
    who: str
    created_at: float
    expires_at: float
    used_at: float | None = None
    revoked_at: float | None = None


class SignInTry(SQLModel, table=True):
    """A wrong password or code, so that guessing an account ends soon on every process. Gone after a quarter hour."""

    __tablename__ = "sign_in_try"
    __table_args__ = (Index("ix_sign_in_try_about_at", "about", "at"),)
    id: str = Field(primary_key=True)
    about: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """A hash of the e-mail address that was tried, known here or not."""
    at: float


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
    browser: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    """Its kind in words, such as "Firefox on Windows": enough to know it again, too little to follow it."""
    created_at: float
    seen_at: float | None = None
    expires_at: float


class ApiToken(SQLModel, table=True):
    __tablename__ = "api_token"
    hash: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    name: str
    role: str = "organiser"
    account: str | None = None
    """Who made it; None for the command line."""
    programme: str | None = None
    """The one programme that it is for; None for all that its maker may do."""
    scopes: list[str] | None = Field(default=None, sa_column=Column(JSON))
    """Which rights it has; None for all of its role."""
    created_at: float
    expires_at: float | None = None
    used_at: float | None = None
    revoked_at: float | None = None
