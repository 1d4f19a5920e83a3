"""The plan whose promises a programme serves: data that comes with the program, or a programme's own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlmodel import Session as Db

from .tables import Framework

_DATA = Path(__file__).resolve().parents[1] / "data" / "frameworks"
DEFAULT = "long-term-plan"
SHIPPED = (DEFAULT, "three-shifts")


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise of the plan: its code, a few words for a column's head, and the whole of it."""

    code: str
    short: str
    text: str


@dataclass(frozen=True, slots=True)
class Plan:
    """`key` names one that comes with the program; empty for a programme's own."""

    key: str
    name: str
    commitments: tuple[Commitment, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(commitment.code for commitment in self.commitments)

    @property
    def by_code(self) -> Mapping[str, Commitment]:
        return {commitment.code: commitment for commitment in self.commitments}


@cache
def shipped_plans() -> tuple[Plan, ...]:
    """Those that come with the program, the usual one first."""
    return tuple(_read(key) for key in SHIPPED)


def framework_of(db: Db, programme: str) -> Plan:
    """The plan that a programme serves: the Long Term Plan unless it chose or brought another."""
    row = db.get(Framework, programme)
    if row is None:
        return shipped_plans()[0]
    commitments = tuple(Commitment(c["code"], c["short"], c["text"]) for c in row.commitments)
    key = next((p.key for p in shipped_plans() if (p.name, p.commitments) == (row.name, commitments)), "")
    return Plan(key, row.name, commitments)


def _read(key: str) -> Plan:
    data = json.loads((_DATA / f"{key}.json").read_text("utf-8"))
    return Plan(key, data["name"], tuple(Commitment(c["code"], c["short"], c["text"]) for c in data["commitments"]))
