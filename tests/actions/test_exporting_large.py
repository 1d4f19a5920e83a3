"""Large downloads: a table longer than a sheet, long names, many ideas, and how far a file has come."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import column_index_from_string

from app.actions.exporting import sheet as sheets
from app.actions.exporting.telling import EVERY, to_a_file
from app.domain.stages import StageIdea
from tests.actions.test_exporting import everything, written
from tests.builders import Sitting
from tests.libreoffice import converted


def test_a_table_longer_than_a_sheet_goes_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = everything().session
    whole: Any = openpyxl.load_workbook(written(session, "xlsx", tmp_path)[0])["outcomes"]
    rows = [[cell.value for cell in row] for row in whole.iter_rows()]
    monkeypatch.setattr(sheets, "MOST_ROWS", 20)
    book: Any = openpyxl.load_workbook(written(session, "xlsx", tmp_path)[0])
    parts = [name for name in book.sheetnames if name.startswith("outcomes")]
    assert parts == ["outcomes", *(f"outcomes {n}" for n in range(2, len(parts) + 1))]
    found = [[[cell.value for cell in row] for row in book[name].iter_rows()] for name in parts]
    assert all(part[0] == rows[0] for part in found)
    assert all(len(part) == 21 for part in found[:-1])
    assert [row for part in found for row in part[1:]] == rows[1:]


def test_a_sheet_that_is_just_full_needs_no_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = everything().session
    count = len(list(openpyxl.load_workbook(written(session, "xlsx", tmp_path)[0])["stages"].iter_rows())) - 1
    monkeypatch.setattr(sheets, "MOST_ROWS", count)
    book: Any = openpyxl.load_workbook(written(session, "xlsx", tmp_path)[0])
    assert "stages 2" not in book.sheetnames


def test_numbers_are_numbers_and_times_are_times(tmp_path: Path) -> None:
    book: Any = openpyxl.load_workbook(written(everything().session, "xlsx", tmp_path)[0])
    rows = list(book["stages"].iter_rows(values_only=True))
    opened = rows[1][rows[0].index("opened_at")]
    assert (opened.year, opened.minute, opened.second) == (1970, 16, 40)
    outcomes = list(book["outcomes"].iter_rows(values_only=True))
    assert {type(row[outcomes[0].index("agree")]) for row in outcomes[1:5]} == {int}
    assert {type(row[outcomes[0].index("share")]) for row in outcomes[1:5]} <= {int, float}
    assert {type(row[outcomes[0].index("close_call")]) for row in outcomes[1:5]} == {bool}


def test_the_summary_has_a_chart_for_each_step_that_weighed_ideas(tmp_path: Path) -> None:
    file = written(everything().session, "xlsx", tmp_path)[0]
    with zipfile.ZipFile(file) as archive:
        charts = [archive.read(name).decode() for name in archive.namelist() if "/charts/" in name]
    titles = [re.findall(r"<a:t>([^<]+)</a:t>", chart)[0] for chart in charts]
    assert titles == [
        "Share who agree", "People with a dot on it, of all ballots", "Mean score: Importance", "Mean score: Ease",
        "Mean points",
    ]  # fmt: skip
    assert all("<c:v>Idea a</c:v>" in chart for chart in charts), "each chart carries its figures"


@pytest.mark.parametrize("kind", ["xlsx", "docx", "csv"])
def test_nine_hundred_ideas_and_long_names_make_a_file(kind: str, tmp_path: Path) -> None:
    sitting = Sitting("vote")
    sitting.session.name = "A very long name of a workshop " * 20
    for n in range(12):
        sitting.joins(f"p{n}", community=("citizen", "ahp")[n % 2])
    ideas = [StageIdea(f"i{n}", f"Idea {n} " + "with many words " * 20, name=f"Long name {n} " * 9) for n in range(900)]
    sitting.opens("vote", ideas)
    for n in range(12):
        sitting.votes(f"p{n}", f"i{n}", "agree")
    assert written(sitting.session, kind, tmp_path)[0].stat().st_size > 0


@pytest.mark.check
@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_libreoffice_opens_it_without_complaint(kind: str, tmp_path: Path) -> None:
    made = converted(written(everything().session, kind, tmp_path)[0], "pdf", tmp_path / "office")
    assert made.read_bytes().startswith(b"%PDF")
    assert made.stat().st_size > 10_000


@pytest.mark.check
def test_libreoffice_reads_the_same_numbers_out_of_the_workbook(tmp_path: Path) -> None:
    file = written(everything().session, "xlsx", tmp_path)[0]
    again: Any = openpyxl.load_workbook(converted(file, "xlsx", tmp_path / "office"))
    book: Any = openpyxl.load_workbook(file)
    assert again.sheetnames == book.sheetnames
    for name in book.sheetnames:
        ours = list(book[name].iter_rows(values_only=True))
        theirs = list(again[name].iter_rows(values_only=True, max_row=len(ours), max_col=len(ours[0]) if ours else 1))
        for row, other in zip(ours, theirs, strict=True):
            assert [_near(cell) for cell in row] == [_near(cell) for cell in other], name


def _near(cell: Any) -> Any:
    if cell in ("=TRUE()", "=FALSE()"):  # how LibreOffice writes true and false
        return cell == "=TRUE()"
    return round(float(cell), 9) if isinstance(cell, float | int) and not isinstance(cell, bool) else cell


def test_how_far_a_file_is_can_be_read_at_any_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("app.actions.exporting.telling.time.monotonic", lambda: clock[0])
    tell = to_a_file(tmp_path / "progress.json")
    tell("reading", 0.0)
    tell("writing", 0.25)
    tell("writing", 0.5)
    assert json.loads((tmp_path / "progress.json").read_text()) == {"doing": "writing", "part": 0.25}
    clock[0] += EVERY * 2
    tell("writing", 0.75)
    assert json.loads((tmp_path / "progress.json").read_text()) == {"doing": "writing", "part": 0.75}


def test_shares_of_the_summary_look_like_shares_and_every_sheet_prints_as_wide_as_a_page(tmp_path: Path) -> None:
    book: Any = openpyxl.load_workbook(written(everything().session, "xlsx", tmp_path)[0])
    looks = {c.number_format for row in book["summary"].iter_rows() for c in row if isinstance(c.value, float)}
    assert looks >= {"0.0%", "0.00"}
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape", sheet.title
        if sheet.title != "outcomes":
            assert (sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage) == (0, True)
    long = [row[0].row for row in book["method"].iter_rows() if len(row[1].value) > 150]
    assert long
    assert all(book["method"].row_dimensions[n].height >= 30 for n in long)


def test_the_widest_sheet_can_be_read_on_paper(tmp_path: Path) -> None:
    """It goes on beside, with its headings and whose figures these are on each page; what holds nothing is folded."""
    sitting = Sitting("vote")
    sitting.joins("ann")
    sitting.opens("vote", [StageIdea("a", "An idea in many words " * 6), StageIdea("b", "Idea b")])
    sitting.votes("ann", "a", "agree")
    book: Any = openpyxl.load_workbook(written(sitting.session, "xlsx", tmp_path)[0])
    sheet = book["outcomes"]
    heads = [cell.value for cell in sheet[1]]
    assert sheet.page_setup.scale >= 60
    assert sheet.page_setup.pageOrder == "overThenDown"
    assert not (sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage)
    titles = [letters.replace("$", "") for letters in str(sheet.print_title_cols).split(":")]
    assert [heads[column_index_from_string(letters) - 1] for letters in titles] == ["ref", "community"]
    assert str(sheet.print_title_rows).replace("$", "") == "1:1"
    folded = {name for n, name in enumerate(heads, 1) if _is_hidden(sheet, n)}
    empty = {name for name, cells in zip(heads, sheet.iter_cols(min_row=2), strict=True) if _is_empty(cells)}
    assert folded == empty
    assert {"dots", "mean", "points"} < folded
    assert sheet.row_dimensions[2].height >= 45
    assert sheet["F2"].alignment.wrap_text


def _is_empty(cells: Any) -> bool:
    return all(cell.value is None for cell in cells)


def _is_hidden(sheet: Any, column: int) -> bool:
    """A file tells of columns that are alike together, in one entry."""
    return any(d.hidden for d in sheet.column_dimensions.values() if d.min <= column <= d.max)
