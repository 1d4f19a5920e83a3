"""Taking an outcome away as a file: what it holds, and one module for each kind of file."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import Session as Db

from app.domain.outcomes import outcome_of
from app.domain.refusals import Refusal
from app.domain.session import ENDED, Session
from app.storage.outcomes import saved_outcome
from app.storage.sessions import read_session

from . import documents, sheets, zips


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its ending, its media type, and what writes it."""

    ending: str
    media_type: str
    write: Callable[[Path, Mapping[str, Any], Session, Mapping[str, str]], None]


KINDS = {
    "csv": Kind("zip", "application/zip", zips.write_csv),
    "xlsx": Kind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", sheets.write_xlsx),
    "docx": Kind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                 documents.write_docx),
    "polis": Kind("zip", "application/zip", zips.write_polis),
    "preflib": Kind("zip", "application/zip", zips.write_preflib),
}  # fmt: skip


def export(db: Db, session_id: str, kind: str, file: Path, now: float) -> None:
    """Writes a session's outcome into `file`, which is whole or not there. Raises Refusal unknown_code."""
    session = read_session(db, session_id)
    if session is None:
        raise Refusal("unknown_code", "This workshop is not known here.")
    outcome = (saved_outcome(db, session_id) if session.phase == ENDED else None) or outcome_of(session, now)
    unfinished = file.with_name(f"{file.name}.part")
    try:
        KINDS[kind].write(unfinished, outcome, session, pseudonyms_for(session))
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


def pseudonyms_for(session: Session) -> dict[str, str]:
    """{participant: a name for this download alone}, in an order that tells nothing about when they came."""
    people = sorted(person.id for person in session.counted())
    secrets.SystemRandom().shuffle(people)
    width = max(3, len(str(len(people))))
    return {person: f"p{n:0{width}d}" for n, person in enumerate(people, start=1)}
