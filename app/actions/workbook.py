"""XLSX: the first sheet that holds anything, as the text a person sees, opened only after its size is known."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

from app.domain.refusals import Refusal

from .tabular import MOST_COLUMNS, MOST_ROWS, Row, not_a_table

MOST_UNPACKED = 60 * 1024 * 1024
MOST_TIMES_SMALLER = 100
MOST_TAGS = 1_500_000  # more than 20,000 rows need; each takes microseconds to parse
MOST_TAGS_BESIDE = 100_000  # in styles and other parts, which are dearer
UNPACKS_TOO_MUCH = "This file unpacks to more than we can read. Save it as CSV and try again."


def read_workbook(data: bytes) -> Iterator[Row]:
    """Yield the rows of the first visible sheet that is not empty, numbered as the spreadsheet numbers them."""
    yield from next(read_sheets(data), ())


def read_sheets(data: bytes) -> Iterator[list[Row]]:
    """Yield the rows of each visible sheet that is not empty, up to one more than a table may have.

    Formulas give the value last saved with them. Refuses a file that unpacks to too much (`too_large`) and
    anything that is not a workbook (`malformed`).
    """
    from openpyxl import load_workbook  # dear to load, and rarely needed: a server starts without it

    _look_inside(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            sheet.reset_dimensions()  # a file may claim any size; count what is there
            if rows := list(islice(_filled(sheet), MOST_ROWS + 2)):
                yield rows
    except Exception as reason:  # a damaged workbook fails in as many ways as there are parts in it
        raise not_a_table() from reason


def _filled(sheet: Any) -> Iterator[Row]:
    for number, values in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True), 1):
        if values.count(None) < len(values):
            yield Row(number, _trimmed([_text(value) for value in values]))


def _look_inside(data: bytes) -> None:
    """Refuse a workbook that is too big when unpacked, or whose parts declare entities, before anything parses it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > min(MOST_UNPACKED, MOST_TIMES_SMALLER * len(data)):
                raise Refusal("too_large", UNPACKS_TOO_MUCH, "file")
            tags = Counter[bool]()
            for part in archive.infolist():
                content = archive.read(part)
                tags[part.filename.startswith(("xl/worksheets/", "xl/sharedStrings"))] += content.count(b"<")
                if b"<!DOCTYPE" in content.replace(b"\0", b""):
                    raise not_a_table()
            if tags[True] > MOST_TAGS or tags[False] > MOST_TAGS_BESIDE:
                raise Refusal("too_large", UNPACKS_TOO_MUCH, "file")
    except Refusal:
        raise
    except Exception as reason:  # zipfile and zlib each have their own errors for a damaged archive
        raise not_a_table() from reason


def _trimmed(cells: list[str]) -> tuple[str, ...]:
    while cells and not cells[-1].strip():
        cells.pop()
    return tuple(cells)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return format(value, ".15g") if abs(value) < 1e15 else str(value)
    if isinstance(value, datetime):
        return str(value.date()) if value.time() == value.time().min else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).replace("_x000D_", "")
