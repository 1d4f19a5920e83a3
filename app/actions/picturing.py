"""Giving an idea an Easy Read picture, and taking it away."""

from __future__ import annotations

from sqlmodel import Session as Db

from app.domain.pictures import clean_picture
from app.domain.refusals import Refusal
from app.storage.programme_deeds import record_deed
from app.storage.tables import Picture

from .shaping import unmerged_idea

LONGEST_WORDS = 300


def give_picture(db: Db, programme: str, idea: str, data: bytes, words: str, who: str, now: float) -> Picture:
    """Keeps a PNG or JPEG of up to 1 MB, with words for who cannot see it. Raises Refusal."""
    unmerged_idea(db, programme, idea)
    said = " ".join(words.split())
    if not said:
        raise Refusal("bad_field", "Say in words what the picture shows.", "words")
    if len(said) > LONGEST_WORDS:
        raise Refusal("too_long", "Please keep it under {longest} characters.", "words", longest=LONGEST_WORDS)
    media_type, clean = clean_picture(data)
    picture = db.get(Picture, idea) or Picture(idea=idea, media_type=media_type, data=clean)
    picture.media_type, picture.words, picture.data = media_type, said, clean
    db.add(picture)
    record_deed(db, programme, who, "give picture", now, idea)
    return picture


def take_picture_away(db: Db, programme: str, idea: str, who: str, now: float) -> None:
    unmerged_idea(db, programme, idea)
    known = db.get(Picture, idea)
    if known is not None:
        db.delete(known)
        record_deed(db, programme, who, "take picture away", now, idea)
