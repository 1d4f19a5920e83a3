"""Shaky hands: ten ideas are ordered and dots shared out by taps that do not move, one tap a step, and what is stored
is what the keyboard stores."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.people import Organiser, Workshop
from tests.serving import Server

from .browser import Guest

pytestmark = pytest.mark.check

SIZES = {"an ordinary phone": (390, 844), "400 per cent": (320, 256)}


def joins(browser: Browser, server: Server, workshop: Workshop, size: tuple[int, int]) -> Page:
    guest = Guest(browser, {"width": size[0], "height": size[1]}, base=server.url, touch=True)
    guest.page.goto(workshop.links["join"])
    guest.page.locator("label:has(input[value=citizen])").tap()
    guest.page.get_by_role("button", name="Join the workshop").tap()
    guest.page.wait_for_selector("html.live")
    return guest.page


def add_all(page: Page, press: str) -> None:
    for _ in range(10):
        button = page.locator(".rankrest button[name=add]").first
        button.tap() if press == "tap" else button.press("Enter")


def up(row: Locator, press: str) -> None:
    button = row.locator("button[name=up]")
    button.tap() if press == "tap" else button.press("Enter")


@pytest.mark.parametrize("size", SIZES.values(), ids=list(SIZES))
def test_ten_ideas_are_ordered_by_single_taps_as_by_the_keyboard(
    browser: Browser, server: Server, organiser: Organiser, size: tuple[int, int]
) -> None:
    workshop = organiser.workshop({"kind": "rank", "settings": {"places": 10}}, ideas=10)
    orders = []
    for press in ("tap", "key"):
        page = joins(browser, server, workshop, size)
        add_all(page, press)
        expect(page.locator(".rankrow")).to_have_count(10)
        last = page.locator(".rankrow").nth(9).get_attribute("data-idea")
        for taps in range(1, 10):
            up(page.locator(f".rankrow[data-idea='{last}']"), press)
            expect(page.locator(".rankrow").nth(9 - taps)).to_have_attribute("data-idea", last or "")
        expect(page.locator("#status")).to_contain_text("Saved", timeout=5000)
        orders.append([row.get_attribute("data-idea") for row in page.locator(".rankrow").all()])
        assert len(set(orders[-1])) == 10
        page.context.close()
    assert orders[0] == orders[1]
    places = workshop.outcomes()["stages"][0]
    assert places["ballots"]["citizen"] == 2


def test_dots_are_shared_out_and_taken_back_by_single_taps(
    browser: Browser, server: Server, organiser: Organiser
) -> None:
    workshop = organiser.workshop({"kind": "dots", "settings": {"budget": 5}}, ideas=3)
    page = joins(browser, server, workshop, SIZES["400 per cent"])
    row = page.locator(".dots-row").first
    for count in range(1, 6):
        row.locator("button[name=more]").tap()
        expect(row.locator("output")).to_have_text(str(count))
    row.locator("button[name=more]").tap(force=True)  # it rests, and says why
    expect(page.locator("#status")).to_contain_text("You have no dots left")
    for count in (4, 3):
        row.locator("button[name=less]").tap()
        expect(row.locator("output")).to_have_text(str(count))
    expect(page.locator("#status")).to_contain_text("Saved")
    page.context.close()
