"""Following the journals' audit chains, however long they are: what `journal.verify` finds, a line at a time."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Select, select
from sqlmodel import col

from .journal import digest_of, link
from .tables import JournalContent, JournalLine, WorkshopSession

START = b"\0" * 32
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Break:
    """The first line of a session's journal that is not as it was written."""

    session: str
    number: int


def first_break(connection: Connection) -> Break | None:
    """Recomputes every session's chain → where the first one breaks, or None.

    A line that is missing, at the end too, is a break; a content that was emptied is not.
    """
    s = WorkshopSession
    for id, version, end in connection.execute(select(col(s.id), col(s.version), col(s.chain))).all():
        number = _broken_at(connection, id, version, end)
        if number is not None:
            return Break(id, number)
    return None


def _broken_at(connection: Connection, session: str, version: int, end: bytes) -> int | None:
    chain, reached = START, 0
    for line in connection.execute(_lines(session), execution_options={"yield_per": _AT_ONCE}):
        reached += 1
        chain = link(chain, line.number, line.at, line.kind, line.key, line.digest)
        if line.number != reached or chain != line.chain or not _is_kept(line.digest, line.salt, line.content):
            return reached
    return None if reached == version and chain == end else reached + 1


def _is_kept(digest: bytes, salt: bytes | None, content: bytes | None) -> bool:
    return salt is None or content is None or digest_of(salt, content) == digest


def _lines(session: str) -> Select[int, float, str, bytes, bytes, bytes, bytes | None, bytes | None]:
    j, c = JournalLine, JournalContent
    return (
        select(
            col(j.number), col(j.at), col(j.kind), col(j.key), col(j.digest), col(j.chain), col(c.salt), col(c.content)
        )
        .outerjoin(c, (col(c.session) == col(j.session)) & (col(c.number) == col(j.number)))
        .where(col(j.session) == session)
        .order_by(col(j.number))
    )
