"""Files as people really send them: every usual encoding is read, and what is not a table is refused kindly."""

from __future__ import annotations

import datetime
import io
import struct
import zipfile
import zlib
from collections.abc import Sequence

import pytest
from openpyxl import Workbook

from app.actions.delimited import BROKEN, TOO_LONG, TOO_WIDE
from app.actions.importing import plan_import, read_table
from app.domain.refusals import Refusal


def rows_of(data: bytes, filename: str = "ideas.csv") -> list[tuple[int, tuple[str, ...]]]:
    table = read_table(data, filename)
    return [(row.number, row.cells) for row in (table.headings, *table.rows)]


def ideas_of(data: bytes, filename: str = "ideas.csv") -> list[str]:
    return [idea.text for idea in plan_import(read_table(data, filename), []).created]


def refusal_of(data: bytes, filename: str = "ideas.csv") -> Refusal:
    with pytest.raises(Refusal) as refused:
        read_table(data, filename)
    return refused.value


def workbook(rows: Sequence[Sequence[object]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The same archive with one part replaced or added."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return held.getvalue()


def png() -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0abc")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"], ids=["UTF-8", "with a BOM", "UTF-16", "Windows"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_every_usual_encoding_delimiter_and_line_end_gives_the_same_ideas(
    encoding: str, delimiter: str, line_end: str
) -> None:
    rows = [["ref", "text"], ["1", '"Café – “more”, please; now"'], ["2", '"First\r\nsecond ""line"""'], ["3", "€5"]]
    data = line_end.join(delimiter.join(row) for row in rows).encode(encoding)
    assert ideas_of(data) == ["Café – “more”, please; now", 'First\nsecond "line"', "€5"]


def test_latin_1_is_read_where_windows_has_no_such_letter() -> None:
    assert ideas_of(b"text\nCaf\xe9 \x81 clinics\n") == ["Café  clinics"]


def test_emoji_survive_in_utf_16() -> None:
    assert ideas_of("text\n👩🏽‍⚕️ visits\n".encode("utf-16")) == ["👩🏽‍⚕️ visits"]


def test_a_file_may_name_its_delimiter() -> None:
    assert rows_of(b'sep=|\r\nref|text\r\n1|"a|b"\r\n') == [(2, ("ref", "text")), (3, ("1", "a|b"))]


def test_blank_rows_are_left_out_and_still_counted() -> None:
    assert rows_of(b"\ntext,ref\n\n , \nShorter waits,1\n") == [(2, ("text", "ref")), (5, ("Shorter waits", "1"))]


def test_rows_with_an_open_quotation_mark_do_not_swallow_the_others() -> None:
    plan = plan_import(
        read_table(b'ref,text\n1,"open\n2,fine\n3,"open too\n4,"a ""real"" one\nof two lines"\n5,"end', "a.csv"), []
    )
    assert [idea.text for idea in plan.created] == ["fine", 'a "real" one\nof two lines']
    assert [(rejected.row, rejected.message) for rejected in plan.rejected] == [(2, BROKEN), (4, BROKEN), (6, BROKEN)]


def test_a_row_cut_by_a_delimiter_is_rejected_rather_than_shortened() -> None:
    plan = plan_import(read_table(b"ref,text\n1,Clinics, closer to home\n2,Visits,\n", "a.csv"), [])
    assert [(rejected.row, rejected.column, rejected.message) for rejected in plan.rejected] == [(2, "text", TOO_WIDE)]
    assert [idea.text for idea in plan.created] == ["Visits"]


def test_a_quotation_in_one_column_keeps_its_marks() -> None:
    assert ideas_of(b'text\n"Listen", he said, to us\n') == ['"Listen", he said, to us']


def test_a_cell_of_a_megabyte_is_one_bad_row() -> None:
    plan = plan_import(read_table(b'ref,text\n1,"' + b"x" * 1_000_000 + b'"\n2,fine\n', "a.csv"), [])
    assert [(rejected.row, rejected.message) for rejected in plan.rejected] == [(2, TOO_LONG)]
    assert [idea.text for idea in plan.created] == ["fine"]


@pytest.mark.parametrize(
    ("data", "filename"),
    [
        (b"", "ideas.csv"),
        (b"\xef\xbb\xbf \r\n\r\n", "ideas.csv"),
        (b"", "ideas.xlsx"),
        (png(), "ideas.csv"),
        (b"%PDF-1.7\n%\xe2\xe3\n1 0 obj", "ideas.csv"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old spreadsheet", "ideas.csv"),
        (b"<html><table><tr><td>text</td></tr></table></html>", "ideas.csv"),
        (b"text\nShorter\0waits\n", "ideas.csv"),
        (b"\xff\xfet\x00e\x00x", "ideas.csv"),
        (b"text\nShorter waits\n", "ideas.docx"),
        (b"PK\x03\x04 and nothing more", "ideas.xlsx"),
        (with_part(b"PK\x05\x06" + b"\0" * 18, "word/document.xml", b"<document/>"), "ideas.xlsx"),
        (workbook([["text"], ["Shorter waits"]])[:-40], "ideas.xlsx"),
        (with_part(workbook([["text"]]), "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row>"), "ideas.xlsx"),
        (workbook([]), "ideas.xlsx"),
    ],
    ids=[
        "empty", "only blanks", "an empty workbook file", "a picture", "a PDF", "an old spreadsheet", "a web page",
        "a NUL", "half a letter", "another kind", "a torn archive", "a letter",
        "a torn workbook", "a torn sheet", "no cells",
    ],
)  # fmt: skip
def test_what_is_not_a_table_is_refused_with_what_to_do(data: bytes, filename: str) -> None:
    refused = refusal_of(data, filename)
    assert refused.code == "malformed"
    assert refused.field == "file"
    assert "try again" in str(refused)


def test_a_workbook_gives_the_text_a_person_sees() -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["Number", "Idea", "Theme", "Notes"])
    sheet.append([1, " Café\r\nvisits 👋 ", datetime.date(2024, 3, 1), datetime.datetime(2024, 3, 1, 9, 30)])
    sheet.append([])
    sheet.append([2.0, "<b>waits</b>", 2.5, True])
    sheet.append([3, None, "no idea", None])
    sheet["B7"] = "'=1+1"
    sheet["F7"] = "a stray remark"
    plan = plan_import(read_table(saved(book), "Ideas.XLSX"), [])
    told = [(idea.row, idea.ref, idea.text, idea.theme, idea.detail) for idea in plan.created]
    assert told == [
        (2, "1", "Café\nvisits 👋", "2024-03-01", "2024-03-01 09:30:00"),
        (4, "2", "<b>waits</b>", "2.5", "TRUE"),
        (7, None, "'=1+1", None, None),
    ]
    assert [rejected.row for rejected in plan.rejected] == [5]


def test_a_formula_gives_the_value_saved_with_it() -> None:
    data = workbook([["text"], ["=A1&A1"]])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    calculated = sheet.replace(b'<c r="A2"><f>', b'<c r="A2" t="str"><f>').replace(b"<v />", b"<v>Two words</v>")
    calculated = calculated.replace(b"<v></v>", b"<v>Two words</v>").replace(b"<v/>", b"<v>Two words</v>")
    assert ideas_of(with_part(data, "xl/worksheets/sheet1.xml", calculated), "a.xlsx") == ["Two words"]


def test_the_first_visible_sheet_with_anything_on_it_is_read() -> None:
    book = Workbook()
    hidden = book.create_sheet("hidden")
    hidden.append(["text"])
    hidden.sheet_state = "hidden"
    book.create_sheet("ideas").append(["Shorter waits"])
    assert ideas_of(saved(book), "a.xlsx") == ["Shorter waits"]


def test_a_sheet_that_claims_a_wrong_size_is_read_whole() -> None:
    data = workbook([["text", "ref"], ["Shorter waits", "1"]])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b'ref="A1:B2"' in sheet
    lying = sheet.replace(b'ref="A1:B2"', b'ref="A1"')
    assert rows_of(with_part(data, "xl/worksheets/sheet1.xml", lying), "a.xlsx")[1] == (2, ("Shorter waits", "1"))


def test_a_bomb_is_refused_before_it_unpacks() -> None:
    bomb = with_part(workbook([["text"], ["Boom"]]), "xl/media/bomb.bin", b"\0" * 20_000_000)
    assert len(bomb) < 100_000
    assert refusal_of(bomb, "ideas.xlsx").code == "too_large"


def test_a_workbook_of_countless_tags_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = workbook([["text"], *[["Shorter waits"]] * 50])
    assert len(rows_of(data, "a.xlsx")) == 51
    monkeypatch.setattr("app.actions.workbook.MOST_TAGS", 300)
    assert refusal_of(data, "a.xlsx").code == "too_large"


def test_a_workbook_that_declares_entities_is_refused() -> None:
    shared = b'<!DOCTYPE s [<!ENTITY a "aaaa">]><sst><si><t>&a;</t></si></sst>'
    assert (
        refusal_of(with_part(workbook([["text"], ["x"]]), "xl/sharedStrings.xml", shared), "a.xlsx").code == "malformed"
    )


def test_a_cell_in_the_last_row_of_a_sheet_costs_no_more_than_a_moment() -> None:
    book = Workbook()
    book.active["A1"] = "text"
    book.active["A1048576"] = "Far away"
    assert rows_of(saved(book), "a.xlsx") == [(1, ("text",)), (1048576, ("Far away",))]


def test_sizes_are_bounded() -> None:
    for data in (
        b"x" * (10 * 1024 * 1024 + 1),
        b"text\n" + b"x\n" * 20_001,
        b"text" + b",a" * 100 + b"\n",
        b"\n" * 300_000,
    ):
        assert refusal_of(data).code == "too_large"
    assert refusal_of(workbook([["a"] * 101]), "a.xlsx").code == "too_large"
    assert len(read_table(b"text\n" + b"x\n" * 20_000, "a.csv").rows) == 20_000
