"""The words that every file of the draft shares: states, readings, verdicts, and figures as people read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.domain.percentages import printed_share

Json = Mapping[str, Any]
STATES = {"draft": "Draft", "review": "In review", "agreed": "Agreed"}
READINGS = {
    "common_ground": "Common ground", "citizen_keener": "Citizens keener", "ahp_keener": "AHPs keener",
    "not_there_yet": "Not there yet", "too_few": "Too few to compare",
}  # fmt: skip
VERDICTS = {"carry_forward": "Carried forward", "merge_with": "Merged with another idea", "park": "Parked for now"}
HEADS = ("Workshop", "Day", "Citizens who agree", "AHPs who agree", "Reading")
TOO_FEW = "Too few to show"


def about(statement: Json) -> list[tuple[str, str]]:
    """(label, words) of what a statement says besides its sentence; what is empty is left out."""
    rows = [
        ("Who would do it", "; ".join(statement["professions"])),
        ("With whom", statement["with_whom"]),
        ("Commitments", "; ".join(commitment_words(c) for c in statement["commitments"])),
        ("What would make it work", statement["works_if"]),
        ("Still open", statement["still_open"]),
        ("Next review", statement["next_review"]),
    ]
    if statement["agreed"]:
        rows.append(("Agreed", ": ".join(filter(None, (day(statement["agreed"]["at"]), statement["agreed"]["why"])))))
    return [(label, words) for label, words in rows if words]


def commitment_words(commitment: Json) -> str:
    """ "1.3 Personal care", or the code with a word that the plan no longer has it."""
    if not commitment["in_plan"]:
        return f"{commitment['code']} (no longer in the plan)"
    return f"{commitment['code']} {commitment['short']}"


def reading_row(reading: Json, workshops: Mapping[str, Json]) -> list[str]:
    """The cells under HEADS."""
    workshop = workshops[reading["workshop"]]
    cells = (reading["citizen"], reading["ahp"])
    shares = ((printed_share(cell["agree"], cell["answered"]) if cell else None) or TOO_FEW for cell in cells)
    return [workshop["name"], day(workshop["ended_at"]), *shares, reading_words(reading)]


def reading_words(reading: Json) -> str:
    """The reading, and whether it is close or of a small group."""
    notes = [words for words, on in (
        ("too close to call", reading["close_call"]),
        ("small group", reading["small_group"] and reading["reading"] != "too_few"),
    ) if on]  # fmt: skip
    return READINGS[reading["reading"]] + (f" ({', '.join(notes)})" if notes else "")


def decision_words(decision: Json) -> str:
    """ "Carried forward, 19 November 2026: why"."""
    verdict = VERDICTS.get(decision["verdict"], decision["verdict"])
    if decision["merged_with"]:
        verdict = f"Merged with “{decision['merged_with']}”"
    return f"{verdict}, {day(decision['at'])}: {decision['reason']}"


def kept_back_words(idea: Json) -> str:
    """How many more quotes there are that are not printed, and why."""
    kept, gone = idea["quotes_kept_back"], idea["quotes_withdrawn"]
    told = [f"{kept} more that may not be quoted"] if kept else []
    told += [f"{gone} withdrawn"] if gone else []
    return f"Not printed: {', '.join(told)}." if told else ""


def title_of(idea: Json) -> str:
    return str(idea["name"] or idea["text"])


def by_id(rows: Sequence[Json]) -> dict[str, Json]:
    return {row["id"]: row for row in rows}


def day(at: str | None) -> str:
    """ "2026-11-19T10:15:00.123Z" → "19 November 2026"."""
    if at is None:
        return ""
    moment = datetime.fromisoformat(at.replace("Z", "+00:00"))
    return f"{moment.day} {moment:%B %Y}"
