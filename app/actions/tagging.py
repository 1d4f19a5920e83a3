"""Sorting what people said: tags, a theme, and a flag to come back to it."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlmodel import Session as Db
from sqlmodel import col

from app.domain.refusals import Refusal
from app.domain.wording import tidied
from app.storage.contributions import WITHDRAWN
from app.storage.programme_deeds import record_deed
from app.storage.tables import Contribution, ContributionTag

from .contributing import known_contribution

LONGEST_TAG = 40
MOST_TAGS = 20
LONGEST_THEME = 100


def add_tag(db: Db, programme: str, id: str, tag: str, who: str, now: float) -> str:
    """→ the tag as it is kept: in small letters, without blanks around it. The same twice is one. Raises Refusal."""
    told, kept = _sortable(db, programme, id), tag_of(tag)
    if db.get(ContributionTag, (told.id, kept)) is not None:
        return kept
    count = select(func.count()).select_from(ContributionTag).where(col(ContributionTag.contribution) == id)
    if int(db.scalar(count) or 0) >= MOST_TAGS:
        raise Refusal("too_many", "One thing can have up to {most} tags.", "tag", most=MOST_TAGS)
    db.add(ContributionTag(contribution=id, tag=kept))
    record_deed(db, programme, who, "tag contribution", now, id)
    return kept


def remove_tag(db: Db, programme: str, id: str, tag: str, who: str, now: float) -> None:
    """Takes a tag off; one that is not there changes nothing."""
    known = db.get(ContributionTag, (_sortable(db, programme, id).id, tag_of(tag)))
    if known is not None:
        db.delete(known)
        record_deed(db, programme, who, "untag contribution", now, id)


def set_theme(
    db: Db, programme: str, id: str, theme: str, who: str, now: float, seen: str | None = None
) -> Contribution:
    """Puts a contribution under a theme, or under none. `seen` is the theme it had when somebody looked.

    Raises Refusal too_long, or moved_on where somebody else chose another meanwhile.
    """
    told, kept = _sortable(db, programme, id), " ".join(tidied(theme).split()) or None
    if kept and len(kept) > LONGEST_THEME:
        raise Refusal("too_long", "Please keep it under {longest} characters.", "theme", longest=LONGEST_THEME)
    if seen is not None and (told.theme or "") not in (seen, kept or ""):
        raise Refusal("moved_on", "Somebody chose another theme meanwhile. Look at it again.", "theme")
    told.theme = kept
    record_deed(db, programme, who, "theme contribution", now, id)
    return told


def flag(db: Db, programme: str, id: str, on: bool, who: str, now: float) -> Contribution:
    """Marks it to come back to, or takes the mark away. Raises Refusal."""
    told = _sortable(db, programme, id)
    told.flagged = on
    record_deed(db, programme, who, "flag contribution" if on else "unflag contribution", now, id)
    return told


def tag_of(tag: str) -> str:
    kept = " ".join(tidied(tag).casefold().split())
    if not kept:
        raise Refusal("bad_field", "Type a word for the tag.", "tag")
    if len(kept) > LONGEST_TAG:
        raise Refusal("too_long", "Please keep it under {longest} characters.", "tag", longest=LONGEST_TAG)
    return kept


def _sortable(db: Db, programme: str, id: str) -> Contribution:
    told = known_contribution(db, programme, id)
    if told.state == WITHDRAWN:
        raise Refusal("bad_field", "Its person took this back.", "contribution")
    return told
