"""The strategy draft, and what became of ideas."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index, Text
from sqlmodel import Field, SQLModel


class Section(SQLModel, table=True):
    """A part of the strategy draft."""

    id: str = Field(primary_key=True)
    programme: str = Field(foreign_key="programme.id", index=True)
    position: int
    title: str
    intro: str = Field(default="", sa_column=Column(Text, nullable=False))
    version: int = 1
    removed_at: float | None = None


class Statement(SQLModel, table=True):
    """A sentence of the strategy draft as it stands now. `version` counts its changes; a change names what it saw."""

    __table_args__ = (
        CheckConstraint("state in ('draft', 'review', 'agreed')", name="state"),
        Index("ix_statement_programme_position", "programme", "position"),
    )
    id: str = Field(primary_key=True)
    programme: str = Field(foreign_key="programme.id")
    section: str | None = Field(default=None, foreign_key="section.id")
    position: int
    text: str = Field(sa_column=Column(Text, nullable=False))
    works_if: str = Field(default="", sa_column=Column(Text, nullable=False))
    """What would make it work for the community that is less keen."""
    with_whom: str = Field(default="", sa_column=Column(Text, nullable=False))
    still_open: str = Field(default="", sa_column=Column(Text, nullable=False))
    next_review: str = ""
    state: str = "draft"
    ideas: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    professions: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    commitments: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    version: int = 1
    created_at: float
    removed_at: float | None = None


class StatementVersion(SQLModel, table=True):
    """How a statement stood: one row for every change, the first one included."""

    __tablename__ = "statement_version"
    statement: str = Field(primary_key=True, foreign_key="statement.id")
    version: int = Field(primary_key=True)
    content: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    """Every field that can be changed, as it was then."""
    why: str = Field(default="", sa_column=Column(Text, nullable=False))
    who: str
    at: float


class StatementComment(SQLModel, table=True):
    """What somebody who drafts said about a statement."""

    __tablename__ = "statement_comment"
    id: str = Field(primary_key=True)
    statement: str = Field(foreign_key="statement.id", index=True)
    text: str = Field(sa_column=Column(Text, nullable=False))
    who: str
    at: float
    settled_at: float | None = None


class Story(SQLModel, table=True):
    """What became of an idea and why, told to those who said it. The newest of an idea counts."""

    __table_args__ = (Index("ix_story_idea_at", "idea", "at"),)
    id: str = Field(primary_key=True)
    idea: str = Field(foreign_key="idea.id")
    verdict: str
    """doing, working or not_now."""
    text: str = Field(sa_column=Column(Text, nullable=False))
    who: str
    at: float
