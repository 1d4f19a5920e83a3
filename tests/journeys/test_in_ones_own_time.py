"""A6 and A15: nobody is hurried, nobody is asked twice, and coming in is no puzzle."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.people import Organiser, Workshop
from tests.serving import Server, serving

from .browser import PHONE, Guest

pytestmark = pytest.mark.check

TWENTY_HOURS = 20 * 3600


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("time") / "data") as running:
        yield running


@pytest.fixture
def organiser(server: Server) -> Iterator[Organiser]:
    with Organiser(server) as host:
        yield host


def in_the_room(browser: Browser, server: Server, workshop: Workshop) -> Guest:
    guest = Guest(browser, PHONE, base=server.url)
    guest.page.goto(workshop.links["join"])
    guest.page.locator("input[value=ahp]").check(force=True)
    guest.page.get_by_label("Your profession").select_option(index=2)
    guest.page.get_by_role("button", name="Join the workshop").click()
    guest.page.wait_for_selector("html.live")
    return guest


def leaves(organiser: Organiser, workshop: Workshop, seconds: float) -> None:
    """Moves the end of the step that is open to so many seconds from now."""
    closes = workshop.shown()["stages"][0]["closes_at"]
    now = time.time()
    left = 0.0 if closes is None else _at(closes) - now
    organiser.posts(f"/stages/{workshop.stages[0]}/extend", {"seconds": round(seconds - left)})


def _at(text: str) -> float:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def says(page: Page, words: str) -> None:
    expect(page.locator("#status")).to_have_text(words, timeout=10_000)


def test_a_step_without_minutes_never_closes_by_itself(organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    assert workshop.shown()["stages"][0]["closes_at"] is None


def test_the_last_minute_is_told_and_more_time_and_a_stopped_clock_too(
    browser: Browser, server: Server, organiser: Organiser
) -> None:
    workshop = organiser.workshop("vote")
    guest = in_the_room(browser, server, workshop)
    page, name = guest.page, guest.page.locator(".topbar .name > span")
    title = name.inner_text()
    leaves(organiser, workshop, 63)
    expect(name).to_have_text("Less than a minute left", timeout=10_000)
    says(page, "One minute left")
    leaves(organiser, workshop, 120)
    says(page, "You have more time")
    expect(name).to_have_text(title)
    leaves(organiser, workshop, 33)
    expect(name).to_have_text("Less than a minute left")
    says(page, "30 seconds left")
    organiser.posts(f"/stages/{workshop.stages[0]}/pause")
    says(page, "The clock has stopped")
    expect(name).to_have_text(title)
    guest.calm("last minute")


def test_half_typed_words_are_still_there_after_the_close(
    browser: Browser, server: Server, organiser: Organiser
) -> None:
    workshop = organiser.workshop("discuss")
    guest = in_the_room(browser, server, workshop)
    guest.page.locator("#discuss a[href^='#talk-']").first.click()
    field = guest.page.locator("[data-draft]:visible")
    field.fill("What I was about to say")
    workshop.turn("close")
    expect(guest.page.locator("#closed")).to_be_attached()
    workshop.turn("reopen")
    expect(guest.page.locator("#discuss")).to_be_attached()
    guest.page.reload()
    guest.page.wait_for_selector("html.live")
    guest.page.locator("#discuss a[href^='#talk-']").first.click()
    expect(field).to_have_value("What I was about to say")


def test_people_stay_in_for_a_day_and_are_asked_once(browser: Browser, server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote", "rank")
    guest = in_the_room(browser, server, workshop)
    kept = [cookie for cookie in guest.context.cookies() if cookie["httpOnly"]]
    assert kept
    assert all(cookie["expires"] - time.time() > TWENTY_HOURS for cookie in kept)
    workshop.turn("close")
    workshop.turn("open", 1)
    expect(guest.page.locator("#rank")).to_be_visible()
    guest.page.goto(workshop.links["join"])
    guest.page.wait_for_selector("html.live")
    expect(guest.page.get_by_text("Podiatrist")).to_have_count(0)
    expect(guest.page.locator("#rank")).to_be_visible()
    assert not guest.page.get_by_label("Your profession").is_visible()


def test_coming_in_takes_a_password_from_anywhere_and_no_puzzle(browser: Browser, server: Server) -> None:
    guest = Guest(browser, PHONE, base=server.url)
    guest.page.goto("/sign-in")
    email, password = guest.page.get_by_label("Email"), guest.page.locator("input[type=password]")
    assert (email.get_attribute("autocomplete") or "").endswith(("username", "email"))
    assert password.get_attribute("autocomplete") == "current-password"
    password.evaluate(
        "field => { const paste = new DataTransfer(); paste.setData('text/plain', 'pasted');"
        "window.taken = field.dispatchEvent(new ClipboardEvent('paste', {clipboardData: paste, cancelable: true})) }"
    )
    assert guest.page.evaluate("window.taken"), "a paste is not stopped"
    for address in ("/", "/sign-in", "/receipt"):
        guest.page.goto(address)
        assert not re.search(r"captcha|puzzle|robot", guest.page.content(), re.IGNORECASE), address
        assert guest.page.locator("iframe, canvas").count() == 0
    guest.calm("coming in")


def test_help_lies_in_the_same_place(browser: Browser, server: Server, organiser: Organiser) -> None:
    """How answers are used, and with it how to have them removed, stands at the foot of what a newcomer reads."""
    workshop = organiser.workshop("vote")
    guest = Guest(browser, PHONE, base=server.url)
    for address in ("/", workshop.links["join"]):
        guest.page.goto(address)
        links = guest.page.locator("main a:visible, main ~ * a:visible").all_inner_texts()
        assert "How we use your answers" in links[-2:], (address, links)
