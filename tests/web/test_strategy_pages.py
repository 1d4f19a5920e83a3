"""The strategy draft by plain forms and by calls, against the real server."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import httpx
import pytest

from tests.people import Json, Organiser
from tests.serving import Server
from tests.web.test_organiser_pages import Browser, a_link

TEXT = "Everyone who falls is visited at home within two days."


@pytest.fixture(scope="module")
def signed_in(server: Server) -> Iterator[Browser]:
    browser = Browser(server)
    browser.sends(f"/sign-in/{a_link(server)}")
    yield browser
    browser.http.close()


@pytest.fixture
def programme(organiser: Organiser) -> tuple[str, dict[str, str]]:
    return organiser.programme({"r0": "A home visit after a fall", "r1": "Evening appointments"})


def written(browser: Browser, programme: str, **fields: str) -> str:
    """A new statement by its form → its address."""
    return browser.sends(f"/programmes/{programme}/strategy/statements/new", more={"text": TEXT} | fields)


def seen(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found
    return found[1]


def test_a_statement_is_written_reviewed_and_agreed_by_forms(
    signed_in: Browser, programme: tuple[str, dict[str, str]]
) -> None:
    home = f"/programmes/{programme[0]}/strategy"
    assert "No statements yet" in signed_in.reads(home)
    assert "needs some words" in signed_in.sends(f"{home}/statements/new", 422, text=" ")
    at = written(
        signed_in, programme[0], ideas=programme[1]["r0"], professions="Paramedics", commitments="1.1", why="first"
    )
    page = html.unescape(signed_in.reads(at))
    for words in (TEXT, "Paramedics", "1.1 Care out of hospital", "A home visit after a fall", "Version 1", "first"):
        assert words in page, words
    assert "Put it in review first" in signed_in.sends(f"{at}/state", 422, state="agreed", version="1")
    signed_in.sends(f"{at}/state", state="review", version="1")
    signed_in.sends(f"{at}/state", state="agreed", version="2", why="the board")
    overview = html.unescape(signed_in.reads(home))
    assert "Agreed" in overview
    assert "1 statement: Paramedics, Care out of hospital" in overview
    assert "No one has come yet: invite them" in overview
    narrowed = signed_in.reads(f"{home}?profession=Paramedics&commitment=2")
    assert TEXT not in narrowed
    assert "No statement names this yet" in narrowed


def test_who_saves_second_sees_both_and_loses_nothing(
    signed_in: Browser, programme: tuple[str, dict[str, str]]
) -> None:
    at = written(signed_in, programme[0])
    form = signed_in.reads(f"{at}/edit")
    signed_in.sends(f"{at}/edit", text="Ann's <words>", version=seen(form))
    page = signed_in.sends(f"{at}/edit", 409, text="Ben's words", with_whom="GPs", version=seen(form), why="because")
    told = html.unescape(page)
    for words in ("Ben's words", "Ann's <words>", "GPs", "because", "nothing of them is lost"):
        assert words in told, words
    assert "<words>" not in page
    assert seen(page) == "2"
    signed_in.sends(f"{at}/edit", text="Both our words", version="2")
    assert "Both our words" in signed_in.reads(at)
    signed_in.sends(f"{at}/versions/2", version="3")
    assert "Ann's <words>" in html.unescape(signed_in.reads(at))
    assert "Both our words" in signed_in.reads(f"{at}/versions/3")
    signed_in.reads(f"{at}/versions/99", 404)


def test_what_somebody_removed_meanwhile_can_come_back_with_my_words(
    signed_in: Browser, programme: tuple[str, dict[str, str]]
) -> None:
    at = written(signed_in, programme[0])
    to = signed_in.sends(f"{at}/remove", version="1")
    assert "was removed" in html.unescape(signed_in.reads(to))
    page = signed_in.sends(f"{at}/edit", 409, text="Mine", version="1")
    assert "Put it back and save" in page
    signed_in.sends(f"{at}/edit", text="Mine", version="2", put_back="1")
    assert "Mine" in signed_in.reads(f"/programmes/{programme[0]}/strategy")
    signed_in.sends(f"{at}/remove", version="3")
    assert "A removed statement" in signed_in.reads(at)
    signed_in.sends(f"{at}/put-back")
    assert "Statement 1" in signed_in.reads(at)


def test_comments_sections_and_plans_have_their_forms(
    signed_in: Browser, programme: tuple[str, dict[str, str]]
) -> None:
    home = f"/programmes/{programme[0]}/strategy"
    at = written(signed_in, programme[0])
    signed_in.sends(f"{at}/comments", comment="Who <pays>?")
    page = signed_in.reads(at)
    assert "Who &lt;pays&gt;?" in page
    assert "1 open comment" in signed_in.reads(home)
    remark = re.findall(rf"{at}/comments/([\w-]+)", page)[0]
    signed_in.sends(f"{at}/comments/{remark}", do="settle")
    assert "Settled" in signed_in.reads(at)
    signed_in.sends(f"{home}/sections", title="People first", intro="Why")
    section = re.findall(rf"{home}/sections/([\w-]+)", signed_in.reads(f"{home}/sections"))[0]
    signed_in.sends(f"{at}/edit", text=TEXT, section=section, version="1")
    assert "People first" in signed_in.reads(home)
    signed_in.sends(f"{home}/sections/{section}", title="People", intro="", version="1", do="save")
    stale = signed_in.sends(f"{home}/sections/{section}", 409, title="Mine", intro="", version="1", do="save")
    assert "Mine" in stale
    assert "It stands now as “People”" in html.unescape(stale)
    for do in ("up", "down", "remove", "put_back"):
        signed_in.sends(f"{home}/sections/{section}", do=do)
    wrong = signed_in.sends(
        f"{home}/framework/import", 422, name="Plan", files={"file": ("plan.csv", b"code,text\n1,Care\n,Help\n")}
    )
    assert "Row 3, column “code”" in html.unescape(wrong)
    signed_in.sends(f"{home}/framework/import", name="Plan", files={"file": ("p.csv", b"code,text\nX1,Care\n")})
    assert "X1" in signed_in.reads(f"{home}/framework")
    signed_in.sends(f"{home}/framework", key="three-shifts")
    assert "Hospital to community" in signed_in.reads(home)


def test_statements_are_put_to_a_workshop_that_can_be_planned_further(
    signed_in: Browser, programme: tuple[str, dict[str, str]]
) -> None:
    home = f"/programmes/{programme[0]}/strategy"
    statement = written(signed_in, programme[0]).rpartition("/")[2]
    assert "Choose at least one statement" in signed_in.sends(f"{home}/challenge", 422, name="Whitby")
    plan = signed_in.sends(f"{home}/challenge", name="Whitby", statements=statement)
    step = re.findall(r'/plan\?stage=([\w-]+)#step"', signed_in.reads(plan))[1]
    page = signed_in.reads(f"{plan}?stage={step}")
    assert TEXT in page
    version = re.search(r'name="expected_version" value="(\d+)"', page)
    idea = re.search(r'name="idea" value="([\w-]+)" checked', page)
    assert version
    assert idea
    signed_in.sends(
        f"{plan}/stages/{step}", expected_version=version[1], do="save", title="Say", source="some", idea=idea[1],
        minutes="15", comments="on",
    )  # fmt: skip
    assert TEXT in signed_in.reads(f"{plan}?stage={step}")
    assert TEXT not in signed_in.reads(f"/programmes/{programme[0]}/ideas")
    assert "Whitby" in signed_in.reads(f"{home}/statements/{statement}")


def test_a_program_drafts_with_the_same_refusals(organiser: Organiser, programme: tuple[str, dict[str, str]]) -> None:
    base = f"/programmes/{programme[0]}/strategy"
    made = organiser.posts(f"{base}/statements", {"text": TEXT, "ideas": [programme[1]["r0"]]}, 201)
    one = f"{base}/statements/{made['id']}"
    changed = organiser.posts(one, {"professions": ["Dietitians"], "expected_version": 1, "why": "they can"})
    assert (changed["text"], changed["professions"], changed["version"]) == (TEXT, ["Dietitians"], 2)
    error: Json = organiser.posts(one, {"text": "Mine", "expected_version": 1}, 409)["error"]
    assert (error["code"], error["version"], error["statement"]["professions"]) == ("moved_on", 2, ["Dietitians"])
    organiser.posts(f"{one}/state", {"state": "review", "expected_version": 2})
    assert organiser.posts(f"{one}/state", {"state": "agreed", "expected_version": 3})["state"] == "agreed"
    assert organiser.posts(one, {"text": "Else", "expected_version": 4})["state"] == "review"
    back = organiser.posts(f"{one}/versions/1/restore", {"expected_version": 5})
    assert (back["text"], [v["version"] for v in back["versions"]]) == (TEXT, [6, 5, 4, 3, 2, 1])
    organiser.posts(f"{one}/move", {"by": 1})
    comment = organiser.posts(f"{one}/comments", {"text": "Why?"}, 201)
    assert organiser.posts(f"{one}/comments/{comment['id']}", {"settled": True})["settled_at"]
    section = organiser.posts(f"{base}/sections", {"title": "First"}, 201)
    organiser.posts(f"{base}/sections/{section['id']}", {"title": "One", "expected_version": 1})
    for deed in ("move", "remove", "put-back"):
        organiser.posts(f"{base}/sections/{section['id']}/{deed}", {"by": 1})
    assert organiser.posts(f"{base}/framework", {"key": "three-shifts"})["key"] == "three-shifts"
    own = {"name": "Ours", "commitments": [{"code": "1", "text": "Care"}]}
    assert organiser.posts(f"{base}/framework", own)["commitments"] == [{"code": "1", "short": "Care", "text": "Care"}]
    assert organiser.gets(f"{base}/framework")["name"] == "Ours"
    session = organiser.posts(f"{base}/challenge", {"statements": [made["id"]], "name": "Whitby"}, 201)
    assert organiser.gets(one)["planned_in"] == [session["id"]]
    organiser.posts(f"{one}/remove", {"expected_version": 6})
    assert organiser.gets(base)["statements"] == []
    organiser.posts(f"{one}/put-back")
    draft = organiser.gets(base)
    assert [s["text"] for s in draft["statements"]] == [TEXT]
    assert len(draft["coverage"]) == 14


@pytest.mark.check
def test_the_draft_is_taken_away_as_each_kind_of_file(
    server: Server, organiser: Organiser, programme: tuple[str, dict[str, str]]
) -> None:
    base = f"/programmes/{programme[0]}/strategy"
    organiser.posts(f"{base}/statements", {"text": TEXT, "ideas": [programme[1]["r0"]]}, 201)
    for kind, mark in (("docx", b"PK"), ("md", b"# Strategy draft"), ("json", b"{"), ("csv", b"quote,")):
        answer: httpx.Response = organiser.http.get(f"{base}/export", params={"format": kind}, timeout=60)
        assert answer.status_code == 200, answer.text
        assert answer.content.startswith(mark)
        assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert organiser.http.get(f"{base}/export", params={"format": "exe"}).status_code == 422
    assert organiser.http.get("/programmes/nowhere/strategy/export").status_code == 404
    assert organiser.gets("/schema/strategy-draft.json")["title"] == "Strategy draft"


def test_nobody_else_sees_or_changes_the_draft(server: Server, programme: tuple[str, dict[str, str]]) -> None:
    stranger, home = Browser(server), f"/programmes/{programme[0]}/strategy"
    for path in ("", "/statements/new", "/sections", "/framework", "/challenge", "/download"):
        assert stranger.http.get(f"{home}{path}").status_code == 303, path
    for path in ("/statements/new", "/sections", "/framework", "/challenge"):
        assert stranger.http.post(f"{home}{path}", data={"text": "x"}).status_code == 401, path


def test_a_form_that_is_sent_twice_makes_one_statement_and_one_section(
    signed_in: Browser, organiser: Organiser, programme: tuple[str, dict[str, str]]
) -> None:
    home = f"/programmes/{programme[0]}/strategy"
    once = re.search(r'name="once" value="([^"]+)"', signed_in.reads(f"{home}/statements/new"))
    assert once
    first = written(signed_in, programme[0], once=once[1])
    assert written(signed_in, programme[0], once=once[1]) == first
    assert written(signed_in, programme[0], once=once[1], text="Other words, after going back") != first
    assert written(signed_in, programme[0]) != first
    for _ in range(2):
        signed_in.sends(f"{home}/sections", title="People first", once="one form")
    draft = organiser.gets(home)
    assert len(draft["statements"]) == 3
    assert [section["title"] for section in draft["sections"]] == ["People first"]
