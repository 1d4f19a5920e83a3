"""CSV as people really send it: any usual encoding and delimiter, and rows with a quotation mark too many."""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from app.domain.refusals import N_, Refusal

from .columns import recognised
from .tabular import MOST_ROWS, TOO_MANY_ROWS, Row, not_a_table

DELIMITERS = ",;\t"
MOST_LINES = 10 * MOST_ROWS  # blank ones too
BROKEN = N_("A quotation mark opens in this row and does not close. Mend the row and try again.")
TOO_LONG = N_("A cell of this row is far too long. Shorten it and try again.")
TOO_WIDE = N_("This row has more cells than there are headings. Put the idea in quotation marks.")
_ONE_COLUMN = "\x1f"
_SAMPLE = 50
_STEADY = 0.9
_NAMED_DELIMITER = re.compile(r'"?sep=(.)"?(?=[\r\n])')
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f]")
_OTHER_FORMATS = re.compile(r"\s*(%PDF|\{\\rtf|<!doctype|<html|<\?xml|ÐÏ\x11à)", re.IGNORECASE)


def read_delimited(data: bytes) -> Iterator[Row]:
    """Yield the rows of a CSV file, blank ones too; refuse (`malformed`) what is not text."""
    text = _decoded(data)
    if _OTHER_FORMATS.match(text) or len(_CONTROL.findall(text)) * 20 > len(text):
        raise not_a_table()
    named = _NAMED_DELIMITER.match(text)
    rows = islice(_rows(text, named[1]), 1, None) if named else _rows(text, _delimiter(text))
    yield from _no_wider_than_the_first(rows)


def _no_wider_than_the_first(rows: Iterator[Row]) -> Iterator[Row]:
    """Mark rows with more cells than the headings: a delimiter inside the words has cut them."""
    width = 0
    for row in rows:
        width = width or (len(row.cells) if row.filled() else 0)
        cut = any(cell.strip() for cell in row.cells[width:])
        yield replace(row, problem=row.problem or TOO_WIDE) if cut else row


def _decoded(data: bytes) -> str:
    wide = data.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    for encoding in ("utf-16",) if wide else ("utf-8", "cp1252", "latin-1"):
        try:
            text = data.removeprefix(BOM_UTF8).decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
        break
    raise not_a_table()


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    """Parse strictly; where a row breaks the rules take its first line alone, so that no other row is swallowed."""
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        if number > MOST_LINES:
            raise Refusal("too_large", TOO_MANY_ROWS, "file", most=MOST_ROWS)
        start = lines.tell()
        try:
            yield Row(number, tuple(next(reader)))
        except StopIteration:
            return
        except csv.Error:
            lines.seek(start)
            yield _lone_row(number, lines.readline().rstrip("\r\n"), delimiter)


def _lone_row(number: int, line: str, delimiter: str) -> Row:
    reader = csv.reader([line, ""], delimiter=delimiter)
    try:
        cells = next(reader)
    except csv.Error:
        return Row(number, (line,), TOO_LONG if len(line) > csv.field_size_limit() else BROKEN)
    if reader.line_num > 1:
        return Row(number, (line,), BROKEN)
    return Row(number, (line,) if delimiter == _ONE_COLUMN else tuple(cells))


def _delimiter(text: str) -> str:
    """Choose what gives known headings; else what cuts the first rows into equally many cells; else nothing."""
    fits = {delimiter: _fit(list(islice(_rows(text, delimiter), _SAMPLE))) for delimiter in DELIMITERS}
    best = max(fits, key=lambda delimiter: fits[delimiter])
    return best if max(fits[best]) > 0 else _ONE_COLUMN


def _fit(sample: list[Row]) -> tuple[int, float]:
    filled = [row for row in sample if row.filled()]
    if not filled or len(filled[0].cells) < 2:
        return 0, 0.0
    known = recognised(filled[0].cells)
    steady = sum(len(row.cells) == len(filled[0].cells) for row in filled) / len(filled)
    return len(known) if "text" in known else 0, steady if steady >= _STEADY else 0.0
