"""Every file of every odd workshop: whole, and without a figure that nobody gave."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from app.actions.exporting import KINDS
from tests.actions.test_exporting import written
from tests.web.test_outcome_pages import ODD

INVENTED = re.compile(r"\b(?:None|nan|inf|NaN|Undefined)\b|#DIV|#N/A|#VALUE|\bof 0\b")


def words_in(file: Path) -> list[str]:
    """Every piece of text in a file, whatever its kind; figures as they are written."""
    if file.suffix == ".docx":
        document: Any = docx.Document(str(file))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return [*(p.text for p in document.paragraphs), *cells]
    if file.suffix == ".xlsx":
        book: Any = openpyxl.load_workbook(file)
        return [str(c) for sheet in book for row in sheet.iter_rows(values_only=True) for c in row if c is not None]
    with zipfile.ZipFile(file) as archive:
        texts = {name: archive.read(name).decode("utf-8") for name in archive.namelist()}
    tables = [list(csv.reader(io.StringIO(text))) for name, text in texts.items() if name.endswith(".csv")]
    assert all(len(row) == len(table[0]) for table in tables for row in table)
    return [cell for table in tables for row in table for cell in row] + [
        line for name, text in texts.items() if not name.endswith(".csv") for line in text.splitlines()
    ]


@pytest.mark.check
@pytest.mark.parametrize("name", ODD)
def test_every_file_of_an_odd_workshop_is_whole_and_invents_nothing(name: str, tmp_path: Path) -> None:
    session = ODD[name]().session
    for kind in KINDS:
        found = words_in(written(session, kind, tmp_path)[0])
        assert found, kind
        assert [text for text in found if INVENTED.search(text)] == [], kind
