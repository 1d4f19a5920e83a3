"""Every wording an idea has had: who changed it, when and why."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import Session as Db
from sqlmodel import col

from .tables import Idea, IdeaWording

MADE, REWORDED, MERGED, SPLIT, RESTORED = "made", "reworded", "merged", "split", "restored"
TAKEN_BACK = "taken back"
"""Words were cut out of it that somebody took back."""


def wordings_of(db: Db, idea: str) -> list[IdeaWording]:
    """The newest first."""
    return list(
        db.scalars(select(IdeaWording).where(col(IdeaWording.idea) == idea).order_by(col(IdeaWording.number).desc()))
    )


def wording_numbered(db: Db, idea: str, number: int) -> IdeaWording | None:
    return db.get(IdeaWording, (idea, number))


def keep_wordings(db: Db, ideas: Sequence[Idea], who: str, at: float, why: str = "", how: str = MADE) -> None:
    """Keeps how these ideas are worded now, under the number that each has."""
    db.add_all(
        IdeaWording(
            idea=idea.id, number=idea.version, text=idea.text, name=idea.name, theme=idea.theme, detail=idea.detail,
            easy_read=idea.easy_read, why=why, how=how, who=who, at=at,
        )
        for idea in ideas
    )  # fmt: skip
    db.flush()


def next_wording(db: Db, idea: Idea, who: str, why: str, at: float, how: str = REWORDED) -> None:
    """Keeps an idea's changed words as its next wording."""
    idea.version += 1
    keep_wordings(db, [idea], who, at, why, how)
