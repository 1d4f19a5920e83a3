"""Exports of other tools, as small samples of our own: each is known by its headings, and its columns are found."""

from __future__ import annotations

from typing import Any

import pytest
from openpyxl import Workbook

from app.actions.importing_contributions import ForAll, Found, read_rows
from app.actions.recognising_exports import DECIDIM, MENTIMETER, PLAIN, POLIS, SLIDO, Columns, read_export
from app.domain.refusals import Refusal
from tests.actions.test_importing_files import png, saved, with_part, workbook

POLIS_CSV = b"""timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body
1593461131,Mon Jun 29 2020 20:05:31 GMT+0000,0,0,50,1,1,"Longer visits, please."
1593461482,Mon Jun 29 2020 20:11:22 GMT+0000,1,4,40,5,0,A number to ring
1593461494,Mon Jun 29 2020 20:11:34 GMT+0000,2,7,44,3,-1,Taken out by a moderator
"""
DECIDIM_CSV = (
    "id;category/id;category/name/en;category/name/ca;scope/name/en;participatory_space/id;component/id;title/en;"
    "title/ca;body/en;body/ca;state;reference;published_at;url\n"
    '1;3;Care at home;Casa;Whitby;9;4;Visit sooner;;"<p>A visit in two days &amp; a call</p>";;accepted;R-1;'
    "2026-03-01 09:00:00 UTC;https://example.org/1\n"
    "2;3;Care at home;Casa;;9;4;;Lletra gran;;Cartes que pugui llegir;;R-2;;x\n"
    "3;;;;;9;4;Gone;;Not this one;;withdrawn;R-3;;x\n"
)


def told(data: bytes, name: str = "a.csv", **more: Any) -> list[tuple[int, str, str]]:
    """[(row, words, question)] of what would come in."""
    export = read_export(data, name)
    reading = read_rows(export, export.columns, ForAll(**more))
    assert not reading.to_fix
    return [(one.row, one.told.text, one.asked) for one in reading.found]


def first(data: bytes, name: str = "a.csv") -> Found:
    export = read_export(data, name)
    return read_rows(export, export.columns, ForAll()).found[0]


def test_polis_comments_come_without_those_its_moderators_rejected() -> None:
    export = read_export(POLIS_CSV, "2026-comments.csv")
    reading = read_rows(export, export.columns, ForAll())
    assert (export.tool, reading.left) == (POLIS, 1)
    assert [one.told.text for one in reading.found] == ["Longer visits, please.", "A number to ring"]
    assert reading.found[0].told.at == 1593461131


def test_a_decidim_proposal_is_its_title_and_body_in_whichever_language_it_has() -> None:
    assert read_export(DECIDIM_CSV.encode(), "proposals.csv").tool == DECIDIM
    assert told(DECIDIM_CSV.encode()) == [
        (2, "Visit sooner\nA visit in two days & a call", ""), (3, "Lletra gran\nCartes que pugui llegir", ""),
    ]  # fmt: skip
    one = first(DECIDIM_CSV.encode()).told
    assert (one.theme, one.area, one.at) == ("Care at home", "Whitby", 1772355600)


def test_a_decidim_cell_may_hold_all_languages_at_once() -> None:
    data = 'id,title,body,reference\n1,"{""cy"": ""Sgwrs"", ""en"": ""Talk""}","{""en"": ""Talk to us""}",R\n'
    assert told(data.encode()) == [(2, "Talk to us", "")]


def test_slido_questions_are_what_people_asked() -> None:
    rows: list[list[object]] = [
        ["Question", "Author", "Upvotes", "Status"],
        ["Why no evening visits?", "Anonymous", 4, "Answered"],
    ]
    assert read_export(workbook(rows), "q.xlsx").tool == SLIDO
    assert told(workbook(rows), "q.xlsx") == [(2, "Why no evening visits?", "")]


def test_slido_polls_by_person_give_an_answer_for_each_open_question() -> None:
    rows = [
        ["Care closer to home"], [], ["User ID", "User Name", "User Email", "What matters most?", "Which day?"],
        ["1", "Anonymous", "", "To be listened to", "Monday"], ["2", "", "", "", "Tuesday"],
        ["3", "", "", "A call back the same day", ""],
    ]  # fmt: skip
    assert told(workbook(rows), "polls.xlsx") == [
        (4, "To be listened to", "What matters most?"), (6, "A call back the same day", "What matters most?"),
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["User", "Participant"])
def test_slido_polls_are_known_by_either_word_for_a_person_and_without_their_row_about_polls(who: str) -> None:
    rows: list[list[object]] = [
        [*(f"{who} {what}" for what in ("ID", "Name", "Email", "company")), "Total Correct Answers", "Any hopes?"],
        ["", "", "", "", "", "Open text poll"],
        ["92952d09", "Anonymous", "Anonymous", "Anonymous", 0, "That somebody calls back"],
        ["7f14ebca", "Anonymous", "Anonymous", "Anonymous", 0, ""],
    ]  # fmt: skip
    assert read_export(workbook(rows), "Polls-per-user.xlsx").tool == SLIDO
    assert told(workbook(rows), "polls.xlsx") == [(3, "That somebody calls back", "Any hopes?")]


def test_mentimeter_voters_are_found_whichever_sheet_they_stand_on() -> None:
    book = Workbook()
    book.active.append(["Summary", "Slides", 3])
    sheet = book.create_sheet("Voters")
    sheet.append(["Date (UTC)", "Session", "Voter", "What matters most?: Answer", "Rate us: Answer", "Q :: Ease"])
    sheet.append(["2026-03-01 10:00", "1", "a", "Being heard the first time", 4, 3])
    sheet.append(["2026-03-01 10:01", "1", "b", None, 5, 3])
    assert read_export(saved(book), "menti.xlsx").tool == MENTIMETER
    assert told(saved(book), "menti.xlsx") == [(2, "Being heard the first time", "What matters most?")]


def test_lists_below_questions_keep_their_questions() -> None:
    data = b"What matters most?,How could technology help?\nBeing heard,Video\nA call back,\n"
    assert told(data) == [
        (2, "Being heard", "What matters most?"), (2, "Video", "How could technology help?"),
        (3, "A call back", "What matters most?"),
    ]  # fmt: skip


def test_a_plain_table_says_who_and_whether_they_may_be_quoted() -> None:
    data = (
        b"Comment;Who are you?;Role;Profession;Area;May quote;Date\n"
        b"One;Physiotherapist;;;York;yes;2026-03-01\nTwo;patient;carer;;;no;\nThree;;;Radiographers;;;x\n"
    )
    export = read_export(data, "a.csv")
    found = [one.told for one in read_rows(export, export.columns, ForAll(None, "citizen", True)).found]
    assert export.tool == PLAIN
    assert [(one.community, one.profession, one.role, one.may_quote) for one in found] == [
        ("ahp", "Physiotherapists", None, True), ("citizen", None, "carer", False),
        ("ahp", "Radiographers", None, True),
    ]  # fmt: skip
    assert (found[0].area, found[0].at, found[2].at) == ("York", 1772323200, None)


def test_a_single_column_needs_no_heading_and_other_columns_can_be_chosen() -> None:
    assert told(b"Being heard\nA call back\n") == [(1, "Being heard", ""), (2, "A call back", "")]
    export = read_export(b"x,y\nBeing heard,me\n", "a.csv")
    assert export.columns.texts == ()
    assert read_rows(export, Columns((0,), {"role": 1}), ForAll()).found[0].told.role == "me"


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.csv", "malformed"), (png(), "a.csv", "malformed"), (b"%PDF-1.7", "a.csv", "malformed"),
        (b"text\nx\n", "a.docx", "malformed"), (b"PK\x03\x04 torn", "a.xlsx", "malformed"),
        (workbook([[" "]]), "a.xlsx", "malformed"), (b"x" * (10 * 1024 * 1024 + 1), "a.csv", "too_large"),
        (b"text\n" + b"x\n" * 20_001, "a.csv", "too_large"),
        (with_part(workbook([["text"]]), "xl/media/bomb.bin", b"\0" * 20_000_000), "a.xlsx", "too_large"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(data: bytes, name: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_export(data, name)
    assert (refused.value.code, refused.value.field) == (code, "file")
