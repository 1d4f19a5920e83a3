"""A host rehearses the evening before: one press, a room of simulated people, and not a trace of it afterwards."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.serving import serving

from .browser import chromium
from .people import Host, Phone

SIMULATED = 12
pytestmark = pytest.mark.check


def test_a_host_rehearses_with_simulated_people_and_leaves_no_trace(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as server, chromium() as browser:
        host = Host.signed_in(browser, server)
        host.plans_a_workshop("Tomorrow's workshop")
        real, page = host.session, host.page
        page.goto(f"/sessions/{real}/rehearsal")
        host.accessible("the rehearsal's page")
        host.picture("organiser-rehearsal")
        page.get_by_label("How many simulated people").fill(str(SIMULATED))
        page.get_by_role("button", name="Start the rehearsal").click()
        expect(page.get_by_role("heading", name=re.compile("Rehearsal: Tomorrow"))).to_be_visible()
        host.session = page.url.split("/sessions/")[1].split("/")[0]
        assert host.session != real
        for words in ("Start the workshop", "Open the first step", "Next"):
            host.presses(words)
        expect(page.locator("#console")).to_contain_text(re.compile(r"[1-9] of \d+ finished"), timeout=90_000)
        host.learns_the_code(server)
        phone = Phone.picked_up(browser, server.url)
        phone.joins(host.code, "A citizen")
        expect(phone.page.get_by_text("Rehearsal: Tomorrow").first).to_be_visible()
        page.goto(f"/sessions/{real}/rehearsal")
        expect(page.get_by_text("A rehearsal is under way")).to_be_visible()
        host.accessible("a rehearsal under way")
        page.get_by_role("button", name="End the rehearsal").click()
        expect(page.get_by_role("heading", name="Tomorrow's workshop")).to_be_visible()
        page.goto(f"/sessions/{real}/console")
        expect(page.locator("#step")).to_contain_text("Start the workshop")
        expect(page.locator("#console")).not_to_contain_text("Rehearsal")
        phone.page.goto(f"/join/{host.code}")
        expect(phone.page.get_by_text("We do not know this code.")).to_be_visible()
        page.goto("/programmes")
        host.calm("the rehearsal")
