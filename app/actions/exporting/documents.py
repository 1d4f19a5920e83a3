"""The download as a Word document: the pack that a strategy is drafted from, idea by idea."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import docx
from docx.document import Document

from app.domain.communities import COMMUNITIES
from app.domain.percentages import printed_percentage
from app.domain.places import printed_place
from app.domain.session import Session
from app.domain.shared_order import in_order_of_shared

NAMES = {"citizen": "Citizens", "ahp": "AHPs", "other": "Others"}
_UNSAYABLE = re.compile("[\ufffe\uffff]")
READINGS = {
    "common_ground": "Common ground", "citizen_keener": "Citizens keener", "ahp_keener": "AHPs keener",
    "not_there_yet": "Not there yet", "too_few": "Too few to compare",
}  # fmt: skip


def write_docx(file: Path, outcome: Mapping[str, Any], session: Session, pseudonyms: Mapping[str, str]) -> None:
    document, outcome = docx.Document(), _sayable(outcome)
    document.core_properties.title = outcome["name"]
    document.core_properties.author = ""
    document.add_heading(outcome["name"], level=0)
    _who_came(document, outcome)
    for stage in outcome["stages"]:
        write = _WRITERS.get("tables" if "tables" in stage else stage["kind"])
        if write is not None and stage["ideas"]:
            document.add_heading(stage["title"] or stage["kind"].capitalize(), level=1)
            write(document, stage)
            _comments(document, stage)
    document.add_heading("How it was counted", level=1)
    for sentences in outcome["method"].values():
        document.add_paragraph(sentences, style="List Bullet")
    document.save(str(file))


def _sayable(outcome: Any) -> Any:
    """The outcome without the two characters that no XML may hold; other control characters are never kept."""
    if isinstance(outcome, str):
        return _UNSAYABLE.sub("", outcome)
    if isinstance(outcome, Mapping):
        return {name: _sayable(value) for name, value in outcome.items()}
    return [_sayable(value) for value in outcome] if isinstance(outcome, list | tuple) else outcome


def _who_came(document: Document, outcome: Mapping[str, Any]) -> None:
    here = outcome["participants"]
    people = ", ".join(f"{NAMES[community]}: {here[community]}" for community in COMMUNITIES)
    document.add_paragraph(f"{people}. On paper: {here['by_channel']['paper']}.")
    how = "with a ticket each" if outcome["joining"] == "ticket" else "with a code that anybody could type"
    document.add_paragraph(f"People joined {how}.")
    if here["professions"]:
        present = ", ".join(f"{name} ({count})" for name, count in here["professions"].items())
        document.add_paragraph(f"Professions here: {present}.")


def _vote(document: Document, stage: Mapping[str, Any]) -> None:
    close = sum(1 for idea in stage["ideas"] if idea["close_call"])
    shared = sum(1 for idea in stage["ideas"] if idea["reading"] == "common_ground")
    document.add_paragraph(
        f"{shared} of {len(stage['ideas'])} ideas look like common ground. Close calls among all readings: {close}."
    )
    for idea in in_order_of_shared(stage, "vote"):
        document.add_heading(_title(idea), level=2)
        document.add_paragraph(idea["text"], style="Quote")
        reading = READINGS[idea["reading"]] + (" (too close to call)" if idea["close_call"] else "")
        reading += " (small group)" if idea["small_group"] and idea["reading"] != "too_few" else ""
        document.add_paragraph(reading)
        heads = ("", "Agree", "Not sure", "Disagree", "Share who agree", "Likely range")
        _table(document, heads, [_vote_row(c, idea["communities"][c]) for c in COMMUNITIES])


def _vote_row(community: str, cell: Mapping[str, Any]) -> list[str]:
    share = "–" if not cell["answered"] else f"{printed_percentage(cell['agree'], cell['answered'])}%"
    low, high = cell["likely_range"] or (None, None)
    span = "–" if low is None or high is None else f"{low:.0%} to {high:.0%}"
    return [NAMES[community], str(cell["agree"]), str(cell["unsure"]), str(cell["disagree"]), share, span]


def _dots(document: Document, stage: Mapping[str, Any]) -> None:
    heads = ("Idea", *(f"{NAMES[c]}: {what}" for c in COMMUNITIES for what in ("people", "dots")))
    rows = [
        [_words(idea), *(str(idea["communities"][c][what]) for c in COMMUNITIES for what in ("people", "dots"))]
        for idea in in_order_of_shared(stage, "dots")
    ]
    _table(document, heads, rows)


def _rate(document: Document, stage: Mapping[str, Any]) -> None:
    labels = {scale["key"]: scale["label"] for scale in stage["settings"]["scales"]}
    rows = [
        [_words(idea), labels.get(scale, scale), NAMES[c], str(cell["answered"]), _number(cell["median"]),
         _number(cell["mean"])]
        for idea in stage["ideas"] for c in COMMUNITIES for scale, cell in idea["communities"][c].items()
    ]  # fmt: skip
    _table(document, ("Idea", "Scale", "Community", "Answered", "Median", "Mean"), rows)


def _rank(document: Document, stage: Mapping[str, Any]) -> None:
    standings, words = stage["standings"], {idea["idea"]: _words(idea) for idea in stage["ideas"]}
    listed = standings["combined"] or []
    own = {
        community: {row["idea"]: printed_place(row["place"], row["level"]) for row in rows or ()}
        for community, rows in standings["communities"].items()
    }
    rows = [
        [printed_place(row["place"], row["level"]), words[row["idea"]],
         *(own[c].get(row["idea"], "–") for c in ("citizen", "ahp")), f"{row['points']:.2f}"]
        for row in listed
    ]  # fmt: skip
    rows += [["–", text, "–", "–", "–"] for idea, text in words.items() if not listed]
    _table(document, ("Place", "Idea", "Citizens' place", "AHPs' place", "Mean points"), rows)


def _tables(document: Document, stage: Mapping[str, Any]) -> None:
    tables, words = stage["tables"], {idea["idea"]: _words(idea) for idea in stage["ideas"]}
    document.add_paragraph(f"{tables['counted']} of {tables['tables']} tables handed in. The lowest total comes first.")
    rows = [
        [printed_place(row["place"], row["level"]), words[row["idea"]], _number(row["total"]),
         tables["reasons"].get(row["idea"], "")]
        for row in tables["order"]
    ]  # fmt: skip
    rows += [["–", text, "–", ""] for idea, text in words.items() if not tables["order"]]
    _table(document, ("Place", "Idea", "Total", "Why it moved"), rows)


def _discuss(document: Document, stage: Mapping[str, Any]) -> None:
    for idea in stage["ideas"]:
        document.add_paragraph(_words(idea), style="List Bullet")


_WRITERS = {
    "vote": _vote, "dots": _dots, "rate": _rate, "rank": _rank, "tables": _tables, "discuss": _discuss,
}  # fmt: skip


def _comments(document: Document, stage: Mapping[str, Any]) -> None:
    said = [(idea, comment) for idea in stage["ideas"] for comment in idea.get("comments") or ()]
    if not said:
        return
    document.add_heading("What people said", level=2)
    for idea, comment in said:
        document.add_paragraph(f"“{comment['text']}”", style="Quote")
        document.add_paragraph(f"{NAMES[comment['community']]}, on: {_title(idea)}")


def _table(document: Document, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=1, cols=len(heads), style="Light Grid Accent 1")
    for cell, text in zip(table.rows[0].cells, heads, strict=True):
        cell.text = text
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph()


def _title(idea: Mapping[str, Any]) -> str:
    return str(idea.get("name") or idea["text"])


def _words(idea: Mapping[str, Any]) -> str:
    """Short name and wording: every idea is named by what citizens said."""
    return f"{idea['name']}: {idea['text']}" if idea.get("name") else str(idea["text"])


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"
