"""Organisers check, type up, pull in and import what people said, by plain forms and by calls."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from tests.people import Json, Organiser, Workshop, an_action, join
from tests.serving import Server
from tests.web.test_organiser_pages import Browser, signed_in

__all__ = ["signed_in"]
QUESTION = "What matters most?"


class Desk:
    """A programme's contributions, by browser and by call."""

    def __init__(self, browser: Browser, organiser: Organiser) -> None:
        self.browser, self.organiser = browser, organiser
        self.id = organiser.posts("/programmes", {"name": "Care closer to home"}, 201)["id"]
        self.at = f"/programmes/{self.id}/contributions"

    def listens(self) -> str:
        """Makes the listening page by its form → the id of its question."""
        self.browser.sends(f"/programmes/{self.id}/listening", title="Tell us", question=QUESTION)
        shown = self.organiser.gets(f"/programmes/{self.id}/listening")
        return str(shown["questions"][0]["id"])

    def has(self, *texts: str, **more: Any) -> list[Json]:
        told = [{"text": text} for text in texts]
        made: list[Json] = self.organiser.posts(self.at, {"contributions": told} | more, 201)["contributions"]
        return made

    def shown(self, asked: str = "state=all") -> str:
        return unescape(self.browser.reads(f"{self.at}?{asked}"))

    def told(self, state: str = "") -> list[Json]:
        found: list[Json] = self.organiser.gets(f"{self.at}?state={state}")["contributions"]
        return found

    def uploads(self, data: bytes, name: str = "whitby.csv", status: int = 303, **more: str) -> str:
        return self.browser.sends(f"{self.at}/import", status, files={"file": (name, data)}, more=more)


@pytest.fixture
def desk(signed_in: Browser, organiser: Organiser) -> Desk:
    return Desk(signed_in, organiser)


def test_a_page_is_made_opened_changed_and_closed(desk: Desk) -> None:
    at = f"/programmes/{desk.id}/listening"
    assert "Make your page" in desk.browser.reads(at)
    assert "has no listening page yet" in desk.browser.sends(f"{at}/open", 404)
    desk.listens()
    desk.browser.sends(f"{at}/open")
    page = desk.browser.reads(at)
    assert "Close the page" in page
    assert re.search(r"/listen/[a-z0-9-]{14}", page)
    assert QUESTION in unescape(desk.browser.reads(f"{at}/paper"))
    assert "<svg" in desk.browser.reads(f"{at}/poster")
    assert "This is how the page looks" in desk.browser.reads(f"{at}/look")
    assert "Give day, month and year" in desk.browser.sends(
        at, 422, title="Tell us", closes_day="31", closes_month="2", closes_year="2027"
    )
    desk.browser.sends(at, title="Tell us", closes_day="3", closes_month="12", closes_year="2031")
    assert "until 3 December" in desk.browser.reads(at)
    assert desk.organiser.gets(at)["closes_at"].startswith("2031-12-0")
    desk.browser.sends(f"{at}/close")
    assert desk.organiser.gets(at)["open"] is False


def test_two_organisers_see_that_the_page_changed_meanwhile(desk: Desk) -> None:
    desk.listens()
    at = f"/programmes/{desk.id}/listening"
    found = re.search(r'id="words">\s*<input type="hidden" name="seen" value="([^"]+)"', desk.browser.reads(at))
    assert found
    desk.browser.sends(at, title="Mine", seen=found[1])
    page = desk.browser.sends(at, 409, title="Yours", seen=found[1])
    assert "Somebody changed this page meanwhile" in page
    assert 'value="Yours"' in page
    assert desk.organiser.gets(at)["title"] == "Mine"


def test_what_waits_is_allowed_or_hidden_and_marks_are_shown(desk: Desk) -> None:
    good, named, third = desk.has("A visit in two days", "Ask for Mrs Smith", "A number to ring")
    page = desk.shown("state=waiting")
    assert 'class="personal">Mrs Smith</mark>' in page
    assert "May name a person" in page
    desk.browser.sends(
        f"{desk.at}?state=waiting", more={"do": f"hide-{named['id']}", f"reason-{named['id']}": "It names her"}
    )
    desk.browser.sends(f"{desk.at}?state=waiting", do="allow-page", more={"shown": good["id"]})
    assert {one["text"]: one["state"] for one in desk.told()} == {
        "A visit in two days": "allowed", "Ask for Mrs Smith": "hidden", "A number to ring": "waiting",
    }  # fmt: skip
    assert "Hidden: It names her" in desk.shown("state=hidden")
    desk.browser.sends(desk.at, do=f"wait-{named['id']}")
    last = third["number"]
    desk.has("Came later")
    desk.browser.sends(desk.at, do="allow-all", up_to=str(last))
    assert [one["text"] for one in desk.told("waiting")] == ["Ask for Mrs Smith", "Came later"]


def test_contributions_are_found_by_words_and_where_they_came_from(desk: Desk) -> None:
    desk.has("A visit in two days", "100% more visits", source="notes", source_name="Hull")
    desk.has("A number to ring")
    assert "A number to ring" not in desk.shown("state=all&q=visit")
    assert "in two days" not in desk.shown("state=all&q=100%25")
    assert "Hull" in desk.shown("state=all&source=notes")
    assert "A number to ring" not in desk.shown("state=all&source=notes")
    assert "Nothing matches" in desk.shown("state=all&community=ahp")
    desk.shown("state=nonsense&page=99&question=nothing&source=zebra")


def test_forms_are_typed_up_one_after_the_other(desk: Desk) -> None:
    question = desk.listens()
    sent = {"source": "paper", "source_name": "Hull listening event", "question": question, "community": "citizen"}
    to = desk.browser.sends(f"{desk.at}/new", more=sent | {"text": "One", "may_quote": "yes", "once": "a" * 20})
    page = desk.browser.reads(to)
    assert "Number 1 is saved" in page
    assert 'value="Hull listening event"' in page
    desk.browser.sends(f"{desk.at}/new", more=sent | {"text": "One", "may_quote": "yes", "once": "a" * 20})
    assert "Choose whether" in desk.browser.sends(f"{desk.at}/new", 422, more=sent | {"text": "Two"})
    desk.browser.sends(f"{desk.at}/new", more=sent | {"text": "Mrs Smith came", "may_quote": "no", "once": "b" * 20})
    told = [(one["text"], one["state"], one["source"], one["source_name"], one["may_quote"]) for one in desk.told()]
    assert told == [
        ("One", "allowed", "paper", "Hull listening event", True),
        ("Mrs Smith came", "waiting", "paper", "Hull listening event", False),
    ]


def test_a_file_is_looked_at_mended_and_added_once(desk: Desk) -> None:
    desk.has("A key worker after stroke!")
    data = b"Comment,Who are you\nA key worker after stroke,Citizen\n,Citizen\nAsk for Mrs Brown,AHP\nx,zebra\n"
    to = desk.uploads(data, source_name="Whitby listening event", may_quote="yes")
    page = unescape(desk.browser.reads(to))
    for words in ("Row 3, column Comment", "Row 4, column Comment", "Row 5, column Who are you", "looks like another",
                  "Nothing has been added yet", "Add 1 contribution"):  # fmt: skip
        assert words in page, words
    assert len(desk.told()) == 1
    form = {"do": "add", "source_name": "Whitby listening event", "may_quote": "yes", "fix-3-0": "type",
            "words-3-0": "A ramp", "fix-4-0": "out", "alike-2-0": "keep"}  # fmt: skip
    done = desk.browser.sends(to.partition("?")[0], more=form)
    assert "3 contributions were added. 1 row was left out." in unescape(desk.browser.reads(done))
    assert [(one["text"], one["source_name"], one["may_quote"]) for one in desk.told()[1:]] == [
        ("A key worker after stroke", "Whitby listening event", True), ("A ramp", "Whitby listening event", True),
        ("Ask for […]", "Whitby listening event", True),
    ]  # fmt: skip
    again = unescape(desk.browser.reads(desk.uploads(data)))
    assert "There is nothing new to add" in again
    assert len(desk.told()) == 4


def test_columns_can_be_chosen_and_a_file_forgotten(desk: Desk) -> None:
    to = desk.uploads(b"x,y\nBeing heard,me\n").partition("?")[0]
    assert "Choose the column" in desk.browser.reads(to)
    page = desk.browser.reads(f"{to}?columns=chosen&text=0&column-role=1&column-area=99")
    assert "Being heard" in page
    desk.browser.sends(to, do="add", columns="chosen", text="0", more={"column-role": "1"})
    assert [(one["text"], one["role"]) for one in desk.told()] == [("Being heard", "me")]
    to = desk.uploads(b"text\nMore\n").partition("?")[0]
    desk.browser.sends(to, do="cancel")
    assert "waited too long" in desk.browser.reads(to, 422)
    assert "not a table" in desk.uploads(b"%PDF-1.7", status=400)


async def test_suggestions_are_pulled_in_once_and_go_when_they_are_taken_back(
    desk: Desk, server: Server, organiser: Organiser
) -> None:
    session = organiser.session(desk.id, {"kind": "gather"})
    workshop = Workshop(organiser, session, {})
    workshop.turn("open")
    ann, bob, eve = await join(server, workshop.code, [{"community": c} for c in ("citizen", "ahp", "citizen")])
    made = {}
    for person, words in ((ann, "A bus to the clinic"), (bob, "A quiet room"), (eve, "Not allowed yet")):
        acks = desk.organiser.http.post(
            "/actions", json=an_action(workshop.stage, "suggest", text=words),
            headers={"Authorization": f"Bearer {person['token']}"},
        ).json()["acks"]  # fmt: skip
        made[words] = acks[0]["suggestion"]
        if person is not eve:
            organiser.posts(f"/suggestions/{made[words]}/allow")
    page = unescape(desk.browser.reads(f"{desk.at}/gather"))
    assert "2 suggestions" in page
    desk.browser.sends(f"{desk.at}/gather", session=workshop.id)
    desk.browser.sends(f"{desk.at}/gather", session=workshop.id, told="yes")
    told = {one["text"]: (one["community"], one["state"], one["may_quote"]) for one in desk.told()}
    assert told == {"A bus to the clinic": ("citizen", "allowed", False), "A quiet room": ("ahp", "allowed", False)}
    as_ann, as_bob = ({"Authorization": f"Bearer {person['token']}"} for person in (ann, bob))
    back = an_action(workshop.stage, "withdraw", suggestion=made["A bus to the clinic"])
    assert desk.organiser.http.post("/actions", json=back, headers=as_ann).json()["acks"][0]["ok"]
    assert [(one["text"], one["state"]) for one in desk.told()] == [("", "withdrawn"), ("A quiet room", "allowed")]
    assert desk.organiser.http.delete("/me", headers=as_bob).status_code == 200
    assert {(one["text"], one["state"]) for one in desk.told()} == {("", "withdrawn")}
    desk.browser.sends(f"{desk.at}/gather", session=workshop.id)
    assert {one["state"] for one in desk.told()} == {"withdrawn"}


def test_programs_add_import_check_and_list(desk: Desk) -> None:
    keyed = {
        "contributions": [{"text": "One", "key": "k1", "at": "2026-03-01T09:00:00Z"}, {"text": "Two", "key": "k2"}]
    }
    assert len(desk.organiser.posts(desk.at, keyed, 201)["contributions"]) == 2
    again = desk.organiser.posts(desk.at, keyed, 201)
    assert (again["contributions"], again["same"]) == ([], 2)
    one, two = desk.told()
    assert one["at"] == "2026-03-01T09:00:00.000Z"
    assert desk.organiser.posts(f"{desk.at}/{one['id']}/allow")["state"] == "allowed"
    assert desk.organiser.posts(f"{desk.at}/{two['id']}/hide", {"reason": "spam"})["reason"] == "spam"
    assert desk.organiser.posts(f"{desk.at}/{two['id']}/withdraw")["text"] == ""
    assert desk.organiser.posts(f"{desk.at}/{two['id']}/allow", status=422)["error"]["field"] == "state"
    assert desk.organiser.gets(f"{desk.at}?state=zebra", 422)
    assert desk.organiser.gets(f"{desk.at}?after=1")["contributions"][0]["id"] == two["id"]
    file = {"file": ("a.csv", b"text,community\nThree,\n,\nFour,zebra\n", "text/csv")}
    tried = desk.organiser.http.post(f"{desk.at}/import?dry_run=true", files=file, data={"community": "ahp"}).json()
    assert (tried["created"], [r["row"] for r in tried["rejected"]]) == ([{"row": 2}], [4])
    assert len(desk.told()) == 2
    done = desk.organiser.http.post(f"{desk.at}/import", files=file, data={"community": "ahp"}).json()
    assert [row["row"] for row in done["created"]] == [2]
    assert desk.told()[-1]["community"] == "ahp"
    for wrong in ({"contributions": [{"text": "x"}] * 1_001}, {"contributions": [{"text": ""}]}):
        assert desk.organiser.posts(desk.at, wrong, 422)


def test_an_organiser_takes_something_back_for_who_wrote_it_on_paper(desk: Desk) -> None:
    (one,) = desk.has("Ring people back the same day", source="paper")
    at = f"{desk.at}/{one['id']}"
    assert "Its person wants it back" in desk.browser.reads(f"{at}/trail")
    for _ in range(2):
        assert desk.browser.sends(f"{at}/take-back") == f"{at}/trail"
    page = desk.browser.reads(f"{at}/trail")
    assert "Withdrawn by the person who said it" in page
    assert "Its person wants it back" not in page
    assert [told["state"] for told in desk.told()] == ["withdrawn"]
    desk.browser.sends(f"{desk.at}/nothing/take-back", 404)
