"""The phone journey as somebody hears it who does not see it. What is kept in heard.txt reads well from top to bottom;
a change to a screen that changes what is heard has to be read again before it is kept.

COMMON_GROUND_KEEP_HEARD=1 writes the file anew.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.people import Organiser
from tests.serving import Server

from .browser import PHONE, Guest
from .hearing import heard
from .people import act, crowd

KEPT = Path(__file__).with_name("heard.txt")


@pytest.mark.check
def test_the_phone_journey_is_heard_as_it_was_read(browser: Browser, server: Server, organiser: Organiser) -> None:
    vote = {"kind": "vote", "title": "Vote on the ideas", "settings": {"shuffle": False}}
    workshop = organiser.workshop(vote, {"kind": "rank", "settings": {"places": 2}}, "discuss", ideas=3)
    others = crowd(server, workshop.code, citizens=6, ahps=6)
    guest = Guest(browser, PHONE, base=server.url)
    page, told = guest.page, []

    def note(where: str) -> None:
        page.wait_for_timeout(300)
        told.extend(["", f"== {where}", *heard(page)])

    page.goto("/")
    note("The first page")
    page.get_by_label("Code").fill(workshop.code)
    page.get_by_role("button", name="Go in").click()
    expect(page.get_by_role("heading", name="I’m here as…")).to_be_visible()
    note("Who I am")
    page.locator("input[value=citizen]").check(force=True)
    page.get_by_role("button", name="Join the workshop").click()
    page.wait_for_selector("html.live")
    note("The first idea")
    page.locator("[data-for]:not([hidden]) input[value=agree]").check(force=True)
    expect(page.locator("#status")).to_have_text("Saved")
    note("The first idea, answered")
    for _ in range(3):
        page.locator("button[data-next]").click()
    note("Nothing left to answer")
    for person in others:
        votes = [workshop.vote(ref, "agree") for ref in workshop.ideas]
        act(server, person["token"], votes)
    workshop.turn("close")
    expect(page.locator("#closed")).to_be_visible()
    note("Closed")
    workshop.turn("reveal")
    expect(page.locator("#results")).to_be_visible()
    note("Results")
    workshop.turn("open", 1)
    expect(page.locator("#rank")).to_be_visible()
    page.locator(".rankrest button").first.click()
    page.locator(".rankrest button").first.click()
    note("Putting in order")
    workshop.turn("close", 1)
    workshop.turn("open", 2)
    expect(page.locator("#discuss")).to_be_visible()
    page.locator("#discuss a[href^='#talk-']").first.click()
    note("Talking about an idea")
    workshop.turn("close", 2)
    organiser.posts(f"/sessions/{workshop.id}/finish")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    note("The end")
    _compare(told)
    guest.calm("heard")


def _compare(told: list[str]) -> None:
    text = "\n".join(told).strip() + "\n"
    if os.environ.get("COMMON_GROUND_KEEP_HEARD"):
        KEPT.write_text(text, "utf-8")
    assert text == KEPT.read_text("utf-8")
