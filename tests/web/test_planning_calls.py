"""Planning by the API: what goes in comes out, files are previewed first, and bad ones are told what is wrong."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from tests.people import Organiser


@pytest.fixture
def programme(organiser: Organiser) -> str:
    return organiser.programme({"r0": "The first idea"})[0]


def imported(organiser: Organiser, programme: str, data: bytes, name: str = "ideas.csv", dry_run: bool = False) -> Any:
    return organiser.http.post(
        f"/programmes/{programme}/ideas/import", params={"dry_run": str(dry_run).lower()}, files={"file": (name, data)}
    )


def texts(organiser: Organiser, programme: str) -> list[str]:
    return [idea["text"] for idea in organiser.gets(f"/programmes/{programme}/ideas")["ideas"]]


TRICKY = ["=SUM(A1:A9)", "Two\nlines", "Grüße; “quotes”, and commas", "<b>bold</b> & 👩‍⚕️", "@handle +44 -1"]


def test_tricky_words_survive_and_a_dry_run_creates_nothing(organiser: Organiser, programme: str) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Idea", "Ref"])
    for n, words in enumerate(TRICKY):
        sheet.append([words, f"x{n}"])
        sheet.cell(n + 2, 1).data_type = "s"
    out = io.BytesIO()
    book.save(out)
    quoted = (words.replace('"', '""') for words in TRICKY)
    csv = "\ufefftext;ref\r\n" + "".join(f'"{words}";c{n}\r\n' for n, words in enumerate(quoted))
    for data, name in ((csv.encode(), "ideas.csv"), (out.getvalue(), "ideas.xlsx")):
        before = texts(organiser, programme)
        preview = imported(organiser, programme, data, name, dry_run=True)
        assert preview.status_code == 200, preview.text
        assert texts(organiser, programme) == before
        if name.endswith("csv"):
            assert len(imported(organiser, programme, data, name).json()["created"]) == len(TRICKY)
            assert texts(organiser, programme) == [*before, *TRICKY]
        else:
            found = preview.json()
            assert len(found["duplicates"]) == len(TRICKY), "the same words came by the other file"


def test_rows_that_cannot_be_taken_are_named_and_the_others_come_in(organiser: Organiser, programme: str) -> None:
    data = b"ref,text\nr1,Fine\nr2,\nr0,Another with a ref that is taken\nr3," + b"x" * 2_001 + b"\nr4,Also fine\n"
    report = imported(organiser, programme, data).json()
    assert [idea["text"] for idea in report["created"]] == ["Fine", "Also fine"]
    rejected = report["rejected"] + report["duplicates"]
    assert {row["row"] for row in report["rejected"]} <= {3, 4, 5}
    assert len(rejected) == 3
    assert all(row["message"] for row in report["rejected"])


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"", "ideas.csv"), (b"\x00\x01\x02\xff" * 50, "ideas.csv"), (b"PK\x03\x04 broken", "ideas.xlsx"),
     (b"year,count\n2024,1\n2025,2\n", "numbers.csv"), (b"%PDF-1.7 ...", "ideas.pdf")],
    ids=["empty", "bytes", "broken workbook", "no known column", "another kind of file"],
)  # fmt: skip
def test_a_file_that_is_no_table_of_ideas_is_refused(
    organiser: Organiser, programme: str, data: bytes, name: str
) -> None:
    answer = imported(organiser, programme, data, name)
    assert answer.status_code in (400, 422) or not answer.json()["created"], answer.text
    assert answer.status_code < 500
    assert texts(organiser, programme) == ["The first idea"]


def test_a_request_without_a_file_is_told_so(organiser: Organiser, programme: str) -> None:
    answer = organiser.http.post(f"/programmes/{programme}/ideas/import", json={"file": "x"})
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "file")
    assert imported(organiser, "nowhere", b"text\nAn idea\n").status_code == 404


def test_a_session_comes_back_as_it_was_planned(organiser: Organiser) -> None:
    programme, ideas = organiser.programme({"r0": "One", "r1": "Two"})
    stages = [
        {"kind": "vote", "title": "Vote", "ideas": [ideas["r1"]], "settings": {"minutes": 5, "shuffle": False}},
        {"kind": "rank", "ideas": {"from": 0, "top": 1, "by": "combined"}},
        {"kind": "break", "settings": {"note": "Tea"}},
    ]
    session = organiser.session(programme, *stages, start=False)
    assert (session["state"], session["version"], session["joining"]) == ("planned", 0, "open")
    assert [s["kind"] for s in session["stages"]] == ["vote", "rank", "break"]
    assert session["stages"][0]["settings"]["minutes"] == 5
    assert session["stages"][1]["plan"]["from"] == session["stages"][0]["id"]
    assert sorted(session["links"]) == ["board", "console", "join", "outcomes", "report"]
    assert all(link.startswith(str(organiser.http.base_url)[:16]) for link in session["links"].values())
    assert organiser.gets(f"/sessions/{session['id']}") == session


def test_a_bad_plan_creates_nothing(organiser: Organiser, programme: str) -> None:
    for body, field in (
        ({"name": "W", "stages": [{"kind": "cinema"}]}, "stages.0.kind"),
        ({"name": "W", "joining": "door", "stages": []}, "joining"),
        ({"stages": []}, "name"),
        ({"name": "W", "stages": "none"}, "stages"),
    ):
        answer = organiser.http.post(f"/programmes/{programme}/sessions", json=body)
        assert (answer.status_code, answer.json()["error"]["field"]) == (422, field)
