"""S11: whatever people write stays text in every file: no spreadsheet runs it, and it reads as it was written."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from tests.actions.payloads import FORMULAS, ODD
from tests.actions.written_everywhere import written_everywhere
from tests.libreoffice import converted

TEXTS = FORMULAS + ODD
FIELDS = {
    "outcomes": ("ref", "text", "stage"), "comments": ("comment_text", "text", "ref"), "standings": ("text", "ref"),
    "decisions": ("reason", "who", "text", "merged_with_text", "ref"), "answers": ("stage",), "stages": ("stage",),
}  # fmt: skip
"""Where what people wrote stands in the tables."""
SIGNS = ("=", "+", "-", "@", "\t", "\r", "\0")
AS_EXCEL_WRITES = re.compile(r"_x([0-9A-Fa-f]{4})_")


def test_there_are_enough_payloads() -> None:
    assert len(set(FORMULAS)) >= 60


def test_no_cell_of_a_table_begins_like_a_formula(tmp_path: Path) -> None:
    tables = csv_rows(written_everywhere(TEXTS, "csv", tmp_path))
    for name, rows in tables.items():
        for row in rows:
            for column, cell in row.items():
                if not re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", cell):
                    seen = "".join(letter for letter in cell if unicodedata.category(letter) != "Cf")
                    assert unicodedata.normalize("NFKC", seen[:1]) not in SIGNS, (name, column, cell)


@pytest.mark.parametrize("table", FIELDS)
def test_text_reads_in_a_table_as_it_was_written(table: str, tmp_path: Path) -> None:
    rows = csv_rows(written_everywhere(TEXTS, "csv", tmp_path))[f"{table}.csv"]
    for column in FIELDS[table]:
        found = {row[column].removeprefix("'") for row in rows}
        expected = set(TEXTS) if column not in ("stage", "merged_with_text") else set(TEXTS[:1])
        assert {text.removeprefix("'") for text in expected} <= found, column


def test_a_workbook_holds_no_formula_and_every_text_as_it_was_written(tmp_path: Path) -> None:
    cells = all_cells(written_everywhere(TEXTS, "xlsx", tmp_path))
    assert not [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink]
    found = {as_read(cell.value) for cell in cells if isinstance(cell.value, str)}
    assert not [text for text in TEXTS if as_read(text) not in found]


@pytest.mark.check
def test_libreoffice_finds_no_formula_in_a_workbook_and_every_text(tmp_path: Path) -> None:
    again = converted(written_everywhere(TEXTS, "xlsx", tmp_path), "xlsx", tmp_path / "office")
    cells = all_cells(again)
    assert not [cell.value for cell in cells if cell.hyperlink]
    assert formulas(cells) == [], "only what we wrote as true or false comes back as =TRUE() or =FALSE()"
    ours = [cell for cell in all_cells(tmp_path / "xlsx.xlsx") if isinstance(cell.value, bool)]
    assert len([cell for cell in cells if cell.data_type == "f"]) == len(ours)
    found = {as_read(cell.value) for cell in cells if isinstance(cell.value, str)}
    assert not [text for text in TEXTS if as_read(text) not in found]


@pytest.mark.check
def test_libreoffice_finds_no_formula_in_any_table(tmp_path: Path) -> None:
    with zipfile.ZipFile(written_everywhere(TEXTS, "csv", tmp_path)) as archive:
        archive.extractall(tmp_path / "tables")
    for table in sorted((tmp_path / "tables").glob("*.csv")):
        again = converted(table, "xlsx", tmp_path / "office", "CSV:44,34,76,1")
        cells = all_cells(again)
        assert not [cell.value for cell in cells if cell.hyperlink], table.name
        assert formulas(cells) == [], table.name


@pytest.mark.check
def test_libreoffice_opens_the_document_with_every_text(tmp_path: Path) -> None:
    again = converted(written_everywhere(TEXTS, "docx", tmp_path), "docx", tmp_path / "office")
    body: Any = docx.Document(str(again)).element.body
    words = re.sub(r"\s+", " ", " ".join(map(_words, body.iter(qn("w:p")))))
    assert not [text for text in TEXTS if "\r" not in text and re.sub(r"\s+", " ", text).strip() not in words]


def _words(paragraph: Any) -> str:
    kinds = {qn("w:t"): "", qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:softHyphen"): "\u00ad"}
    return "".join(kinds[node.tag] or node.text or "" for node in paragraph.iter() if node.tag in kinds)


def formulas(cells: list[Any]) -> list[Any]:
    """Cells that compute something. LibreOffice writes true and false as formulas; a CSV file has none of them."""
    return [cell.value for cell in cells if cell.data_type == "f" and cell.value not in ("=TRUE()", "=FALSE()")]


def csv_rows(file: Path) -> dict[str, list[dict[str, str]]]:
    with zipfile.ZipFile(file) as archive:
        return {
            name: list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8"), newline="")))
            for name in archive.namelist()
        }


def all_cells(file: Path) -> list[Any]:
    book: Any = openpyxl.load_workbook(file)
    return [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]


def as_read(text: str) -> str:
    """Text as a spreadsheet shows it: line ends alike, and what Excel writes as _xHHHH_ read back."""
    text = AS_EXCEL_WRITES.sub(lambda found: chr(int(found.group(1), 16)), text.replace("_x005F_", "_"))
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
