"""The Easy Read pictures of the ideas that phones weigh now: what each shows, its size, and the picture itself."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session as Db
from sqlmodel import col, select

from app.domain.pictures import size_of
from app.domain.session import Session
from app.domain.stages import READY, UNSAID
from app.storage.rewording import ideas_to_reword
from app.storage.tables import Picture

ON_CARDS = ("vote", "rate")
"""Kinds of step whose phones show one idea at a time, with room for a picture."""


@dataclass(frozen=True, slots=True)
class EasyPicture:
    """`words` say what it shows; `width` and `height` in pixels, so that nothing jumps; `mark` changes with it."""

    words: str
    width: int
    height: int
    mark: str


def ideas_on_cards(session: Session) -> tuple[str, ...]:
    """The ideas whose words phones show now: none before their step opens, none whose words were taken back."""
    stage = session.current_stage()
    if stage is None or stage.kind not in ON_CARDS or stage.state == READY:
        return ()
    return tuple(idea.id for idea in stage.ideas if idea.text != UNSAID)


def easy_pictures(db: Db, programme: str, ideas: Sequence[str]) -> dict[str, EasyPicture]:
    """{idea: its picture}, for those of these ideas that have one and need no other words first."""
    left_out = {one.id for one in ideas_to_reword(db, programme)}
    found = db.exec(select(Picture).where(col(Picture.idea).in_(set(ideas) - left_out))).all()
    sizes = {one.idea: size_of(one.data) for one in found}
    return {
        one.idea: EasyPicture(one.words, *size, hashlib.blake2b(one.data, digest_size=6).hexdigest())
        for one in found
        if (size := sizes[one.idea]) is not None
    }


def easy_picture(db: Db, programme: str, idea: str) -> tuple[str, bytes] | None:
    """(media type, the picture) of an idea, unless it needs other words first."""
    found = db.get(Picture, idea)
    if found is None or idea in {one.id for one in ideas_to_reword(db, programme)}:
        return None
    return found.media_type, found.data
