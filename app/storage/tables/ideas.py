"""Ideas for change: their wordings, merges, pictures, and the passages they grew from."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Column, Index, Integer, LargeBinary, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel


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
    """The same in plain words, where the idea's own are hard."""
    easy_read: str | None = Field(default=None, sa_column=Column(Text))
    translations: dict[str, dict[str, Any]] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default=sql("'{}'"))
    )
    """language → {"text", "name", "easy_read", "of"}: the idea in other languages; `of` marks the words it is of."""
    professions: list[str] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default=sql("'[]'"))
    )
    """Those that could act on it, as far as anybody said."""
    commitments: list[str] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default=sql("'[]'"))
    )
    """Codes of the commitments it could serve."""
    version: int = Field(default=1, sa_column=Column(Integer, nullable=False, server_default=sql("1")))
    """The number of its newest wording. A change names the one it was made from."""
    created_at: float
    parked_at: float | None = None
    merged_into: str | None = None
    """The idea that it became part of; then it is no longer listed, and nothing about it is lost."""
    statement: str | None = None
    """The strategy statement that it stands for, where a draft is put to a session; then it is not among the ideas."""


class IdeaWording(SQLModel, table=True):
    """How an idea was worded, when, by whom and why: one row for every change, the first one included."""

    __tablename__ = "idea_wording"
    idea: str = Field(primary_key=True, foreign_key="idea.id")
    number: int = Field(primary_key=True)
    text: str = Field(sa_column=Column(Text, nullable=False))
    name: str | None = None
    theme: str | None = None
    detail: str | None = Field(default=None, sa_column=Column(Text))
    easy_read: str | None = Field(default=None, sa_column=Column(Text))
    why: str = Field(default="", sa_column=Column(Text, nullable=False))
    how: str = "reworded"
    """made, reworded, merged, split or restored."""
    who: str
    at: float


class IdeaMerge(SQLModel, table=True):
    """Two ideas that became one; undone when `undone_at` is set."""

    __tablename__ = "idea_merge"
    id: str = Field(primary_key=True)
    programme: str = Field(foreign_key="programme.id", index=True)
    kept: str
    gone: str
    moved: list[str] = Field(sa_column=Column(JSON, nullable=False))
    """The quotes that came over."""
    wording: int
    """The kept idea's wording before."""
    who: str
    at: float
    undone_at: float | None = None


class KeptApart(SQLModel, table=True):
    """Two ideas that look alike and are not one: they are not suggested again. `one` sorts before `other`."""

    __tablename__ = "kept_apart"
    one: str = Field(primary_key=True)
    other: str = Field(primary_key=True)
    who: str
    at: float


class Picture(SQLModel, table=True):
    """An Easy Read picture of an idea."""

    idea: str = Field(primary_key=True, foreign_key="idea.id")
    media_type: str
    words: str = ""
    """What it shows, for who cannot see it."""
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Quote(SQLModel, table=True):
    """A passage of a contribution that an idea grew from: characters `starts` up to `ends` of its text.

    It holds no words of its own, so that what is withdrawn is gone everywhere.
    """

    __table_args__ = (Index("ix_quote_idea", "idea"), Index("ix_quote_contribution", "contribution"))
    id: str = Field(primary_key=True)
    idea: str = Field(foreign_key="idea.id")
    contribution: str = Field(foreign_key="contribution.id")
    starts: int
    ends: int
    who: str
    at: float
    removed_at: float | None = None
