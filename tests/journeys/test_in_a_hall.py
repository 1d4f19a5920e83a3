"""A hall without internet: served by one option, joined at the laptop's own address, on plain http."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.test_hall import in_a_hall

from .browser import chromium
from .people import Host, Phone

NOT_OVER_PLAIN_HTTP = "Cross-Origin-Opener-Policy header has been ignored"
"""A browser says this of plain http; nothing depends on that header."""


@pytest.mark.check
def test_a_hall_joins_by_the_address_on_the_poster(tmp_path: Path) -> None:
    """Under a name that browsers do not take for this very machine, and so trust no more than any plain http."""
    known = "http://hall.example:{port}"
    with in_a_hall(tmp_path / "data", base_url=known) as server, chromium() as browser:
        address = known.format(port=server.port)
        host = Host.signed_in(browser, server, base=address)
        host.plans_a_workshop("Without internet")
        host.page.goto(f"/sessions/{host.session}/poster")
        expect(host.page.get_by_text(f"hall.example:{server.port}").first).to_be_visible()
        host.opens_the_console()
        host.learns_the_code(server)
        for words in ("Start the workshop", "Open the first step", "Next"):
            host.presses(words)
        phone = Phone.picked_up(browser, address)
        phone.joins(host.code, "A citizen")
        assert phone.page.evaluate("window.isSecureContext") is False
        phone.votes("Agree")
        phone.page.reload()
        expect(phone.page.locator("input[type=radio]:checked")).to_have_count(1)
        expect(host.page.locator("#console")).to_contain_text("0 of 1 finished, 1 part way")
        for guest in (host, phone):
            assert [error for error in guest.errors if NOT_OVER_PLAIN_HTTP not in error] == []
