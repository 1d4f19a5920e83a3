"""While a large file is read the page says so, and no longer once one comes back to it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.people import Organiser
from tests.serving import Server
from tests.web.signing import SigningIn, a_link


@pytest.mark.check
@pytest.mark.parametrize("page_of", ["ideas/import", "contributions/import"])
def test_reading_a_file_is_told_while_it_lasts(
    server: Server, organiser: Organiser, chromium: Browser, page_of: str
) -> None:
    programme, _ = organiser.programme({})
    browser = SigningIn(server)
    browser.sends(a_link(server, "busy@northdales.example"))
    context = chromium.new_context(base_url=server.url)
    context.add_cookies([{"name": "cg_signed_in", "value": browser.cookie, "url": server.url}])
    page = context.new_page()
    page.goto(f"/programmes/{programme}/{page_of}")
    page.evaluate("addEventListener('submit', (event) => event.preventDefault())")
    page.locator("#file").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": b"text\nA bus\n"})
    page.get_by_role("button", name="Look at this file").click()
    expect(page.get_by_role("button", name="Reading")).to_have_attribute("aria-busy", "true")
    told = page.get_by_role("progressbar", name="Reading the file")
    expect(told).to_be_visible()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.get_by_role("button", name="Look at this file")).not_to_have_attribute("aria-busy", "true")
    expect(told).to_be_hidden()
    context.close()
    browser.http.close()
