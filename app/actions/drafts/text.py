"""The draft as Markdown: the same as the document, for whoever writes on with other tools."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .document import parts_of
from .wording import HEADS, STATES, about, by_id, day, decision_words, kept_back_words, reading_row, title_of

Json = Mapping[str, Any]
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~])")
_STARTS = re.compile(r"^(\s*)([-+=:]|\d+[.)])", re.M)


def write_markdown(file: Path, draft: Json) -> None:
    lines = [f"# Strategy draft: {plain(draft['programme'])}", _front(draft)]
    ideas, workshops = by_id(draft["ideas"]), by_id(draft["workshops"])
    for section, statements in parts_of(draft):
        if section:
            lines += [f"## {plain(section['title'])}", plain(section["intro"])]
        for statement in statements:
            lines += _statement(statement, ideas)
    lines.append("## Evidence annex")
    for statement in draft["statements"]:
        lines += [f"### Statement {statement['number']}", plain(statement["text"])]
        for id in statement["ideas"]:
            lines += _idea(ideas[id], workshops)
        if statement["checks"]:
            lines += ["#### Check and challenge", _readings(statement["checks"], workshops)]
    left = [idea for idea in draft["ideas"] if not idea["statements"]]
    if left:
        lines.append("### Ideas in no statement")
        for idea in left:
            lines += _idea(idea, workshops)
    file.write_text("\n\n".join(line for line in lines if line) + "\n", "utf-8")


def plain(text: str) -> str:
    """Somebody's words, so that no program takes them for marks; one line, since a line end would begin a new block."""
    return _STARTS.sub(r"\1\\\2", _MARKS.sub(r"\\\1", " ".join(text.split())))


def _front(draft: Json) -> str:
    told = f"{len(draft['statements'])} statements. As of {day(draft['generated_at'])}."
    return f"{told} Commitments are those of: {plain(draft['framework']['name'])}."


def _statement(statement: Json, ideas: Mapping[str, Json]) -> list[str]:
    rows = [*about(statement), ("Rests on", "; ".join(title_of(ideas[id]) for id in statement["ideas"]))]
    listed = "\n".join(f"- {label}: {plain(words)}" for label, words in rows if words)
    return [
        f"### {statement['number']}. {STATES[statement['state']]}", f"**{plain(statement['text'])}**", listed
    ]  # fmt: skip


def _idea(idea: Json, workshops: Mapping[str, Json]) -> list[str]:
    lines = [f"#### {plain(title_of(idea))}"]
    if idea["name"]:
        lines.append(f"“{plain(idea['text'])}”")
    for quote in idea["quotes"]:
        by = f"\n> {plain(quote['byline'])}" if quote["byline"] else ""
        lines.append(f"> “{plain(quote['words'])}”  {by}")
    lines.append(kept_back_words(idea))
    if idea["readings"]:
        lines.append(_readings(idea["readings"], workshops))
    if idea["decision"]:
        lines.append(f"Decision: {plain(decision_words(idea['decision']))}")
    return lines


def _readings(readings: Sequence[Json], workshops: Mapping[str, Json]) -> str:
    rows = [HEADS, ["---"] * len(HEADS)]
    told = [[plain(cell) for cell in reading_row(reading, workshops)] for reading in readings]
    return "\n".join(f"| {' | '.join(row)} |" for row in [*rows, *told])
