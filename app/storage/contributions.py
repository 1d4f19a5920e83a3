"""Questions about what people told us while we listened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session as Db
from sqlmodel import col

from .tables import Contribution, Programme, Question

WAITING, ALLOWED, HIDDEN, WITHDRAWN = "waiting", "allowed", "hidden", "withdrawn"
STATES = (WAITING, ALLOWED, HIDDEN, WITHDRAWN)
PAGE, GATHER, FILE, PAPER, NOTES = "page", "gather", "file", "paper", "notes"
SOURCES = (PAGE, GATHER, FILE, PAPER, NOTES)
NONE = "-"
"""Chooses those that name no question, or no community."""


@dataclass(frozen=True, slots=True)
class Which:
    """Some of a programme's contributions: what is empty does not choose. `words` all have to stand in the text."""

    state: str = ""
    question: str = ""
    source: str = ""
    community: str = ""
    words: str = ""


def contribution_of(db: Db, programme: str, id: str) -> Contribution | None:
    """A contribution of this programme, in whatever state."""
    found = db.get(Contribution, id)
    return found if found is not None and found.programme == programme else None


def contributions_with(db: Db, receipt: bytes) -> list[Contribution]:
    """What was sent under the receipt code of this hash, in order."""
    c = Contribution
    return list(db.scalars(select(c).where(col(c.receipt) == receipt).order_by(col(c.programme), col(c.number))))


def some_of(
    db: Db, programme: str, which: Which, limit: int, skip: int = 0, newest_first: bool = False, after: int = 0
) -> list[Contribution]:
    """By number, those after number `after`."""
    number = col(Contribution.number)
    asked = select(Contribution).where(*_chosen(programme, which))
    asked = asked.where(number > after) if after else asked
    return list(db.scalars(asked.order_by(number.desc() if newest_first else number).limit(limit).offset(skip)))


def count_of(db: Db, programme: str, which: Which) -> int:
    return int(db.scalar(select(func.count()).select_from(Contribution).where(*_chosen(programme, which))) or 0)


def counts_of(db: Db, programme: str) -> list[tuple[str, str | None, str | None, str, int]]:
    """[(state, question, community, source, how many)], one row for each that there is."""
    c = Contribution
    by = (col(c.state), col(c.question), col(c.community), col(c.source))
    rows = db.execute(select(*by, func.count()).where(col(c.programme) == programme).group_by(*by))
    return [(state, question, community, source, int(n)) for state, question, community, source, n in rows]


def times_of(db: Db, programme: str) -> list[float]:
    """When each contribution that stands was made, seconds since 1970, in no order."""
    c = Contribution
    return list(db.scalars(select(col(c.at)).where(col(c.programme) == programme, col(c.state) != WITHDRAWN)))


def areas_of(db: Db, programme: str) -> list[tuple[str, int]]:
    """[(area, how many contributions that stand)], most first. Areas are free words: capitals and spaces tell none
    apart, and each is spelt as it came first."""
    c = Contribution
    named = select(col(c.area)).where(
        col(c.programme) == programme, col(c.state) != WITHDRAWN, col(c.area).is_not(None)
    )  # fmt: skip
    spelt: dict[str, list[str]] = {}
    for area in db.scalars(named.order_by(col(c.number))):
        words = " ".join((area or "").split())
        if words:
            spelt.setdefault(words.casefold(), []).append(words)
    return sorted(((ways[0], len(ways)) for ways in spelt.values()), key=lambda area: (-area[1], area[0].casefold()))


def source_names_of(db: Db, programme: str) -> list[str]:
    """The labels that were given to where contributions came from, A to Z."""
    c = Contribution
    named = select(col(c.source_name)).where(col(c.programme) == programme, col(c.source_name).is_not(None)).distinct()
    return sorted(name for name in db.scalars(named) if name)


def hold_programme(db: Db, programme: str) -> None:
    """Holds the programme for this transaction. On SQLite the transaction itself is the lock."""
    db.execute(select(col(Programme.id)).where(col(Programme.id) == programme).with_for_update(key_share=True))


def last_number(db: Db, programme: str) -> int:
    """0 where nobody has said anything yet."""
    highest = select(func.max(col(Contribution.number))).where(col(Contribution.programme) == programme)
    return int(db.scalar(highest) or 0)


def keys_taken(db: Db, programme: str, keys: Iterable[str]) -> set[str]:
    """Which of these rows have come in before."""
    c, wanted = Contribution, list(keys)
    found: set[str] = set()
    for n in range(0, len(wanted), 500):
        asked = select(col(c.key)).where(col(c.programme) == programme, col(c.key).in_(wanted[n : n + 500]))
        found.update(key for key in db.scalars(asked) if key)
    return found


def contributions_by_key(db: Db, programme: str, keys: Iterable[str]) -> dict[str, Contribution]:
    """{key: what came in under it} of some few keys."""
    c = Contribution
    found = db.scalars(select(c).where(col(c.programme) == programme, col(c.key).in_(list(keys))))
    return {row.key: row for row in found if row.key}


def questions_of(db: Db, programme: str) -> list[Question]:
    """All questions of a programme in their order, those no longer asked among them."""
    q = Question
    return list(db.scalars(select(q).where(col(q.programme) == programme).order_by(col(q.position), col(q.id))))


def _chosen(programme: str, which: Which) -> list[ColumnElement[bool]]:
    c = Contribution
    chosen: list[ColumnElement[bool]] = [col(c.programme) == programme]
    for column, wanted in ((c.state, which.state), (c.source, which.source)):
        if wanted:
            chosen.append(col(column) == wanted)
    for told, wanted in ((c.question, which.question), (c.community, which.community)):
        if wanted:
            chosen.append(col(told).is_(None) if wanted == NONE else col(told) == wanted)
    chosen += [col(c.text).icontains(word, autoescape=True) for word in which.words.split()]
    return chosen
