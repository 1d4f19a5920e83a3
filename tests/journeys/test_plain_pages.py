"""The same workshop without JavaScript, and on an address without encryption: plain forms, plain http."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.serving import Server, serving

from .browser import PROJECTOR, Guest
from .people import IDEAS, Host, Phone


@pytest.mark.check
def test_a_workshop_without_javascript(tmp_path: Path, browser: Browser) -> None:
    with serving(tmp_path / "data") as server:
        host = Host.signed_in(browser, server, scripts=False)
        host.plans_a_workshop("Plain and simple")
        host.opens_the_console()
        host.learns_the_code(server)
        phone = Phone.picked_up(browser, server.url, scripts=False)
        phone.joins(host.code, "A citizen")
        board = Guest(browser, PROJECTOR, scripts=False, base=server.url)
        _steps(host, "Start the workshop", "Open the first step", "Next")
        board.page.goto(f"/sessions/{host.session}/board")
        expect(board.page.get_by_text("Voting is open")).to_be_visible()
        assert board.page.locator("noscript meta[http-equiv=refresh]").count() or "refresh" in board.page.content()
        _votes_in_one_form(phone)
        _says_something(phone)
        _close_and_reveal(host)
        phone.page.reload()
        expect(phone.page.get_by_role("heading", name=re.compile("common ground|few", re.I)).first).to_be_visible()
        phone.no_sideways_scrolling("results without JavaScript")
        _steps(host, "Next", "Next", "Next")
        _ranks_with_buttons(phone)
        _close_and_reveal(host)
        _steps(host, "Next", "Next", "Finish the workshop")
        host.page.get_by_role("button", name=re.compile("Finish")).first.click()
        phone.page.goto(f"/sessions/{host.session}")
        expect(phone.page.get_by_role("heading", name="Thank you")).to_be_visible()
        host.page.goto(f"/sessions/{host.session}/outcomes")
        expect(host.page.get_by_text(IDEAS[0]).first).to_be_visible()
        _takes_everything_back(phone)


@pytest.mark.check
def test_a_vote_is_kept_on_an_address_that_browsers_do_not_call_secure(tmp_path: Path, browser: Browser) -> None:
    """A hall without internet has no certificate: nothing may need what plain http withholds."""
    with in_a_hall(tmp_path / "data") as (server, base):
        host = Host.signed_in(browser, server, base=base)
        host.plans_a_workshop("In the hall")
        host.opens_the_console()
        host.learns_the_code(server)
        for words in ("Start the workshop", "Open the first step", "Next"):
            host.presses(words)
        phone = Phone.picked_up(browser, base)
        phone.joins(host.code, "A citizen")
        assert phone.page.evaluate("window.isSecureContext") is False
        phone.votes("Agree")
        expect(host.page.locator("#console")).to_contain_text("0 of 1 finished, 1 part way")
        server.kill9()
        phone.goes_on()
        shown = phone.page.locator("[data-answers]:visible").first
        shown.locator("label.answer").filter(has_text="Disagree").click()
        expect(phone.page.get_by_text("Kept on this phone").locator("visible=true").first).to_be_visible(timeout=8_000)
        server.start()
        expect(phone.page.locator("#status")).to_contain_text(re.compile("Saved|connected again"), timeout=20_000)
        expect(phone.page.get_by_text("Kept on this phone").locator("visible=true")).to_have_count(0)
        phone.page.reload()
        expect(phone.page.locator("input[type=radio]:checked")).to_have_count(2)


@contextmanager
def in_a_hall(data: Path) -> Iterator[tuple[Server, str]]:
    """A server, and the address that phones in the hall know it by."""
    with serving(data) as server:
        yield server, f"http://hall.example:{server.port}"


def _steps(host: Host, *words: str) -> None:
    for one in words:
        expect(host.step).to_contain_text(one)
        host.step.click()
        host.page.wait_for_load_state()


def _close_and_reveal(host: Host) -> None:
    """Without scripts a question, if one is asked, is a page of its own."""
    expect(host.step).to_contain_text("Close")
    host.step.click()
    host.page.wait_for_load_state()
    if "Reveal" not in host.page.locator("main").inner_text():
        host.page.get_by_role("button", name=re.compile("Close")).first.click()
    expect(host.step).to_contain_text("Reveal")
    host.step.click()
    host.page.wait_for_load_state()


def _votes_in_one_form(phone: Phone) -> None:
    page = phone.page
    page.goto(page.url)
    phone.no_sideways_scrolling("voting without JavaScript")
    for n in range(len(IDEAS)):
        page.locator("section.card").nth(n).locator("label.answer").filter(has_text="Agree").first.click()
    page.get_by_role("button", name="Save my answers").click()
    expect(page.locator("input[type=radio]:checked")).to_have_count(len(IDEAS))


def _says_something(phone: Phone) -> None:
    page = phone.page
    page.get_by_role("link", name="Add a comment").first.click()
    page.locator("input[name=text]:visible").first.fill("Said without a script")
    page.get_by_role("button", name="Send").locator("visible=true").first.click()
    page.goto(page.url.split("#")[0])
    assert "Said without a script" in page.content()


def _ranks_with_buttons(phone: Phone) -> None:
    page = phone.page
    page.goto(page.url.split("#")[0].split("?")[0])
    for _ in range(2):
        page.get_by_role("button", name=re.compile("^Add")).first.click()
        page.wait_for_load_state()
    page.get_by_role("button", name=re.compile("up", re.I)).last.click()
    page.wait_for_load_state()
    expect(page.locator(".ranklist > li")).to_have_count(2)
    page.get_by_role("button", name=re.compile("Send my")).click()


def _takes_everything_back(phone: Phone) -> None:
    page = phone.page
    page.get_by_role("link", name="Remove my answers").click()
    page.get_by_role("button", name=re.compile("Remove|Yes")).first.click()
    page.wait_for_load_state()
    assert "Said without a script" not in page.content()
