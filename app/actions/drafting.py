"""Drafting statements together. A change names the version it was made from, and every version is kept.

What somebody saves is never written over silently: who comes second hears of it, with both texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlmodel import Session as Db

from app.domain.drafts import LONGEST_STATEMENT, Content, content_from, differing, rewritten
from app.domain.ordering import moved
from app.domain.refusals import Refusal
from app.domain.wording import tidied
from app.storage.contributions import hold_programme
from app.storage.facts import professions
from app.storage.frameworks import framework_of
from app.storage.programme_deeds import record_deed
from app.storage.secrets import id_from, new_id
from app.storage.statements import (
    all_ideas,
    content_of,
    next_place,
    section_of,
    statement_of,
    statements_of,
    version_of,
)
from app.storage.tables import Statement, StatementVersion

from .planning import must_exist
from .standing_in import follow_statement

LONGEST_REMARK = 1_000
LONGEST_REVIEW = 200
LONGEST_REASON = 500
MOST_STATEMENTS = 500
MOST_IDEAS = 100


def add_statement(
    db: Db, programme: str, given: Content, who: str, now: float, why: str = "", once: str = ""
) -> Statement:  # fmt: skip
    """A new statement at the end of its section, as a draft. Raises Refusal unknown_code, bad_field or too_long.

    `once` is new for each form: the same words of the same form, as two taps send them, are one statement.
    """
    must_exist(db, programme)
    hold_programme(db, programme)
    id = id_from("statement", programme, who, once, repr(given)) if once else new_id()
    known = statement_of(db, programme, id)
    if known is not None:
        return known
    if len(statements_of(db, programme)) >= MOST_STATEMENTS:
        raise Refusal("too_many", "A draft holds up to {most} statements.", "text", most=MOST_STATEMENTS)
    content = replace(checked(db, programme, given), state=Content("").state, removed=False)
    made = Statement(
        id=id, programme=programme, position=next_place(db, programme, content.section), text=content.text,
        version=0, created_at=now,
    )  # fmt: skip
    db.add(made)
    keep(db, made, content, who, now, reason_of(why))
    record_deed(db, programme, who, "add statement", now, made.id)
    return made


def change_statement(
    db: Db, programme: str, id: str, given: Content, seen: int, who: str, now: float, why: str = "",
    put_back: bool = False,
) -> Statement:  # fmt: skip
    """Gives a statement other words, links or section; agreed is back in review where it says otherwise.

    `put_back` brings one that was removed back with these words. The same content again changes nothing.
    Raises Refusal moved_on where somebody changed or removed it meanwhile, else as `add_statement`.
    """
    known = known_statement(db, programme, id, seen)
    before = content_of(known)
    if before.removed and not put_back:
        raise changed_meanwhile(known, "Somebody removed this statement meanwhile. Put it back, then save.")
    _write(db, known, checked(db, programme, given, before), who, now, why)
    return known


def restore_version(
    db: Db, programme: str, id: str, version: int, seen: int, who: str, now: float, why: str = ""
) -> Statement:  # fmt: skip
    """Writes a statement as it stood in an older version; that is a change like any other. Raises Refusal."""
    known = known_statement(db, programme, id, seen)
    older = version_of(db, id, version)
    if older is None:
        raise Refusal("unknown_code", "This statement has no such version.", "version")
    content = content_from(older.content)
    kept = section_of(db, programme, content.section) if content.section else None
    if kept is None or kept.removed_at is not None:
        content = replace(content, section=None)
    _write(db, known, content, who, now, why)
    return known


def _write(db: Db, known: Statement, written: Content, who: str, now: float, why: str) -> None:
    before = content_of(known)
    after = rewritten(replace(before, removed=False), written)
    if before.section != after.section:
        known.position = next_place(db, known.programme, after.section)
    if differing(before, after):
        keep(db, known, after, who, now, reason_of(why))
        record_deed(db, known.programme, who, "change statement", now, known.id)


def remove_statement(db: Db, programme: str, id: str, seen: int, who: str, now: float, why: str = "") -> Statement:
    """Takes a statement out of the draft; it can be put back. Raises Refusal."""
    known = known_statement(db, programme, id, seen)
    if known.removed_at is None:
        keep(db, known, replace(content_of(known), removed=True), who, now, reason_of(why))
        record_deed(db, programme, who, "remove statement", now, id)
    return known


def put_back_statement(db: Db, programme: str, id: str, who: str, now: float) -> Statement:
    """Undoes removing it. Raises Refusal."""
    known = known_statement(db, programme, id)
    if known.removed_at is not None:
        keep(db, known, replace(content_of(known), removed=False), who, now, "")
        record_deed(db, programme, who, "put back statement", now, id)
    return known


def move_statement(db: Db, programme: str, id: str, by: int, who: str, now: float) -> Statement:
    """Moves a statement up (−1) or down (1) in its section; at either end it stays. Its words do not change by it."""
    known = known_statement(db, programme, id)
    draft = statements_of(db, programme)
    home = next((n.section for n in draft if n.statement.id == id), None)
    listed = [n.statement for n in draft if n.section == home]
    if known not in listed:
        return known
    for place, statement in enumerate(moved(listed, known, by)):
        statement.position = place
    record_deed(db, programme, who, "move statement", now, id)
    return known


def checked(db: Db, programme: str, given: Content, before: Content | None = None) -> Content:
    """The content as it is kept. What stood there before may stay, though it is not offered any more.

    Raises Refusal bad_field, too_long, too_many or unknown_idea, naming the field.
    """
    text, stood = tidied(given.text), before or Content("")
    if not text:
        raise Refusal("bad_field", "A statement needs some words.", "text")
    _not_longer(text, LONGEST_STATEMENT, "text")
    notes: dict[str, Any] = {
        name: tidied(getattr(given, name)) for name in ("with_whom", "works_if", "still_open", "next_review")
    }
    for name, note in notes.items():
        _not_longer(note, LONGEST_REVIEW if name == "next_review" else LONGEST_REMARK, name)
    section = section_of(db, programme, given.section) if given.section else None
    gone = section is None or section.removed_at is not None
    if given.section and gone and given.section != stood.section:
        raise Refusal("bad_field", "This section is not in the draft any more. Choose another one.", "section")
    if len(given.ideas) > MOST_IDEAS:
        raise Refusal("too_many", "A statement rests on up to {most} ideas.", "ideas", most=MOST_IDEAS)
    known = all_ideas(db, programme)
    if any(idea not in known and idea not in stood.ideas for idea in given.ideas):
        raise Refusal("unknown_idea", "This idea is not part of the programme.", "ideas")
    if not set(given.professions) <= {*professions(), *stood.professions}:
        raise Refusal("bad_field", "Choose among the 14 allied health professions.", "professions")
    codes = framework_of(db, programme).codes
    if not set(given.commitments) <= {*codes, *stood.commitments}:
        raise Refusal("bad_field", "Choose among the commitments of the plan.", "commitments")
    return replace(
        given, text=text, section=given.section or None, ideas=tuple(dict.fromkeys(given.ideas)),
        professions=_in_order(given.professions, professions()), commitments=_in_order(given.commitments, codes),
        **notes,
    )  # fmt: skip


def known_statement(db: Db, programme: str, id: str, seen: int | None = None) -> Statement:
    """A statement, held until this transaction ends. Raises Refusal unknown_code, or moved_on with what stands now."""
    found = statement_of(db, programme, id, hold=True)
    if found is None:
        raise Refusal("unknown_code", "This statement is not part of the draft.")
    if seen is not None and seen != found.version:
        raise changed_meanwhile(found, "Somebody changed this statement meanwhile. Look at both, then save again.")
    return found


def looked_up(db: Db, programme: str, id: str) -> Statement:
    """A statement as it stands, for who only looks. Raises Refusal unknown_code."""
    found = statement_of(db, programme, id)
    if found is None:
        raise Refusal("unknown_code", "This statement is not part of the draft.")
    return found


def changed_meanwhile(statement: Statement, message: str) -> Refusal:
    """Says so with the version and the content that stand now."""
    now = content_of(statement).as_plain()
    return Refusal("moved_on", message, version=statement.version, details={"statement": now})


def keep(db: Db, statement: Statement, content: Content, who: str, now: float, why: str) -> None:
    """Writes the content into the row and as the next version. Every change of a statement comes through here."""
    removed_at = (statement.removed_at or now) if content.removed else None
    plain = content.as_plain()
    for name, value in plain.items():
        if name != "removed":
            setattr(statement, name, value)
    statement.removed_at, statement.version = removed_at, statement.version + 1
    db.add(statement)
    db.flush()
    db.add(StatementVersion(statement=statement.id, version=statement.version, content=plain, why=why, who=who, at=now))
    db.flush()
    follow_statement(db, statement, who, now)


def reason_of(why: str) -> str:
    """A reason as it is kept. Raises Refusal too_long."""
    kept = tidied(why)
    _not_longer(kept, LONGEST_REASON, "why")
    return kept


def _not_longer(text: str, longest: int, field: str) -> None:
    if len(text) > longest:
        raise Refusal("too_long", "Please keep it under {longest} characters.", field, longest=longest)


def _in_order(chosen: Sequence[str], listed: Sequence[str]) -> tuple[str, ...]:
    """Without repeats, in the order of the list; what the list does not know comes last."""
    places = {name: n for n, name in enumerate(listed)}
    return tuple(sorted(dict.fromkeys(chosen), key=lambda name: (places.get(name, len(places)), name)))
