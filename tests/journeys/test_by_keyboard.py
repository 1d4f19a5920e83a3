"""All three audiences without a pointer: a participant from the code to the thanks, a host from the lobby to the end,
an organiser to the files. Whatever has the focus is in sight, uncovered and ringed, and no page holds it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.people import Organiser, Workshop
from tests.serving import Server

from .browser import Guest
from .keys import Keys
from .people import Host, Phone

pytestmark = pytest.mark.check

STEPS = ("vote", "dots", "rate", "rank", "discuss", "gather")


@pytest.fixture
def phone(browser: Browser, server: Server) -> Phone:
    return Phone.picked_up(browser, server.url)


def joined_by_keys(phone: Phone, workshop: Workshop) -> Keys:
    page, keys = phone.page, Keys(phone.page)
    page.goto("/")
    keys.to("input[name=code]")
    keys.type(workshop.code)
    keys.press("Enter")
    expect(page.get_by_role("heading", name="I’m here as…")).to_be_visible()
    keys.to("input[name=community]")
    keys.press("Space", "ArrowDown")
    expect(page.locator("input[value=ahp]")).to_be_checked()
    keys.to("select[name=profession]")
    keys.type("Paramedics")
    keys.activates("button[type=submit]")
    page.wait_for_selector("html.live")
    return keys


def test_a_participant_goes_from_the_code_to_the_thanks_by_keyboard(phone: Phone, organiser: Organiser) -> None:
    workshop = organiser.workshop(*STEPS, ideas=3)
    keys, page = joined_by_keys(phone, workshop), phone.page
    expect(page.locator("#vote")).to_be_visible()
    for _ in range(3):
        keys.to("[data-for]:not([hidden]) input[type=radio]")
        keys.press("Space")
        expect(page.locator("#status")).to_contain_text("Saved")
        keys.activates("button[data-next]")
    keys.activates("[data-again]")
    keys.to("[data-for]:not([hidden]) input[type=radio]")
    keys.press("ArrowDown")  # the first answer is changed
    expect(page.locator("#status")).to_contain_text("Saved")
    assert keys.whole_round()
    turned(workshop, 1)
    expect(page.locator("#dots")).to_be_visible()
    for _ in range(2):
        keys.activates("button[name=more]:not([aria-disabled])", "Space")
    turned(workshop, 2)
    expect(page.locator("#rate")).to_be_visible()
    keys.to("[data-for]:not([hidden]) input[type=radio]")
    keys.press("Space", "ArrowRight")
    turned(workshop, 3)
    expect(page.locator("#rank")).to_be_visible()
    for _ in range(3):
        keys.activates("button[name=add]:not([disabled])")
    keys.activates("button[name=up]:not([disabled])")
    assert keys.whole_round()
    turned(workshop, 4)
    expect(page.locator("#discuss")).to_be_visible()
    keys.activates("#discuss a[href^='#talk-']")
    keys.to(".talk:target input[name=text]")
    keys.type("The rail was loose for a year")
    keys.press("Enter")
    expect(page.locator(".talk:target .status")).to_have_text("Waiting for the host")
    turned(workshop, 5)
    expect(page.locator("#gather")).to_be_visible()
    keys.to("#gather textarea, #gather input[name=text]")
    keys.type("A bench on the hill")
    keys.activates("#gather button[type=submit]")
    expect(page.locator("#status")).to_contain_text("Saved")
    workshop.turn("close", 5)
    organiser.posts(f"/sessions/{workshop.id}/finish")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    keys.activates("a[href$='/remove']")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert keys.whole_round()
    tally = workshop.outcomes()["stages"][0]["ideas"]
    assert sum(idea["communities"]["ahp"]["answered"] for idea in tally) == 3
    phone.calm("a participant at the keyboard")


def turned(workshop: Workshop, to: int) -> None:
    workshop.turn("close", to - 1)
    workshop.turn("open", to)


def test_a_host_runs_a_workshop_and_an_organiser_takes_it_away_by_keyboard(
    browser: Browser, server: Server, organiser: Organiser
) -> None:
    workshop = organiser.workshop("vote", "discuss", opened=False)
    host = Host.signed_in(browser, server)
    host.session = workshop.id
    host.opens_the_console()
    page, keys = host.page, Keys(host.page)
    page.wait_for_selector("#line[data-connected]")
    assert keys.whole_round()
    _steps(host, keys, "Open the first step")
    keys.to("#board-bigger")
    keys.press("Space")
    expect(page.locator("#board-bigger")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("document.activeElement.id") == "board-bigger"
    _steps(host, keys, "Close voting", asks="Close")
    _steps(host, keys, "Reveal results")
    _steps(host, keys, "Next")
    _steps(host, keys, "Finish", asks="Finish")
    keys.activates("a#step")
    expect(page.get_by_role("heading", level=1)).to_contain_text("What we heard")
    assert keys.whole_round()
    keys.activates("button[name=format][value=csv]")
    expect(page.get_by_role("link", name=re.compile("Download|Save|Take", re.I)).first).to_be_visible(timeout=60_000)
    keys.stands()
    host.calm("a host at the keyboard")


def _steps(host: Host, keys: Keys, words: str, asks: str = "") -> None:
    """Presses the big step from the keyboard, and answers what it may ask."""
    page = host.page
    expect(page.locator("#step")).to_contain_text(words)
    page.wait_for_timeout(900)
    before = page.locator("[data-steady]").get_attribute("data-steady") or ""
    keys.activates("#step")
    page.wait_for_timeout(400)
    if asks and page.locator("#ask dialog").is_visible():
        assert page.evaluate("document.getElementById('ask').contains(document.activeElement)")
        keys.to("#ask button")
        page.locator("#ask").get_by_role("button", name=asks).first.press("Enter")
    expect(page.locator(f"[data-steady='{before}']")).to_have_count(0)
    assert page.evaluate("document.activeElement !== document.body"), f"after “{words}” the focus is nowhere"


def test_no_page_of_the_desk_holds_the_focus(browser: Browser, server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    host = Host.signed_in(browser, server)
    keys = Keys(host.page)
    programme = workshop.programme
    for path in (
        "/programmes", f"/programmes/{programme}", f"/programmes/{programme}/ideas", f"/sessions/{workshop.id}/plan",
        f"/sessions/{workshop.id}/paper", f"/programmes/{programme}/strategy", f"/programmes/{programme}/shape",
    ):  # fmt: skip
        host.page.goto(path)
        assert keys.whole_round(), path


@pytest.mark.parametrize("height", [900, 380], ids=["whole", "short"])
def test_the_bars_of_a_phone_cover_no_focus_however_low_its_screen(
    browser: Browser, server: Server, organiser: Organiser, height: int
) -> None:
    """A keyboard that is open, or a page at 400 %, leaves few lines between the bars."""
    workshop = organiser.workshop("vote", "rank", ideas=10)
    phone = Guest(browser, {"width": 320, "height": height}, base=server.url, touch=True)
    keys = Keys(phone.page)
    phone.page.goto(workshop.links["join"])
    phone.page.locator("input[value=citizen]").check(force=True)
    phone.page.get_by_role("button", name="Join the workshop").click()
    phone.page.wait_for_selector("html.live")
    assert len(keys.whole_round()) > 4
    turned(workshop, 1)
    expect(phone.page.locator("#rank")).to_be_visible()
    assert len(keys.whole_round()) > 10
