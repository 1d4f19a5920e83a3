"""What serving processes say of themselves."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


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
