"""The record as organisers read it: who did or looked at what, a page at a time, and whether it was tampered with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session as Db
from sqlmodel import col

from app.domain.outcomes import rfc3339
from app.storage import audit
from app.storage.audit import Looking
from app.storage.ideas import programme as programme_row
from app.storage.tables import Account, AuditLine, Programme, SessionPass, WorkshopSession

A_PAGE = 100
HEADINGS = ("number", "time", "who", "name", "what", "programme", "workshop", "about", "chain")


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One line. `who` is as it stands in the record; `name` what that person or link is called today, if known."""

    number: int
    at: float
    who: str
    name: str
    what: str
    session: str | None
    workshop: str
    about: str


@dataclass(frozen=True, slots=True)
class RecordScreen:
    """`broken` is the number of the first line that is not as it was written; `fingerprint` the last line's hash."""

    programme: Programme | None
    lines: Sequence[RecordLine]
    older: int | None
    """Below which number the next page begins."""
    who: Sequence[tuple[str, str]]
    what: Sequence[str]
    last: int
    fingerprint: str
    broken: int | None
    noted: bool | None = None
    """Whether a mark that somebody noted elsewhere still stands; None where none was asked about."""


def record_screen(
    db: Db, which: Looking, before: int | None = None, noted: tuple[int, bytes] | None = None
) -> RecordScreen | None:
    """A page of the record of a programme, or of everything; None where there is no such programme."""
    programme = None if which.programme is None else programme_row(db, which.programme)
    if which.programme is not None and programme is None:
        return None
    found = audit.lines(db, which, before, A_PAGE + 1)
    people, kinds = audit.choices(db, which.programme)
    last, chain = audit.head(db)
    names = _names(db, people)
    lines = _told(db, found[:A_PAGE], names)
    return RecordScreen(
        programme, lines, lines[-1].number if len(found) > A_PAGE else None,
        [(who, names.get(who, who)) for who in people], kinds, last, chain.hex(), audit.verify(db),
        None if noted is None else audit.verify(db, noted) is None,
    )  # fmt: skip


def record_json(db: Db, which: Looking, before: int | None = None) -> dict[str, Any] | None:
    """The same for programs: lines, the newest first, and the end to be noted elsewhere."""
    screen = record_screen(db, which, before)
    if screen is None:
        return None
    lines = [
        {"number": line.number, "at": rfc3339(line.at), "who": line.who, "name": line.name, "what": line.what,
         "session": line.session, "about": line.about}
        for line in screen.lines
    ]  # fmt: skip
    head = {"number": screen.last, "mark": screen.fingerprint}
    return {"lines": lines, "next": screen.older, "head": head, "broken_at": screen.broken}


def noted_mark(number: str, mark: str) -> tuple[int, bytes] | None:
    """A line's number and its mark as somebody typed them, groups or not; None where nothing was typed.

    What cannot be a mark stands nowhere: line 1 with no mark at all.
    """
    typed = "".join(mark.split())
    if not typed and not number.strip():
        return None
    try:
        line, noted = int(number), bytes.fromhex(typed)
    except ValueError:
        line, noted = 0, b""
    return (line, noted) if line > 0 else (1, b"")


def record_rows(db: Db, which: Looking) -> list[tuple[str, ...]]:
    """Every line of it under HEADINGS, the oldest first; the chain as hex, to be checked elsewhere."""
    found = audit.lines(db, which)
    told = _told(db, found, _names(db, [line.who for line in found]))
    return [
        (str(row.number), rfc3339(row.at) or "", row.who, row.name, row.what, line.programme or "", row.session or "",
         row.about, line.chain.hex())
        for row, line in reversed([*zip(told, found, strict=True)])
    ]  # fmt: skip


def looking(programme: str | None, who: str, what: str, since: str, until: str) -> Looking:
    """What a form asked for. Days are days of UTC, such as 2026-11-19; what is no day is left out."""
    end = _start_of(until)
    return Looking(programme, who or None, what or None, _start_of(since), None if end is None else end + 86_400)


def _start_of(day: str) -> float | None:
    try:
        return datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC).timestamp()
    except ValueError:
        return None


def _told(db: Db, lines: Sequence[AuditLine], names: Mapping[str, str]) -> list[RecordLine]:
    s = WorkshopSession
    about = {line.session for line in lines if line.session}
    rows = db.execute(select(col(s.id), col(s.name)).where(col(s.id).in_(about))) if about else ()
    workshops = {row[0]: row[1] for row in rows}
    return [
        RecordLine(
            line.number, line.at, line.who, names.get(line.who, line.who), line.what, line.session,
            workshops.get(line.session or "", ""), line.about,
        )
        for line in lines
    ]  # fmt: skip


def _names(db: Db, who: Sequence[str]) -> dict[str, str]:
    """{as it stands in the record: what an account or a link is called}."""
    wanted = {one.removeprefix("host:").removeprefix("pass:") for one in who}
    a, p = Account, SessionPass
    accounts = db.execute(select(col(a.id), col(a.name), col(a.email)).where(col(a.id).in_(wanted)))
    names = {id: name or email for id, name, email in accounts}
    passes = db.execute(select(col(p.id), col(p.name)).where(col(p.id).in_(wanted)))
    return names | {f"pass:{id}": name for id, name in passes}
