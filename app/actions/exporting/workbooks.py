"""The download as a workbook: the same tables, a sheet each, beside a summary with charts and the method note."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

from app.domain.outcome_tables import Table

from . import sheet as limits
from .charts import Charts
from .material import CHANNELS, Material
from .sheet import Sheet, Words
from .telling import Counted, Tell

_A4 = 9
_LETTERS = 100
"""Of a sentence in one line of the method's sheet, which is a little wider."""
_WIDE = 20
"""A table with more columns cannot be read on one page of paper."""
_ABOUT_THE_ROW = ("ref", "community")
"""From where to where its columns say whose figures these are: they stand on each page."""
_PRINTED_AT = 60
"""Percent."""
DATED = ("opened_at", "closed_at", "at")
_LONG = frozenset({"text", "comment_text", "merged_with_text", "reason", "meaning"})
"""Columns with sentences."""
_HOW = {
    "constant_memory": True, "in_memory": False, "strings_to_formulas": False, "strings_to_urls": False,
    "strings_to_numbers": False,
}  # fmt: skip


def write_xlsx(file: Path, material: Material, tell: Tell) -> None:
    told = Counted(tell, sum(table.length for table in material.tables))
    with xlsxwriter.Workbook(str(file), _HOW | {"tmpdir": str(file.parent)}) as book:
        book.set_properties({"title": material.outcome["name"], "author": "", "company": ""})
        making = _Book(book)
        making.summary(material)
        making.method(material)
        for table in material.tables:
            making.table(table, told)
        making.words.count()
        tell("packing", 0.0)


class _Book:
    def __init__(self, book: Any) -> None:
        self._book, self.words = book, Words(book)
        self._bold: Format = book.add_format({"bold": True, "bottom": 1})
        self._heads: Format = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._dates: Format = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._below: Format = book.add_format({"text_wrap": True})
        self._wrapped: Format = book.add_format({"text_wrap": True, "valign": "top"})

    def table(self, table: Table, told: Counted) -> None:
        """One table, on as many sheets as it needs."""
        rows, number = told.through(table.rows), 1
        page: list[Any] | None = []
        while page is not None:
            page = self._page(table, rows, page, f"{table.name} {number}" if number > 1 else table.name)
            number += 1

    def _page(self, table: Table, rows: Iterator[Any], first: list[Any], name: str) -> list[Any] | None:
        """One sheet of a table, beginning with `first` → the row for which there was no room, if any."""
        sheet = self._sheet(name)
        wide = len(table.headings) > _WIDE
        sheet.fit(table.headings, table.rows, folded=_without_any(table) if wide else ())
        if wide:
            sheet.page.set_print_scale(_PRINTED_AT)
            sheet.page.print_across()
            sheet.page.repeat_columns(*map(table.headings.index, _ABOUT_THE_ROW))
        if long := [n for n, heading in enumerate(table.headings) if heading in _LONG]:
            sheet.wrap(long, self._below)
        sheet.page.freeze_panes(1, 0)
        sheet.page.repeat_rows(0)
        sheet.add(table.headings, style=self._heads, lines=2)
        dated = frozenset(n for n, heading in enumerate(table.headings) if heading in DATED)
        for row in [first] if first else []:
            sheet.add(row, dated)
        for row in islice(rows, limits.MOST_ROWS - len(first[:1])):
            sheet.add(row, dated)
        sheet.end()
        if sheet.height > 1:
            sheet.page.autofilter(0, 0, sheet.height - 1, len(table.headings) - 1)
        return next(rows, None)

    def summary(self, material: Material) -> None:
        """Who took part, and each step that weighed ideas as a small table with its chart."""
        sheet, outcome = self._sheet("summary"), material.outcome
        sheet.page.set_column(0, 0, 44)
        sheet.page.set_column(1, 4, 18)
        here = outcome["participants"]
        for label, value in (("Workshop", outcome["name"]), ("Joining", outcome["joining"])):
            sheet.add([label, value])
        for label in ("started_at", "ended_at"):
            sheet.add([label.replace("_at", "").capitalize(), outcome[label]], dated=(1,))
        counts = [
            ("Revision", outcome["revision"]), ("Citizens", here["citizen"]), ("AHPs", here["ahp"]),
            ("Others", here["other"]), ("Set aside, in no figure", (outcome.get("set_aside") or {}).get("people", 0)),
            *((CHANNELS[channel], count) for channel, count in here["by_channel"].items()),
            *((f"Profession: {name}", count) for name, count in here["professions"].items()),
        ]  # fmt: skip
        for row in counts:
            sheet.add(row)
        Charts(self._book, sheet, self._bold).of(outcome)
        sheet.end()

    def method(self, material: Material) -> None:
        sheet = self._sheet("method")
        sheet.page.set_column(0, 0, 28)
        sheet.page.set_column(1, 1, 110)
        for topic, sentences in material.outcome["method"].items():
            sheet.add([topic, sentences], style=self._wrapped, lines=-(-len(sentences) // _LETTERS))
        if material.mark:
            sheet.add(["record", material.mark], style=self._wrapped)
        sheet.end()

    def _sheet(self, name: str) -> Sheet:
        sheet = Sheet(self._book, self.words, name, self._dates)
        sheet.page.set_landscape()
        sheet.page.set_paper(_A4)
        sheet.page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.page.set_footer("&L&A&R&P / &N")
        sheet.page.fit_to_pages(1, 0)
        return sheet


def _without_any(table: Table) -> set[int]:
    """The columns in which nothing stands, as those of dots where nobody placed any."""
    empty = set(range(len(table.headings)))
    for row in table.rows:
        empty = {n for n in empty if row[n] is None or row[n] == ""}
    return empty if empty != set(range(len(table.headings))) else set()
