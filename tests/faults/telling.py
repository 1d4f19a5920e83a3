"""What each audience is told of one vote, read off their own page: to be compared with a plain SELECT."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from typing import Any

import openpyxl

from app.domain.percentages import printed_share
from tests.people import Workshop

from .kept import Kept

Counts = dict[tuple[str, str], tuple[int, int, int]]
"""{(idea's text, community): (agree, unsure, disagree)}."""
Shares = dict[tuple[str, str], str]
"""{(idea's text, community): the share that agrees, as it is printed}."""
COMPARED = ("citizen", "ahp")
_FINISHED = re.compile(r"<strong>(\d+)</strong> of (\d+)( finished)?")
_COUNTS = re.compile(r"(\d+) / (\d+) / (\d+)")


class _Tables(HTMLParser):
    """All rows of all tables, as the text of their cells."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.rows[-1][-1] += data


def rows_about(html: str, ideas: list[str]) -> dict[str, list[list[str]]]:
    """{idea: the rows whose first cell ends with its words; what may be decided on it can follow}."""
    reader = _Tables()
    reader.feed(html)
    rows = [[" ".join(cell.split()) for cell in row] for row in reader.rows if row]
    return {idea: [row for row in rows if re.search(rf"(^|\s){re.escape(idea)}(Decide.*)?$", row[0])] for idea in ideas}


def selected(kept: Kept, workshop: Workshop, texts: dict[str, str]) -> Counts:
    """By SELECT. `texts` are the ideas' words by id."""
    votes = kept.votes(workshop.stage)
    found: Counts = {}
    for idea, text in texts.items():
        for community in COMPARED:
            cell = votes.get(idea, {}).get(community, Counter())
            found[text, community] = (cell["agree"], cell["unsure"], cell["disagree"])
    return found


def shares(counts: Counts) -> Shares:
    return {key: str(printed_share(cell[0], sum(cell))) for key, cell in counts.items()}


def on_the_board(html: str, ideas: list[str]) -> Shares:
    """One page of a revealed vote."""
    found: Shares = {}
    for idea, rows in rows_about(html, ideas).items():
        for row in rows:
            found |= {(idea, "citizen"): row[1], (idea, "ahp"): row[3]}
    return found


def on_a_phone(html: str, ideas: list[str]) -> Shares:
    found: Shares = {}
    for idea, rows in rows_about(html, ideas).items():
        for row in rows:
            found |= {(idea, "citizen"): row[1], (idea, "ahp"): row[2]}
    return found


def with_all_figures(html: str, ideas: list[str]) -> Counts:
    """The organiser's page of outcomes, or the public report."""
    found: Counts = {}
    for idea, rows in rows_about(html, ideas).items():
        for row in rows:
            cells = [match for cell in row[1:3] if (match := _COUNTS.search(cell))]
            if len(cells) == len(COMPARED):
                for community, match in zip(COMPARED, cells, strict=True):
                    found[idea, community] = (int(match[1]), int(match[2]), int(match[3]))
    return found


def finished_by(html: str) -> list[tuple[int, int]]:
    """(finished, here) of each community, as board or console say it; the first time each is said."""
    said = [(int(done), int(here)) for done, here, _ in _FINISHED.findall(html)]
    return list(dict.fromkeys(said))


def finished_in(kept: Kept, workshop: Workshop) -> list[tuple[int, int]]:
    """The same by SELECT: who has answered every idea of the vote."""
    answered: dict[str, int] = {}
    for stage, person, idea, _ in kept.answers:
        if stage == workshop.stage and idea:
            answered[person] = answered.get(person, 0) + 1
    done = {person for person, ideas in answered.items() if ideas == len(workshop.ideas)}
    by_community = {
        community: (
            sum(kept.people[person] == community for person in done),
            list(kept.people.values()).count(community),
        )
        for community in ("citizen", "ahp", "other")
    }
    return [counts for counts in by_community.values() if counts[1]]


def in_tables(download: bytes, ideas: list[str]) -> Counts:
    """The zip of CSV tables."""
    with zipfile.ZipFile(io.BytesIO(download)) as archive:
        text = archive.read("outcomes.csv").decode("utf-8-sig")
    return _counted(csv.DictReader(io.StringIO(text, newline="")), ideas)


def in_a_workbook(download: bytes, ideas: list[str]) -> Counts:
    """The XLSX file: its sheet of outcomes."""
    book: Any = openpyxl.load_workbook(io.BytesIO(download), read_only=True)
    heads, *rows = book["outcomes"].iter_rows(values_only=True)
    return _counted((dict(zip(heads, row, strict=True)) for row in rows), ideas)


def _counted(rows: Iterable[Mapping[str, Any]], ideas: list[str]) -> Counts:
    return {
        (row["text"], row["community"]): (int(row["agree"]), int(row["unsure"]), int(row["disagree"]))
        for row in rows
        if row["text"] in ideas and row["community"] in COMPARED
    }
