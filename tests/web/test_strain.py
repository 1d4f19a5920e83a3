"""What a host must know wherever they look: that the disk is nearly full, or that nothing can be saved."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from app.web import signs
from tests.people import Organiser
from tests.serving import Server
from tests.web.within import application


def test_the_console_asks_and_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with application(tmp_path / "data") as (app, _, organiser):
        workshop = organiser.workshop("vote")

        def told() -> str:
            asked = organiser.http.get(f"http://testserver{pulse}")
            warning: str = asked.json()["warning"]
            return warning

        pulse = f"/sessions/{workshop.id}/console/pulse"
        monkeypatch.setattr(signs, "free_share", lambda _: 0.11)
        assert told() == ""
        monkeypatch.setattr(signs, "free_share", lambda _: 0.09)
        assert told() == "disk"
        app.state.house.store.broken = True
        assert told() == "unsaved"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
        yield browser
        browser.close()


@pytest.mark.check
def test_the_console_says_it_once_and_takes_it_back(server: Server, organiser: Organiser, browser: Browser) -> None:
    workshop = organiser.workshop("vote")
    link = server.command("link", "--email", "host@example.org").strip().rpartition("/")[2]
    cookie = httpx.post(f"{server.url}/sign-in/{link}", trust_env=False).cookies["cg_signed_in"]
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies([{"name": "cg_signed_in", "value": cookie, "url": server.url}])
    page, warning = context.new_page(), {"now": "disk"}
    version = organiser.gets(f"/sessions/{workshop.id}")["version"]
    page.route(
        "**/console/pulse",
        lambda route: route.fulfill(
            body=json.dumps({"version": version, "warning": warning["now"]}), content_type="application/json"
        ),
    )
    page.goto(f"{server.url}/sessions/{workshop.id}/console")
    expect(page.locator("#strain")).to_contain_text("The disk of the server is nearly full")
    warning["now"] = "unsaved"
    expect(page.locator("#strain")).to_contain_text("We cannot save at the moment")
    warning["now"] = ""
    expect(page.locator("#strain")).to_be_hidden()
    context.close()
