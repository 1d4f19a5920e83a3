"""The sections of the strategy draft: adding, wording, moving and removing them. Statements stay when one goes."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlmodel import Session as Db
from sqlmodel import col

from app.domain.ordering import moved
from app.domain.refusals import Refusal
from app.domain.wording import tidied
from app.storage.contributions import hold_programme
from app.storage.programme_deeds import record_deed
from app.storage.secrets import id_from, new_id
from app.storage.statements import section_of, sections_of
from app.storage.tables import Section

from .planning import must_exist

LONGEST_TITLE = 200
LONGEST_INTRO = 2_000
MOST_SECTIONS = 60


def add_section(
    db: Db, programme: str, title: str, intro: str, who: str, now: float, once: str = ""
) -> Section:  # fmt: skip
    """A section at the end of the draft; the same words of the same form (`once`) are one section.

    Raises Refusal unknown_code, bad_field, too_long or too_many.
    """
    must_exist(db, programme)
    hold_programme(db, programme)
    id = id_from("section", programme, who, once, title, intro) if once else new_id()
    known = section_of(db, programme, id)
    if known is not None:
        return known
    if len(sections_of(db, programme)) >= MOST_SECTIONS:
        raise Refusal("too_many", "A draft has up to {most} sections.", "title", most=MOST_SECTIONS)
    title, intro = _words(title, intro)
    last = db.scalar(select(func.max(col(Section.position))).where(col(Section.programme) == programme))
    made = Section(
        id=id, programme=programme, position=0 if last is None else last + 1, title=title, intro=intro
    )  # fmt: skip
    db.add(made)
    record_deed(db, programme, who, "add section", now, made.id)
    return made


def change_section(
    db: Db, programme: str, id: str, title: str, intro: str, seen: int, who: str, now: float
) -> Section:  # fmt: skip
    """Gives a section another title or introduction. Raises Refusal moved_on where somebody did so meanwhile."""
    known = known_section(db, programme, id)
    if known.version != seen:
        stands = {"title": known.title, "intro": known.intro}
        raise Refusal(
            "moved_on", "Somebody changed this section meanwhile. Look at both, then save again.",
            version=known.version, details={"section": stands},
        )  # fmt: skip
    title, intro = _words(title, intro)
    if (title, intro) != (known.title, known.intro):
        known.title, known.intro, known.version = title, intro, known.version + 1
        record_deed(db, programme, who, "change section", now, id)
    return known


def move_section(db: Db, programme: str, id: str, by: int, who: str, now: float) -> Section:
    """Moves a section with all that is in it up (−1) or down (1); at either end it stays."""
    known, listed = known_section(db, programme, id), sections_of(db, programme)
    if known in listed:
        for place, section in enumerate(moved(listed, known, by)):
            section.position = place
        record_deed(db, programme, who, "move section", now, id)
    return known


def remove_section(db: Db, programme: str, id: str, who: str, now: float) -> Section:
    """Takes a section out. Its statements stay in the draft without one, and come home if it is put back."""
    known = known_section(db, programme, id)
    known.removed_at = known.removed_at or now
    record_deed(db, programme, who, "remove section", now, id)
    return known


def put_back_section(db: Db, programme: str, id: str, who: str, now: float) -> Section:
    known = known_section(db, programme, id)
    known.removed_at = None
    record_deed(db, programme, who, "put back section", now, id)
    return known


def known_section(db: Db, programme: str, id: str) -> Section:
    """A section, held until this transaction ends. Raises Refusal unknown_code."""
    found = section_of(db, programme, id)
    if found is None:
        raise Refusal("unknown_code", "This section is not part of the draft.")
    return found


def _words(title: str, intro: str) -> tuple[str, str]:
    title, intro = " ".join(tidied(title).split()), tidied(intro)
    if not title:
        raise Refusal("bad_field", "Please give it a title.", "title")
    for text, longest, field in ((title, LONGEST_TITLE, "title"), (intro, LONGEST_INTRO, "intro")):
        if len(text) > longest:
            raise Refusal("too_long", "Please keep it under {longest} characters.", field, longest=longest)
    return title, intro
