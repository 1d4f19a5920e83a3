"""The journal: a line for every event, numbered 1, 2, 3 …, chained, and unique on (session, actor, action id)."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import msgspec
from sqlalchemy import bindparam, select
from sqlmodel import Session as Db
from sqlmodel import SQLModel, col

from app.domain import events
from app.domain.events import EVENTS, Event, Recorded
from app.domain.refusals import Refusal

from .bulk import insert_rows
from .tables import JournalContent, JournalLine
from .values import as_tiers

_JSON = msgspec.json.Encoder()
_DECODERS: dict[str, msgspec.json.Decoder[Event]] = {
    kind: msgspec.json.Decoder(event) for kind, event in EVENTS.items()
}
_SALT = 16
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """The first answer to an action: the version after it, and the id of what it made."""

    version: int
    made: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An event of this turn, with the key of the action that asked for it and the id of what it made."""

    recorded: Recorded
    content: bytes
    key: bytes
    made: str | None


def key_of(salt: bytes, actor: str, action_id: str) -> bytes:
    """The salted hash that makes (actor, action id) unique in a session. 16 bytes."""
    return hashlib.blake2b(f"{actor}\0{action_id}".encode("utf-8", "surrogatepass"), digest_size=16, key=salt).digest()


def first_answers(db: Db, keys: Sequence[bytes]) -> dict[bytes, FirstAnswer]:
    """Those of the keys that were saved before → their first answers. One indexed query."""
    if not keys:
        return {}
    rows = db.connection().execute(_KNOWN, {"keys": list(keys)})
    return {key: FirstAnswer(number, made) for key, number, made in rows}


def content_of(event: Event) -> bytes:
    """The event as it is kept. Raises Refusal where it holds what no database can: a NUL, or half a character."""
    try:
        content = _JSON.encode(event)
    except UnicodeEncodeError:
        content = b"\\u0000"
    if b"\\u0000" in content and _NUL.search(content):
        raise Refusal("bad_field", "This text holds a character that cannot be kept.", "text")
    return content


def append(db: Db, session: str, chain: bytes, entries: Sequence[Entry]) -> bytes:
    """Writes the lines and their contents → the chain's new end."""
    salts = os.urandom(_SALT * len(entries))
    lines: list[tuple[Any, ...]] = []
    contents: list[tuple[Any, ...]] = []
    for n, entry in enumerate(entries):
        recorded, salt = entry.recorded, salts[n * _SALT : (n + 1) * _SALT]
        number, at, event = recorded.number, recorded.at, recorded.event
        digest = digest_of(salt, entry.content)
        chain = link(chain, number, at, event.kind, entry.key, digest)
        lines.append((session, number, at, event.kind, entry.key, digest, chain, entry.made))
        contents.append((session, number, getattr(event, "participant", None), salt, entry.content))
    insert_rows(db, "journal", _LINE, lines)
    insert_rows(db, "journal_content", _CONTENT, contents)
    return chain


def digest_of(salt: bytes, content: bytes) -> bytes:
    """A commitment to the content: it cannot be guessed back from once salt and content are gone."""
    return hashlib.blake2b(content, digest_size=16, key=salt).digest()


def link(chain: bytes, number: int, at: float, kind: str, key: bytes, digest: bytes) -> bytes:
    """One link of the audit chain: a hash over the link before and this line."""
    return hashlib.blake2b(f"{number}|{at!r}|{kind}|".encode() + key + digest, digest_size=32, key=chain).digest()


def since(db: Db, session: str, version: int) -> list[Recorded] | None:
    """The events after that version, in order; None where one of them has been emptied since."""
    line, content = JournalLine, JournalContent
    rows = db.execute(
        select(col(line.number), col(line.at), col(line.kind), col(content.content))
        .join(content, (col(content.session) == col(line.session)) & (col(content.number) == col(line.number)))
        .where(col(line.session) == session, col(line.number) > version)
        .order_by(col(line.number))
    )
    found = rows.all()
    if any(body is None for *_, body in found):
        return None
    return [Recorded(number, at, _read(kind, body)) for number, at, kind, body in found]


def of_kinds(
    db: Db, session: str, kinds: Sequence[str], after: int = 0, most: int | None = None
) -> list[tuple[int, float, str, Event | None]]:
    """(number, time, kind, event) of each line of these kinds, in order; None for an event that has been emptied. Only
    those with a number above `after`, and no more than `most` of them."""
    line, content = JournalLine, JournalContent
    rows = db.execute(
        select(col(line.number), col(line.at), col(line.kind), col(content.content))
        .join(content, (col(content.session) == col(line.session)) & (col(content.number) == col(line.number)))
        .where(col(line.session) == session, col(line.kind).in_(kinds), col(line.number) > after)
        .order_by(col(line.number))
        .limit(most)
    )
    return [(number, at, kind, None if body is None else _read(kind, body)) for number, at, kind, body in rows]


def came_in(db: Db, session: str) -> list[str | None]:
    """Who came in with each line of somebody joining or being entered on paper, in order; None for who left since."""
    line, content = JournalLine, JournalContent
    rows = db.execute(
        select(col(content.participant))
        .select_from(line)
        .join(content, (col(content.session) == col(line.session)) & (col(content.number) == col(line.number)))
        .where(col(line.session) == session, col(line.kind).in_([events.Joined.kind, events.PaperEntered.kind]))
        .order_by(col(line.number))
    )
    return list(rows.scalars())


def _read(kind: str, content: bytes) -> Event:
    """JSON has no tuples: a ranking gets its tiers back."""
    event = _DECODERS[kind].decode(content)
    if isinstance(event, events.Answered):
        return replace(event, value=as_tiers(event.value))
    if isinstance(event, events.PaperEntered):
        return replace(event, answers=tuple((s, i, c, as_tiers(v)) for s, i, c, v in event.answers))
    return event


def verify(db: Db, session: str, start: bytes) -> int | None:
    """Recomputes the chain from its start → the number of the first line that was tampered with, or None."""
    chain = start
    contents = {
        number: (salt, content)
        for number, salt, content in db.execute(
            select(col(JournalContent.number), col(JournalContent.salt), col(JournalContent.content)).where(
                col(JournalContent.session) == session
            )
        )
    }
    for n, line in enumerate(_lines_of(db, session), start=1):
        chain = link(chain, line.number, line.at, line.kind, line.key, line.digest)
        salt, content = contents.get(line.number, (None, None))
        kept = salt is None or content is None or digest_of(salt, content) == line.digest
        if line.number != n or chain != line.chain or not kept:
            return n
    return None


def _lines_of(db: Db, session: str) -> Iterable[JournalLine]:
    rows = db.execute(select(JournalLine).where(col(JournalLine.session) == session).order_by(col(JournalLine.number)))
    return cast(Iterable[JournalLine], rows.scalars())


_LINES = SQLModel.metadata.tables["journal"]
_KNOWN = select(_LINES.c.key, _LINES.c.number, _LINES.c.made).where(_LINES.c.key.in_(bindparam("keys", expanding=True)))
_LINE = ("session", "number", "at", "kind", "key", "digest", "chain", "made")
_CONTENT = ("session", "number", "participant", "salt", "content")
