"""The trace as CSV: a row for each link from a quote to an idea, what a session said of it, a statement, a commitment.

Where a link has no further end, the cells beyond it are empty: a quote whose idea no statement rests on, a statement
without an idea. Nobody is named, ids are made for this file alone, and what was withdrawn says only that.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

from app.actions.exporting.cells import as_text

from .wording import by_id, day

Json = Mapping[str, Any]
NOTHING: tuple[Json | None] = (None,)
HEADINGS = (
    "quote", "quote_state", "quote_words", "quote_byline", "idea", "idea_ref", "idea_name", "idea_text", "idea_wording",
    "decision", "decision_reason", "workshop", "workshop_name", "workshop_day", "worded_then", "citizens_agree",
    "citizens_answered", "ahps_agree", "ahps_answered", "reading", "close_call", "small_group", "statement",
    "statement_text", "statement_state", "professions", "commitment", "commitment_short", "commitment_in_plan",
)  # fmt: skip


def write_trace(file: Path, draft: Json) -> None:
    with file.open("w", encoding="utf-8", newline="") as text:
        out = csv.writer(text)
        out.writerow(HEADINGS)
        out.writerows([as_text(cell) for cell in row] for row in trace_rows(draft))


def trace_rows(draft: Json) -> Iterator[list[Any]]:
    """The rows under HEADINGS: ideas in the order of the file, then statements that rest on none."""
    statements, workshops = by_id(draft["statements"]), by_id(draft["workshops"])
    number = 0
    for idea in draft["ideas"]:
        quotes = _quotes(idea, number)
        number += len(quotes)
        rests = [statements[id] for id in idea["statements"]]
        for quote, reading, statement in product(quotes or NOTHING, idea["readings"] or NOTHING, rests or NOTHING):
            for commitment in _commitments(statement):
                yield [*_quote(quote), *_idea(idea), *_reading(reading, workshops), *_statement(statement),
                       *_commitment(commitment)]  # fmt: skip
    for statement in draft["statements"]:
        if not statement["ideas"]:
            for commitment in _commitments(statement):
                empty = [*_quote(None), *([None] * 7), *_reading(None, workshops)]
                yield [*empty, *_statement(statement), *_commitment(commitment)]


def _quotes(idea: Json, before: int) -> list[Json]:
    """Every quote of an idea with a number, also those that are not printed."""
    states = ["quoted"] * len(idea["quotes"]) + ["kept back"] * idea["quotes_kept_back"]
    states += ["withdrawn"] * idea["quotes_withdrawn"]
    words = [*idea["quotes"], *({"words": None, "byline": None} for _ in states[len(idea["quotes"]) :])]
    return [
        {"id": f"quote-{before + n}", "state": state, **said}
        for n, (state, said) in enumerate(zip(states, words, strict=True), start=1)
    ]


def _quote(quote: Json | None) -> list[Any]:
    return [None] * 4 if quote is None else [quote["id"], quote["state"], quote["words"], quote["byline"]]


def _idea(idea: Json) -> list[Any]:
    decision = idea["decision"] or {}
    return [idea["id"], idea["ref"], idea["name"], idea["text"], idea["wording"], decision.get("verdict"),
            decision.get("reason")]  # fmt: skip


def _reading(reading: Json | None, workshops: Mapping[str, Json]) -> list[Any]:
    if reading is None:
        return [None] * 11
    workshop = workshops[reading["workshop"]]
    cells = [(reading[c] or {}).get(name) for c in ("citizen", "ahp") for name in ("agree", "answered")]
    return [workshop["id"], workshop["name"], day(workshop["ended_at"]), reading["text"], *cells, reading["reading"],
            reading["close_call"], reading["small_group"]]  # fmt: skip


def _statement(statement: Json | None) -> list[Any]:
    if statement is None:
        return [None] * 4
    return [statement["id"], statement["text"], statement["state"], "; ".join(statement["professions"])]


def _commitments(statement: Json | None) -> Sequence[Json | None]:
    return (statement["commitments"] if statement else None) or NOTHING


def _commitment(commitment: Json | None) -> list[Any]:
    return [None] * 3 if commitment is None else [commitment["code"], commitment["short"], commitment["in_plan"]]
