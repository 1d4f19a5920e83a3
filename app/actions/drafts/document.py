"""The draft as a Word document: section by section, then an annex with the evidence under every statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from .wording import (
    HEADS,
    STATES,
    about,
    by_id,
    commitment_words,
    day,
    decision_words,
    kept_back_words,
    reading_row,
    title_of,
)

Json = Mapping[str, Any]


def write_docx(file: Path, draft: Json) -> None:
    document = docx.Document()
    document.core_properties.title = f"Strategy draft: {draft['programme']}"[:255]
    document.core_properties.author = ""
    document.add_heading(f"Strategy draft: {draft['programme']}", level=0)
    _front(document, draft)
    for section, statements in parts_of(draft):
        if section:
            document.add_heading(section["title"], level=1)
            _paragraphs(document, section["intro"])
        for statement in statements:
            _statement(document, statement, by_id(draft["ideas"]))
    _coverage(document, draft)
    _annex(document, draft)
    document.save(str(file))


def _front(document: Document, draft: Json) -> None:
    agreed = sum(statement["state"] == "agreed" for statement in draft["statements"])
    document.add_paragraph(
        f"{len(draft['statements'])} statements, {agreed} of them agreed. As of {day(draft['generated_at'])}. "
        f"Commitments are those of: {draft['framework']['name']}."
    )
    document.add_paragraph("The annex shows what each statement rests on: ideas, votes and what people said.")


def parts_of(draft: Json) -> list[tuple[Json | None, list[Json]]]:
    """(section, its statements), those without a section first; sections without statements too."""
    parts = [(section, [s for s in draft["statements"] if s["section"] == section["id"]])
             for section in draft["sections"]]  # fmt: skip
    loose = [s for s in draft["statements"] if s["section"] is None]
    return [(None, loose), *parts] if loose else list(parts)


def _statement(document: Document, statement: Json, ideas: Mapping[str, Json]) -> None:
    document.add_heading(f"Statement {statement['number']}", level=2)
    sentence = document.add_paragraph()
    sentence.add_run(statement["text"]).bold = True
    document.add_paragraph(STATES[statement["state"]])
    for label, words in about(statement):
        _labelled(document, label, words)
    if statement["ideas"]:
        _labelled(document, "Rests on", "; ".join(title_of(ideas[id]) for id in statement["ideas"]))


def _coverage(document: Document, draft: Json) -> None:
    document.add_heading("What each profession is covered by", level=1)
    short = {c["code"]: commitment_words({**c, "in_plan": True}) for c in draft["framework"]["commitments"]}
    rows = []
    for row in draft["coverage"]:
        named = [f"{short[code]}: {_numbers(numbers)}" for code, numbers in row["commitments"].items()]
        if row["without_commitment"]:
            named.append(f"No commitment named: {_numbers(row['without_commitment'])}")
        rows.append([row["profession"], "; ".join(named) or "Not covered yet"])
    _table(document, ("Profession", "Commitments, and the numbers of the statements"), rows)


def _annex(document: Document, draft: Json) -> None:
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    document.add_heading("Evidence annex", level=1)
    document.add_paragraph(
        "Shares are of those who answered in each community. Under ten answers the counts are printed, and under five "
        "nothing is. People are quoted only with their agreement."
    )
    ideas, workshops = by_id(draft["ideas"]), by_id(draft["workshops"])
    for statement in draft["statements"]:
        document.add_heading(f"Statement {statement['number']}", level=2)
        _paragraphs(document, statement["text"])
        if not statement["ideas"]:
            document.add_paragraph("It rests on no idea yet.")
        for id in statement["ideas"]:
            _idea(document, ideas[id], workshops)
        if statement["checks"]:
            document.add_heading("Check and challenge", level=3)
            _readings(document, statement["checks"], workshops)
            for reading in statement["checks"]:
                if reading["text"] != statement["text"]:
                    _labelled(document, f"Wording at {workshops[reading['workshop']]['name']}", reading["text"])
    left = [idea for idea in draft["ideas"] if not idea["statements"]]
    if left:
        document.add_heading("Ideas in no statement", level=2)
        for idea in left:
            _idea(document, idea, workshops)


def _idea(document: Document, idea: Json, workshops: Mapping[str, Json]) -> None:
    document.add_heading(title_of(idea), level=3)
    if idea["name"]:
        _paragraphs(document, f"“{idea['text']}”")
    for quote in idea["quotes"]:
        document.add_paragraph(f"“{quote['words']}”", style="Quote")
        if quote["byline"]:
            document.add_paragraph(quote["byline"])
    if words := kept_back_words(idea):
        document.add_paragraph(words)
    if idea["readings"]:
        _readings(document, idea["readings"], workshops)
    else:
        document.add_paragraph("No workshop has voted on it yet.")
    if idea["decision"]:
        _labelled(document, "Decision", decision_words(idea["decision"]))


def _readings(document: Document, readings: Sequence[Json], workshops: Mapping[str, Json]) -> None:
    _table(document, HEADS, [reading_row(reading, workshops) for reading in readings])


def _labelled(document: Document, label: str, words: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(f"{label}: ").bold = True
    paragraph.add_run(words)


def _paragraphs(document: Document, text: str) -> None:
    for line in filter(None, text.split("\n")):
        document.add_paragraph(line)


def _table(document: Document, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table whose first row is repeated on every page, as a screen reader needs it too."""
    table = document.add_table(rows=1, cols=len(heads), style="Light Grid Accent 1")
    table.rows[0]._tr.get_or_add_trPr().append(_header_mark())
    for cell, text in zip(table.rows[0].cells, heads, strict=True):
        cell.text = text
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph()


def _header_mark() -> Any:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    return mark


def _numbers(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))
