"""What a page says by itself: at once what matters to this person, nothing unasked, and the focus stays."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.people import Organiser, Workshop
from tests.serving import Server

from .browser import PHONE, PROJECTOR, Guest
from .people import act, crowd

pytestmark = pytest.mark.check

AT_ONCE = 1000
"""Milliseconds from the server's yes to the words."""
LISTENS = """
  window.said = [];
  const listen = () => {
    const watch = new MutationObserver((changes) => {
      for (const {target} of changes) {
        const at = target.nodeType === 1 ? target : target.parentElement;
        const region = at?.closest('[role=status], [role=alert], [aria-live]');
        const words = region?.textContent.trim();
        if (words && window.said.at(-1) !== words) window.said.push(words);
      }
    });
    watch.observe(document.body, {subtree: true, childList: true, characterData: true});
  };
  document.addEventListener('DOMContentLoaded', listen);
"""
ACKED = """
  const Real = window.WebSocket;
  window.WebSocket = class extends Real {
    constructor(...all) {
      super(...all);
      this.addEventListener('message', ({data}) => {
        if (String(data).includes('"ack"')) window.acked = performance.now();
      });
    }
  };
"""
FOCUS = "[document.activeElement.tagName, document.activeElement.name ?? '', document.activeElement.value ?? '']"


def joins(browser: Browser, server: Server, workshop: Workshop) -> Page:
    guest = Guest(browser, PHONE, base=server.url)
    guest.page.add_init_script(LISTENS)
    guest.page.add_init_script(ACKED)
    guest.page.goto(workshop.links["join"])
    guest.page.locator("input[value=citizen]").check(force=True)
    guest.page.get_by_role("button", name="Join the workshop").click()
    guest.page.wait_for_selector("html.live")
    return guest.page


def test_saved_is_spoken_within_a_second_of_the_servers_yes_and_the_focus_stays(
    browser: Browser, server: Server, organiser: Organiser
) -> None:
    workshop = organiser.workshop("vote")
    others = crowd(server, workshop.code, citizens=4, ahps=4)
    page = joins(browser, server, workshop)
    radio = page.locator("[data-for]:not([hidden]) input[value=agree]")
    radio.focus()
    before = page.evaluate(FOCUS)
    page.keyboard.press("Space")
    page.wait_for_function("() => window.acked && document.getElementById('status').textContent === 'Saved'")
    assert page.evaluate("performance.now() - window.acked") <= AT_ONCE
    assert page.evaluate(FOCUS) == before
    page.evaluate("window.said.length = 0")
    for person in others:
        act(server, person["token"], [workshop.vote(ref, "agree") for ref in workshop.ideas])
    organiser.posts(f"/sessions/{workshop.id}/board", {"bigger": True})
    page.wait_for_timeout(2500)
    assert page.evaluate(FOCUS) == before
    assert page.evaluate("window.said") == [], "a phone that nobody touches says nothing"


def test_a_new_step_is_announced_and_the_focus_goes_to_it(
    browser: Browser, server: Server, organiser: Organiser
) -> None:
    workshop = organiser.workshop("vote", {"kind": "rank", "title": "Put your three first"})
    page = joins(browser, server, workshop)
    page.locator("[data-for]:not([hidden]) input[value=agree]").focus()
    for deed, stage, heading in (("close", 0, "#closed"), ("reveal", 0, "#results"), ("open", 1, "#rank")):
        workshop.turn(deed, stage)
        expect(page.locator(heading)).to_be_visible()
        expect(page.locator("#status")).to_contain_text("Something new")
        assert page.evaluate("document.getElementById('stage').contains(document.activeElement)"), heading


def test_a_lost_line_and_a_refusal_are_spoken(browser: Browser, server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("discuss")
    page = joins(browser, server, workshop)
    page.locator("#discuss a[href^='#talk-']").first.click()
    organiser.posts(f"/sessions/{workshop.id}/doors", {"comments_paused": True})
    expect(page.locator("[data-paused]").first).to_be_attached()
    page.context.set_offline(True)
    expect(page.locator("#banner")).to_be_visible(timeout=15_000)
    assert any("signal" in words for words in page.evaluate("window.said"))
    page.context.set_offline(False)
    expect(page.locator("#status")).to_have_text("You’re connected again", timeout=20_000)


def test_a_busy_board_says_only_what_the_host_does(browser: Browser, server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote", {"kind": "discuss"})
    board = Guest(browser, PROJECTOR, base=server.url)
    board.page.add_init_script(LISTENS)
    board.page.goto(f"/sessions/{workshop.id}/board")
    board.page.wait_for_timeout(800)
    board.page.evaluate("window.said.length = 0")
    for _ in range(4):
        for person in crowd(server, workshop.code, citizens=2, ahps=2):
            act(server, person["token"], [workshop.vote(ref, "agree") for ref in workshop.ideas])
        board.page.wait_for_timeout(1100)
    expect(board.page.locator(".crowd")).to_contain_text("8 of 8 finished")
    assert board.page.evaluate("window.said") == []
    workshop.turn("close")
    expect(board.page.get_by_role("heading", name="Voting is closed")).to_be_visible()
    assert board.page.evaluate("window.said") == ["Voting is closed"]
