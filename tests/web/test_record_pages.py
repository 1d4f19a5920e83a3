"""The record by its pages: what people did stands in it, with filters, as a file, and with a mark of its end."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from collections.abc import Iterator

import pytest

from tests.people import Organiser
from tests.serving import Server
from tests.web.test_organiser_pages import Browser, a_link

pytestmark = pytest.mark.check


@pytest.fixture(scope="module")
def signed_in(server: Server) -> Iterator[Browser]:
    browser = Browser(server)
    browser.sends(f"/sign-in/{a_link(server)}")
    yield browser
    browser.http.close()


def deeds(browser: Browser, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(browser.reads(path))))


def test_looks_exports_reveals_and_publishing_stand_in_a_programmes_record(
    signed_in: Browser, organiser: Organiser
) -> None:
    workshop = organiser.workshop("vote")
    workshop.outcomes()
    organiser.http.get(f"/sessions/{workshop.id}/export", params={"format": "json"})
    workshop.turn("close")
    workshop.turn("reveal")
    organiser.posts(f"/sessions/{workshop.id}/finish")
    organiser.posts(f"/sessions/{workshop.id}/publish")
    organiser.posts(f"/sessions/{workshop.id}/unpublish")
    home = f"/programmes/{workshop.programme}"
    page = signed_in.reads(f"{home}/record")
    for words in ("Published a report", "Took a report back", "Looked at exact figures", "Showed results"):
        assert words in page
    found = deeds(signed_in, f"{home}/record.csv")
    expected = ["start", "outcomes", "export json", "reveal", "finish", "publish", "unpublish"]
    assert [row["what"] for row in found] == expected
    assert {row["programme"] for row in found} == {workshop.programme}
    assert {row["who"] for row in found} == {"tests"}
    picked = deeds(signed_in, f"{home}/record.csv?what=publish&who=tests")
    assert [row["what"] for row in picked] == ["publish"]
    assert "Showed results" not in re.findall(
        r'<th scope="row">([^<]+)', signed_in.reads(f"{home}/record?what=publish")
    )
    signed_in.reads("/programmes/nothing/record", 404)


def test_sign_ins_stand_in_the_whole_record_and_not_in_a_programmes(signed_in: Browser, organiser: Organiser) -> None:
    programme, _ = organiser.programme({"r0": "An idea"})
    kinds = {row["what"] for row in deeds(signed_in, "/record.csv")}
    assert {"sign in", "make sign-in link", "make token"} <= kinds
    assert "Signed in" in signed_in.reads("/record")
    assert deeds(signed_in, f"/programmes/{programme}/record.csv") == []


def test_the_page_says_that_a_line_was_changed_and_names_the_end_to_note(server: Server, signed_in: Browser) -> None:
    last = deeds(signed_in, "/record.csv")[-1]
    page = signed_in.reads("/record")
    assert last["chain"] in page
    assert "each as it was written" in page
    with sqlite3.connect(server.data / "common-ground.db") as db:
        (who,) = db.execute("SELECT who FROM audit_line WHERE number = 1").fetchone()
        db.execute("UPDATE audit_line SET who = 'somebody else' WHERE number = 1")
    assert "Line 1 is not as it was written" in signed_in.reads("/record")
    with sqlite3.connect(server.data / "common-ground.db") as db:
        db.execute("UPDATE audit_line SET who = ? WHERE number = 1", (who,))
    assert "each as it was written" in signed_in.reads("/record")
