"""The history checker: what was promised against what is stored. Lost, phantom, doubled, diverged."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from app.storage.journal import key_of
from tests.people import Json

from .counting import differences
from .history import OK, REFUSED, UNKNOWN, Attempt, History
from .kept import Kept, kept

BY_PEOPLE = ("answered", "commented", "withdrawn", "supported", "suggested")
"""Kinds of journal lines that only a participant's action brings."""


@dataclass(slots=True)
class Findings:
    """What is wrong, in words; four empty lists are a room that never lost a vote."""

    ok: int
    refused: int
    unknown: int
    stored: int
    lost: list[str] = field(default_factory=list)
    phantom: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    diverged: list[str] = field(default_factory=list)

    def wrong(self) -> dict[str, list[str]]:
        """What was found, a few of each."""
        named = {"lost": self.lost, "phantom": self.phantom, "doubled": self.doubled, "diverged": self.diverged}
        return {name: found[:5] for name, found in named.items() if found}

    def as_text(self) -> str:
        return (
            f"{self.ok} ok, {self.refused} refused, {self.unknown} unknown, {self.stored} stored: {len(self.lost)} "
            f"lost, {len(self.phantom)} phantom, {len(self.doubled)} doubled, {len(self.diverged)} diverged"
        )


def check(history: History, database: str, session: str, outcome: Json | None = None) -> Findings:
    """Compares a history with the database, and the session's outcomes too where they are given."""
    stored = kept(database, session)
    counts = history.counts()
    lines = [(number, key) for number, kind, key, _ in stored.lines if kind in BY_PEOPLE]
    found = Findings(counts[OK], counts[REFUSED], counts[UNKNOWN], len(lines))
    _journal_against_history(found, history, stored, lines)
    _answers_against_journal(found, stored)
    for attempt in history.changed:
        found.diverged.append(f"{attempt.action} was first answered {attempt.version}, and then something else")
    found.diverged += [f"an ack to nobody: {ack}" for ack in history.strange]
    if outcome is not None:
        found.diverged += differences(stored, outcome)
    return found


def _journal_against_history(found: Findings, history: History, stored: Kept, lines: list[tuple[int, bytes]]) -> None:
    times = Counter(key for _, key in lines)
    found.doubled += [f"line {number} came {times[key]} times" for number, key in lines if times[key] > 1]
    numbers = {key: number for number, key in lines}
    asked = {key_of(stored.salt, person, id): a for (person, id), a in history.attempts.items()}
    found.phantom += [f"line {n} was never asked" for n, key in lines if key not in asked]
    for key, attempt in asked.items():
        number = numbers.get(key)
        if attempt.outcome == OK and number is None:
            found.lost.append(f"{attempt.action} was acknowledged as {attempt.version}")
        elif attempt.outcome == OK and number != attempt.version:
            found.diverged.append(f"{attempt.action} was answered {attempt.version} and stored as {number}")
        elif attempt.outcome == REFUSED and number is not None:
            found.phantom.append(f"{attempt.action} was refused ({attempt.code}) and stored as {number}")
        if number is not None and number in stored.contents:
            _content_against_action(found, attempt, stored.contents[number])
    if [number for number, *_ in stored.lines] != list(range(1, stored.version + 1)):
        found.diverged.append(f"the journal's numbers are not 1 to {stored.version}")


def _content_against_action(found: Findings, attempt: Attempt, content: Json) -> None:
    action = attempt.action
    expected: Any = {
        "vote": action.get("choice"),
        "dots": action.get("dots"),
        "rate": action.get("score"),
        "rank": tiers(action["order"]) if action["do"] == "rank" else None,
        "comment": action.get("text"),
        "suggest": action.get("text"),
        "support": action.get("on"),
        "done": True,
    }[action["do"]]
    said = content.get("value", content.get("text", content.get("on")))
    if said != expected or content.get("participant") != attempt.person:
        found.diverged.append(f"{action} of {attempt.person} is stored as {content}")


def tiers(order: list[Any]) -> list[list[str]]:
    """An order as it is stored: every place a list."""
    return [place if isinstance(place, list) else [place] for place in order]


def _answers_against_journal(found: Findings, stored: Kept) -> None:
    """Every standing answer is the last one that the journal tells of, and each question has one a person."""
    last: dict[tuple[str, str, str, str], str | None] = {}
    for number, kind, *_ in stored.lines:
        if kind == "answered" and (content := stored.contents.get(number)):
            key = (content["stage"], content["participant"], content["idea"], content["scale"])
            last[key] = _as_text(content["value"])
    standing = {key: value for key, value in last.items() if value is not None}
    for key in standing.keys() | stored.answers.keys():
        if standing.get(key) != stored.answers.get(key):
            found.diverged.append(f"{key}: journal {standing.get(key)}, answers {stored.answers.get(key)}")


def _as_text(value: Any) -> str | None:
    if value in (None, 0, []):
        return None
    if value is True:
        return "1"
    return value if isinstance(value, str) else json.dumps(value)
