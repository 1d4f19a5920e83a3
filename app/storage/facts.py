"""Facts that are data, not code: the professions. Other programmes bring other lists."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_DATA = Path(__file__).resolve().parents[1] / "data"


@cache
def professions() -> tuple[str, ...]:
    """The 14 allied health professions in England, A to Z."""
    return tuple(json.loads((_DATA / "professions.json").read_text("utf-8")))


@cache
def _one_of() -> dict[str, str]:
    return dict(json.loads((_DATA / "one-of-a-profession.json").read_text("utf-8")))


def one_of_a_profession(profession: str) -> str:
    """ "Physiotherapist" for "Physiotherapists"; a list of another programme that has no such word stays as it is."""
    return _one_of().get(profession, profession)


@dataclass(frozen=True, slots=True)
class EqualityQuestion:
    """An optional question about oneself. Not to answer it is always one of the answers."""

    key: str
    ask: str
    answers: tuple[str, ...]


@cache
def equality_questions() -> tuple[EqualityQuestion, ...]:
    """Those that an organiser can switch on, in the order they are asked."""
    known = json.loads((_DATA / "equality.json").read_text("utf-8"))
    return tuple(EqualityQuestion(one["key"], one["ask"], tuple(one["answers"])) for one in known)


@cache
def common_passwords() -> frozenset[str]:
    """Passwords and words of passwords that many people choose, in small letters."""
    lines = (_DATA / "common-passwords.txt").read_text("utf-8").split()
    return frozenset(lines)
