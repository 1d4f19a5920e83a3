"""One sheet of a workbook, written row by row.

XlsxWriter builds an object for every cell, which takes a minute for four million of them. Its mode of constant memory
keeps a sheet's rows as finished XML in a file of its own; here the rows are written there directly, a string a cell.
That is also where text is made inert: whatever somebody wrote becomes a string cell, never a formula or an address.
The form of a cell is that of ECMA-376, part 1, 18.3.1.4.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from datetime import UTC, datetime
from html import escape
from itertools import islice
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

WIDEST, NARROWEST = 48, 10
A_NUMBER, A_HEADING = 8, 14
"""Widths that are enough: a spreadsheet rounds a number to its column, and a longer heading goes on below."""
MOST_ROWS = 1_048_000
"""What a sheet can hold. A longer table goes on in a second sheet."""
_REPEATED = 64
"""Text up to this length is kept once for the whole workbook: ids, names and words recur, remarks do not."""
_LOOKED_AT = 200
_LINE = 15
"""Points of a line of text."""
_DAY_ZERO = datetime(1899, 12, 30, tzinfo=UTC)
_NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_TAKEN_FOR_A_CODE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_EDGES = re.compile(r"^\s|\s$|\n")

Cells = Sequence[Any]


class Words:
    """The text of a workbook: how each piece stands in a cell."""

    def __init__(self, book: Workbook) -> None:
        self._shared = book.str_table
        self._known: dict[str, str] = {}
        self._told = 0

    def cell(self, text: str) -> str:
        """All of a cell but its address."""
        self._told += 1
        known = self._known.get(text)
        return known if known is not None else self._first_seen(text)

    def count(self) -> None:
        """Tells the workbook how often shared text was used: it says so in the file."""
        self._shared.count = self._told

    def _first_seen(self, text: str) -> str:
        if len(text) > _REPEATED or text.startswith("<r>"):  # XlsxWriter would take the latter for markup
            self._told -= 1
            edges = ' xml:space="preserve"' if _EDGES.search(text) else ""
            return f' t="inlineStr"><is><t{edges}>{_in_xml(text)}</t></is></c>'
        cell = self._known[text] = f' t="s"><v>{self._shared._get_shared_string_index(text)}</v></c>'
        return cell


def _in_xml(text: str) -> str:
    """Text as a sheet holds it: characters that XML may not hold as _xHHHH_, as Excel writes them."""
    text = _TAKEN_FOR_A_CODE.sub("_x005F_", text)
    return escape(_NOT_XML.sub(lambda found: f"_x{ord(found.group()):04X}_", text), quote=False)


class Sheet:
    """A sheet and how many rows it has. `dates` is the format of times, which come as RFC 3339."""

    def __init__(self, book: Workbook, words: Words, name: str, dates: Format) -> None:
        self.page: Worksheet = book.add_worksheet(name)
        self.height = 0
        self._words, self._dates, self._width = words, dates._get_xf_index(), 0
        self._letters: list[str] = []
        self._wrapped: frozenset[int] = frozenset()
        self._wrapping = ""

    def add(self, row: Cells, dated: Container[int] = (), style: Format | None = None, lines: int = 1) -> None:
        """One more row, so many lines high; its cells at the places in `dated` are times."""
        self.height += 1
        self._widen(len(row))
        marked = f' s="{style._get_xf_index()}"' if style else ""
        wrapped = () if style else self._wrapped
        cells = [
            f'<c r="{letter}{self.height}"{self._wrapping if n in wrapped else marked}{self._cell(value)}'
            if n not in dated else self._date(letter, value)
            for n, (letter, value) in enumerate(zip(self._letters, row, strict=False))
            if value is not None and value != ""
        ]  # fmt: skip
        if wrapped:
            lines = max(-(-len(str(row[n] or "")) // WIDEST) for n in wrapped) or 1
        high = f' ht="{lines * _LINE}" customHeight="1"' if lines > 1 else ""
        self.page.row_data_fh.write(f'<row r="{self.height}"{high}>{"".join(cells)}</row>')

    def fit(self, headings: Sequence[str], rows: Iterable[Cells], folded: Container[int] = ()) -> None:
        """Makes columns as wide as what their first rows hold. Those in `folded` are there at a press on a +."""
        longest = [min(len(heading), A_HEADING) for heading in headings]
        for row in islice(rows, _LOOKED_AT):
            longest = [max(length, _room_for(cell)) for length, cell in zip(longest, row, strict=True)]
        for n, length in enumerate(longest):
            width, away = min(max(length + 2, NARROWEST), WIDEST), n in folded
            how = {"level": int(away), "hidden": away, "collapsed": not away and n - 1 in folded}
            self.page.set_column(n, n, width, None, how)

    def wrap(self, columns: Iterable[int], form: Format) -> None:
        """What stands in these columns goes on below, in rows that are as high as that takes."""
        self._wrapped, self._wrapping = frozenset(columns), f' s="{form._get_xf_index()}"'

    def end(self) -> None:
        """Tells XlsxWriter what there is, since it has not seen the rows go by."""
        if self.height:
            self.page.dim_rowmin, self.page.dim_rowmax = 0, self.height - 1
            self.page.dim_colmin, self.page.dim_colmax = 0, max(self._width - 1, 0)

    def _widen(self, width: int) -> None:
        if width > self._width:
            self._width, self._letters = width, [xl_col_to_name(n) for n in range(width)]

    def _cell(self, value: Any) -> str:
        kind = type(value)
        if kind is str:
            return self._words.cell(value)
        if kind is bool:
            return f' t="b"><v>{value:d}</v></c>'
        return f"><v>{value!r}</v></c>"

    def _date(self, letter: str, value: str) -> str:
        """Days since the last but one of 1899, as spreadsheets count; in UTC."""
        days = (datetime.fromisoformat(value) - _DAY_ZERO).total_seconds() / 86_400
        return f'<c r="{letter}{self.height}" s="{self._dates}"><v>{days!r}</v></c>'


def _room_for(cell: Any) -> int:
    return min(len(str(cell or "")), A_NUMBER if isinstance(cell, float) else WIDEST)
