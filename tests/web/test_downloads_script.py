"""A file on its way, in a real browser: the page hands it over by itself, and axe finds nothing in its states."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.browser import AXE, DESK
from tests.people import Organiser
from tests.serving import Server
from tests.web.test_downloads import turn_taken


@pytest.mark.check
def test_the_page_hands_the_file_over_by_itself(server: Server, organiser: Organiser, chromium: Browser) -> None:
    workshop = organiser.workshop("vote")
    context = chromium.new_context(
        base_url=server.url, viewport={"width": DESK["width"], "height": DESK["height"]},
        extra_http_headers={"Authorization": f"Bearer {server.token}"},
    )  # fmt: skip
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.goto(f"/sessions/{workshop.id}/outcomes")
    with page.expect_download(timeout=60_000) as download, turn_taken(server):
        page.get_by_role("button", name="Workbook (XLSX)").click()
        page.get_by_text("It waits for its turn").wait_for()
        assert complaints(page) == []
    assert download.value.suggested_filename == f"outcome-{workshop.id}-xlsx.xlsx"
    page.get_by_text("Your file is ready").wait_for()
    assert complaints(page) == []
    assert errors == []
    context.close()


def complaints(page: Page) -> list[str]:
    page.evaluate(AXE.read_text("utf-8") + ";0")
    found: dict[str, Any] = page.evaluate("axe.run()")
    return [violation["id"] for violation in found["violations"]]
