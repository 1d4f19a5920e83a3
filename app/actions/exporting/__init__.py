"""Taking an outcome away as a file: what it holds, and one module for each kind of file."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from sqlmodel import Session as Db

from app.domain.open_orders import without_open_orders
from app.domain.outcomes import outcome_of
from app.domain.refusals import Refusal
from app.domain.session import ENDED, Session
from app.storage.audit import mark_in_words
from app.storage.decisions import decisions_of
from app.storage.outcomes import saved_outcome
from app.storage.sessions import read_session

from .material import Material
from .scratch_folder import scratch
from .telling import Tell, to_nobody

Write = Callable[[Path, Material, Tell], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its ending, its media type, and what writes it."""

    ending: str
    media_type: str
    write: Write


def _by(module: str, name: str) -> Write:
    """A writer whose libraries are loaded when a file is made, and not by a server that only knows their names."""

    def write(file: Path, material: Material, tell: Tell) -> None:
        vars(import_module(f".{module}", __package__))[name](file, material, tell)

    return write


_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS = {
    "csv": Kind("zip", "application/zip", _by("zips", "write_csv")),
    "xlsx": Kind("xlsx", f"{_OFFICE}.spreadsheetml.sheet", _by("workbooks", "write_xlsx")),
    "docx": Kind("docx", f"{_OFFICE}.wordprocessingml.document", _by("documents", "write_docx")),
    "polis": Kind("zip", "application/zip", _by("zips", "write_polis")),
    "preflib": Kind("zip", "application/zip", _by("zips", "write_preflib")),
}


def export(
    db: Db, session_id: str, kind: str, file: Path, now: float, tell: Tell = to_nobody, template: str = ""
) -> None:  # fmt: skip
    """Writes a session's outcome into `file`, which is whole or not there. Raises Refusal unknown_code.

    An order that people are still ranking is in none of them: files are passed around.
    """
    tell("reading", 0.0)
    session = read_session(db, session_id)
    if session is None:
        raise Refusal("unknown_code", "This workshop is not known here.")
    tell("counting", 0.0)
    saved = saved_outcome(db, session_id) if session.phase == ENDED else None
    outcome = saved or without_open_orders(outcome_of(session, now))
    decisions, mark = tuple(decisions_of(db, session_id)), mark_in_words(db)
    material = Material(outcome, session, pseudonyms_for(session), decisions, template, mark)
    with scratch(file.parent) as folder:
        KINDS[kind].write(folder / file.name, material, tell)
        _put(folder / file.name, file)


def _put(whole: Path, file: Path) -> None:
    """Moves a file to its place, where it is whole or not there, also across disks."""
    unfinished = file.with_name(f"{file.name}.part")
    try:
        shutil.copyfile(whole, unfinished)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


def pseudonyms_for(session: Session) -> dict[str, str]:
    """{participant: a name for this download alone}, in an order that tells nothing about when they came.

    Names are drawn by chance from a hundred million, so that two downloads share none but by accident.
    """
    dice = secrets.SystemRandom()
    people = sorted(person.id for person in session.counted())
    dice.shuffle(people)
    numbers = sorted(dice.sample(range(10_000_000, 100_000_000), len(people)))
    return {person: f"p{number}" for person, number in zip(people, numbers, strict=True)}
