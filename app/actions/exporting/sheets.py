"""The download as a workbook: the same tables, a sheet each, beside a summary with a chart and the method note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from app.domain.communities import COMPARED
from app.domain.outcome_tables import Table, tables_of
from app.domain.session import Session

WIDEST, NARROWEST = 60, 10
DATED = ("opened_at", "closed_at")
MOST_ROWS = 1_048_000
"""What a sheet can hold. A longer table goes on in a second sheet."""
_SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "nan_inf_to_errors": True}


def write_xlsx(file: Path, outcome: Mapping[str, Any], session: Session, pseudonyms: Mapping[str, str]) -> None:
    with xlsxwriter.Workbook(str(file), _SAFE | {"constant_memory": True, "in_memory": False}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        date = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        tables = tables_of(outcome, session, pseudonyms)
        _summary(book, outcome, bold, date)
        _method(book, outcome, bold)
        for table in tables:
            for n, rows in enumerate(_pages(table.rows)):
                _sheet(book, table, rows, f"{table.name} {n + 1}" if n else table.name, bold, date)


def _pages(rows: Sequence[Sequence[Any]]) -> list[Sequence[Sequence[Any]]]:
    return [rows[n : n + MOST_ROWS] for n in range(0, len(rows), MOST_ROWS)] or [rows]


def _sheet(
    book: Workbook, table: Table, rows: Sequence[Sequence[Any]], name: str, bold: Format, date: Format
) -> None:  # fmt: skip
    sheet = book.add_worksheet(name)
    _widths(sheet, table.headings, rows)
    sheet.freeze_panes(1, 0)
    for n, heading in enumerate(table.headings):
        sheet.write_string(0, n, heading, bold)
    for line, row in enumerate(rows, start=1):
        for n, cell in enumerate(row):
            _write(sheet, line, n, cell, date if table.headings[n] in DATED else None)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(table.headings) - 1)


def _write(sheet: Worksheet, line: int, n: int, cell: Any, date: Format | None) -> None:
    """One cell by its kind: text is never a formula, an address or a number."""
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        sheet.write_boolean(line, n, cell)
    elif isinstance(cell, int | float):
        sheet.write_number(line, n, cell)
    elif date is not None:
        sheet.write_datetime(line, n, datetime.fromisoformat(cell).replace(tzinfo=None), date)
    else:
        sheet.write_string(line, n, str(cell))


def _widths(sheet: Worksheet, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    for n, heading in enumerate(headings):
        longest = max([len(heading), *(len(str(row[n])) for row in rows[:200] if row[n] is not None)])
        sheet.set_column(n, n, min(max(longest + 2, NARROWEST), WIDEST))


def _summary(book: Workbook, outcome: Mapping[str, Any], bold: Format, date: Format) -> None:
    """Who took part, and the first vote as a chart of both communities' shares."""
    sheet = book.add_worksheet("summary")
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 3, 16)
    here = outcome["participants"]
    lines: list[tuple[str, Any]] = [
        ("Workshop", outcome["name"]),
        ("Joining", outcome["joining"]),
        ("Started", outcome["started_at"]),
        ("Ended", outcome["ended_at"]),
        ("Revision", outcome["revision"]),
        ("Citizens", here["citizen"]),
        ("AHPs", here["ahp"]),
        ("Others", here["other"]),
        *((f"By {channel}", count) for channel, count in here["by_channel"].items()),
        *((f"Profession: {name}", count) for name, count in here["professions"].items()),
    ]
    for line, (label, value) in enumerate(lines):
        sheet.write_string(line, 0, label, bold)
        _write(sheet, line, 1, value, date if label in ("Started", "Ended") else None)
    _chart(book, sheet, outcome, len(lines) + 1, bold)


def _chart(book: Workbook, sheet: Worksheet, outcome: Mapping[str, Any], top: int, bold: Format) -> None:
    vote = next((stage for stage in outcome["stages"] if stage["kind"] == "vote" and stage["ideas"]), None)
    if vote is None:
        return
    for n, heading in enumerate(("Idea", "Citizens: share who agree", "AHPs: share who agree", "Shared")):
        sheet.write_string(top, n, heading, bold)
    for line, idea in enumerate(vote["ideas"], start=top + 1):
        sheet.write_string(line, 0, idea["name"] or idea["text"])
        shares = [idea["communities"][community]["share"] for community in COMPARED]
        for n, share in enumerate([*shares, idea["shared"]], start=1):
            _write(sheet, line, n, share, None)
    last = top + len(vote["ideas"])
    chart = book.add_chart({"type": "bar"})
    for n, colour in ((1, "#D06D00"), (2, "#005EB8")):
        chart.add_series({
            "name": ["summary", top, n], "categories": ["summary", top + 1, 0, last, 0],
            "values": ["summary", top + 1, n, last, n], "fill": {"color": colour},
        })  # fmt: skip
    chart.set_title({"name": "Who agrees, by community", "overlay": False})
    chart.set_x_axis({"min": 0, "max": 1, "num_format": "0%"})
    chart.set_y_axis({"reverse": True})
    chart.set_size({"width": 760, "height": max(320, 40 * len(vote["ideas"]))})
    sheet.insert_chart(0, 5, chart, {"description": "Share of citizens and of AHPs who agree with each idea"})


def _method(book: Workbook, outcome: Mapping[str, Any], bold: Format) -> None:
    sheet = book.add_worksheet("method")
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 110)
    for line, (topic, sentences) in enumerate(outcome["method"].items()):
        sheet.write_string(line, 0, topic, bold)
        sheet.write_string(line, 1, sentences, wrapped)
