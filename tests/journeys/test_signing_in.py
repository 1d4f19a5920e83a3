"""From a first link to a password and a code, in a real browser, on a phone and at a desk."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.serving import Server
from tests.web.signing import PASSWORD, App, a_link

from .browser import DESK, PHONE, Guest

EXPECTED = "401"
"""What a browser says of a wrong password, in its own words."""


@pytest.mark.check
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_an_organiser_sets_up_an_account_and_comes_back(browser: Browser, server: Server, size: dict[str, int]) -> None:
    email = f"organiser{size['width']}@northdales.example"
    guest = Guest(browser, size, base=server.url)
    page = guest.page

    def looks_right(where: str) -> None:
        guest.accessible(where)
        guest.no_sideways_scrolling(where)

    page.goto(a_link(server, email))
    looks_right("the link")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name=f"Sign in as {email}").click()
    expect(page.get_by_role("heading", name="Add a second step")).to_be_visible()
    looks_right("the second step")
    app = App(page.content())
    page.get_by_label("2. Type the six digits it shows").fill(app.code())
    page.get_by_role("button", name="Add this step").click()
    expect(page.get_by_role("heading", name="Keep these codes")).to_be_visible()
    looks_right("recovery codes")
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("link", name="Your account").click()
    looks_right("the account")
    expect(page.get_by_text("Chrome on Linux")).to_be_visible()
    page.get_by_role("button", name="Sign out", exact=True).click()
    looks_right("signing in")
    page.get_by_label("Email").fill(email)
    shown = page.get_by_label("Password", exact=True)
    shown.fill("not the password")
    page.get_by_role("button", name="Show the password").click()
    expect(shown).to_have_attribute("type", "text")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("You can try 9 more times.")).to_be_visible()
    looks_right("a wrong password")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Enter your code")).to_be_visible()
    looks_right("the code")
    page.get_by_label("Code").fill(app.code(1))
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Programmes")).to_be_visible()
    guest.errors = [error for error in guest.errors if EXPECTED not in error]
    guest.calm("signing in")
    guest.leave()
