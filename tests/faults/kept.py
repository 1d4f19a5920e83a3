"""What the database holds of one session, read past the application: a SQLite file or a PostgreSQL address."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg

from app.domain.stages import ORDER
from tests.people import Json

Rows = list[Any]
Key = tuple[str, str, str, str]
"""(stage, participant, idea, scale)."""


@dataclass(slots=True)
class Kept:
    """One session as it is stored. `lines` are (number, kind, key, seconds since 1970) of the journal in order."""

    version: int
    salt: bytes
    people: dict[str, str]
    """participant → community."""
    lines: Rows
    contents: dict[int, Json]
    answers: dict[Key, str]
    comments: dict[str, Json] = field(default_factory=dict)

    def votes(self, stage: str) -> dict[str, dict[str, Counter[str]]]:
        """{idea: {community: {choice: people}}} as a plain SELECT counts them."""
        found: dict[str, dict[str, Counter[str]]] = {}
        for (of, person, idea, _), value in self.answers.items():
            if of == stage and value in ("agree", "unsure", "disagree"):
                found.setdefault(idea, {}).setdefault(self.people[person], Counter())[value] += 1
        return found

    def voters(self, stage: str, idea: str) -> int:
        """How many different people have a standing answer on that idea."""
        return len({person for (of, person, about, _) in self.answers if (of, about) == (stage, idea)})

    def orders(self, stage: str) -> dict[str, list[list[str]]]:
        """{participant: tiers of ideas} of a ranking."""
        return {
            person: json.loads(value)
            for (of, person, *key), value in self.answers.items()
            if of == stage and tuple(key) == ORDER
        }


def kept(database: str, session: str) -> Kept:
    """Reads one session whole. `database` is sqlite:///FILE or postgresql://…"""
    ask = _Asking(database)
    ((version, salt),) = ask("select version, salt from session where id = ?", session)
    people: dict[str, str] = dict(ask("select id, community from participant where session = ?", session))
    lines = ask("select number, kind, key, at from journal where session = ? order by number", session)
    contents = ask("select number, content from journal_content where session = ? and content is not null", session)
    answers = ask(
        "select stage, participant, idea, scale, value from answer where value is not null and participant in "
        "(select id from participant where session = ?)",
        session,
    )
    comments = ask("select id, stage, idea, participant, text, state from comment where session = ?", session)
    named = ("id", "stage", "idea", "participant", "text", "state")
    ask.close()
    return Kept(
        version, bytes(salt), people,
        [(number, kind, bytes(key), at) for number, kind, key, at in lines],
        {number: json.loads(bytes(content)) for number, content in contents},
        {(stage, person, idea, scale): value for stage, person, idea, scale, value in answers},
        {row[0]: dict(zip(named, row, strict=True)) for row in comments},
    )  # fmt: skip


class _Asking:
    def __init__(self, database: str) -> None:
        self._sqlite = database.startswith("sqlite:")
        if self._sqlite:
            file = database.removeprefix("sqlite:///")
            self._db: Any = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        else:
            self._db = psycopg.connect(database)

    def __call__(self, question: str, *values: object) -> Rows:
        found: Sequence[Any] = self._db.execute(question if self._sqlite else question.replace("?", "%s"), values)
        return [tuple(row) for row in found]

    def close(self) -> None:
        self._db.close()
