"""Telling a programme what matters on a phone: without JavaScript, and with the comfort that it adds."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Response, expect

from tests.people import Organiser
from tests.serving import Server, serving

from .browser import PHONE, SMALL_PHONE, Guest

WORDS = "My mum fell on the Friday. A visit in two days would have changed everything."
QUESTION = "What matters most when you need help?"
LIGHT = 60_000
"""Bytes that the page may weigh with all it loads, packed as the server sends them."""


@pytest.fixture(scope="module")
def listening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Organiser, str, str]]:
    """(server, organiser, programme, the page's address)"""
    with serving(tmp_path_factory.mktemp("listening") / "data") as server, Organiser(server) as organiser:
        programme = organiser.posts("/programmes", {"name": "Care closer to home"}, 201)["id"]
        wanted = {"title": "Tell us", "open": True, "equality": ["age"], "questions": [{"text": QUESTION}]}
        shown = organiser.http.put(f"/programmes/{programme}/listening", json=wanted).json()
        yield server, organiser, programme, "/listen/" + shown["link"].rpartition("/")[2]


@pytest.mark.check
@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
def test_a_citizen_tells_changes_and_takes_back(
    browser: Browser, listening: tuple[Server, Organiser, str, str], scripts: bool
) -> None:
    server, organiser, programme, at = listening
    phone = Guest(browser, PHONE, scripts=scripts, base=server.url)
    page = phone.page
    page.goto(at)
    phone.no_sideways_scrolling("the page")
    page.get_by_label(QUESTION).fill(WORDS)
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_text("Choose whether we may quote your words.").first).to_be_visible()
    expect(page.get_by_label(QUESTION)).to_have_value(WORDS)
    page.get_by_text("Yes, without my name").click()
    page.get_by_text("About you (you can skip this)").click()
    page.get_by_text("An allied health professional").click()
    page.get_by_label("Your profession").select_option("Paramedics")
    page.get_by_label("How old are you?").select_option("35 to 44")
    if scripts:
        phone.accessible("the page with all fields")
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    code = page.locator("#receipt").inner_text()
    assert re.fullmatch(r"[A-Z0-9]{4}(-[A-Z0-9]{4}){2}", code)
    page.reload()  # the same form once more
    assert page.locator("#receipt").inner_text() == code
    told = organiser.gets(f"/programmes/{programme}/contributions?state=waiting")["contributions"]
    assert [(one["text"], one["profession"]) for one in told] == [(WORDS, "Paramedics")]
    page.goto("/receipt")
    page.get_by_label("Receipt code").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Show my answers").click()
    expect(page.get_by_text(WORDS).first).to_be_visible()
    if scripts:
        phone.accessible("what was said")
    page.get_by_text("Change it").click()
    page.get_by_label("Your words").fill("A visit in one day")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("Your new words are saved.")).to_be_visible()
    page.get_by_role("button", name="Take this back").click()
    page.get_by_role("button", name="Take them back").click()
    expect(page.get_by_text("You took this back.")).to_be_visible()
    assert not organiser.gets(f"/programmes/{programme}/contributions?state=waiting")["contributions"]
    assert phone.context.cookies() == []
    phone.errors = [said for said in phone.errors if "422" not in said]
    phone.calm("listening")
    phone.leave()


@pytest.mark.check
def test_words_half_typed_stay_through_a_reload_and_go_once_they_are_sent(
    browser: Browser, listening: tuple[Server, Organiser, str, str]
) -> None:
    server, _, _, at = listening
    phone = Guest(browser, SMALL_PHONE, base=server.url)
    page = phone.page
    page.goto(at)
    phone.no_sideways_scrolling("320 px")
    page.get_by_label(QUESTION).type("Half a sent")
    page.reload()
    expect(page.get_by_label(QUESTION)).to_have_value("Half a sent")
    assert page.evaluate("Object.keys(localStorage)") == [f"cg:listening:{at.rpartition('/')[2]}"]
    page.get_by_text("No, only count my idea").click()
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0
    page.go_back()
    expect(page.get_by_label(QUESTION)).to_have_value("")
    phone.leave()


@pytest.mark.check
def test_the_page_is_light(browser: Browser, listening: tuple[Server, Organiser, str, str]) -> None:
    server, _, _, at = listening
    phone = Guest(browser, PHONE, base=server.url)
    weights: dict[str, int] = {}

    def weigh(response: Response) -> None:
        body = response.body()
        path = response.url.removeprefix(server.url)
        weights[path] = len(body) if path.endswith(".woff2") or path == at else len(gzip.compress(body, 9))

    phone.page.on("response", weigh)
    phone.page.goto(at, wait_until="networkidle")
    assert sum(weights.values()) < LIGHT, weights
    phone.leave()
