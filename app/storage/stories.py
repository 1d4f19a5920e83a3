"""Questions about stories: what became of each idea, as it was told last."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import Session as Db
from sqlmodel import col

from .tables import Idea, Story

A_MOMENT = 0.001
"""Seconds: a later story has a later time, also where a clock was set back in between."""


def newest_stories(db: Db, programme: str) -> dict[str, Story]:
    """{idea: the story that counts} of a whole programme."""
    told = select(Story).join(Idea, col(Idea.id) == col(Story.idea)).where(col(Idea.programme) == programme)
    return {story.idea: story for story in db.scalars(told.order_by(col(Story.at), col(Story.id)))}


def stories_about(db: Db, idea: str) -> list[Story]:
    """All that was told of an idea, the newest first."""
    told = select(Story).where(col(Story.idea) == idea)
    return list(db.scalars(told.order_by(col(Story.at).desc(), col(Story.id))))
