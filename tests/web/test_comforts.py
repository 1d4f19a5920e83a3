"""Small comforts: screens that stay awake, a place on the home screen, links to pass on, and keys that are listed."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from app.web.bundles import STATIC
from tests.journeys.browser import DESK, PHONE
from tests.people import Organiser
from tests.serving import Server

AXE = (Path(__file__).resolve().parent.parent / "vendor/axe.min.js").read_text("utf-8")
LOCKS = """
  window.held = 0;
  const request = async () => {
    const lock = new EventTarget();
    window.held += 1;
    lock.release = () => { window.held -= 1; lock.dispatchEvent(new Event('release')); };
    return lock;
  };
  Object.defineProperty(navigator, 'wakeLock', {value: {request}});
"""
SHARES = """
  window.passed = [];
  navigator.share = async ({url}) => { window.passed.push(url); };
"""


def test_the_pages_can_stand_on_a_home_screen(server: Server) -> None:
    page = httpx.get(server.url, trust_env=False).text
    at = page.partition('<link rel="manifest" href="')[2].partition('"')[0]
    answer = httpx.get(server.url + at, trust_env=False)
    manifest = answer.json()
    assert answer.headers["content-type"] == "application/manifest+json"
    assert (manifest["start_url"], manifest["scope"]) == ("/", "/")
    assert {"name", "short_name", "display"} <= manifest.keys()
    for icon in manifest["icons"]:
        picture = (STATIC / icon["src"]).read_bytes()
        assert picture.startswith(b"\x89PNG")
        width, height = struct.unpack(">II", picture[16:24])
        assert icon["sizes"] == f"{width}x{height}"
    assert {icon["sizes"] for icon in manifest["icons"]} >= {"192x192", "512x512"}
    assert any(icon.get("purpose") == "maskable" for icon in manifest["icons"])


@pytest.mark.check
def test_a_phone_stays_awake_while_a_step_is_open_and_not_longer(
    chromium: Browser, server: Server, organiser: Organiser
) -> None:
    workshop = organiser.workshop("vote")
    context = chromium.new_context(viewport=_size(PHONE), base_url=server.url)
    asked = {"code": workshop.code, "community": "citizen"}
    device = httpx.post(f"{server.url}/api/v1/join", json=asked, trust_env=False).cookies["cg_device"]
    context.add_cookies([{"name": "cg_device", "value": device, "url": server.url}])
    page = context.new_page()
    page.add_init_script(LOCKS)
    page.goto(f"/sessions/{workshop.id}")
    page.wait_for_function("() => window.held === 1")
    workshop.turn("close")
    expect(page.locator("#closed")).to_be_visible()
    page.wait_for_function("() => window.held === 0")
    workshop.turn("reopen")
    expect(page.locator("#vote")).to_be_visible()
    page.wait_for_function("() => window.held === 1")
    context.close()


@pytest.fixture
def desk(chromium: Browser, server: Server) -> Iterator[Page]:
    context = chromium.new_context(
        viewport=_size(DESK), base_url=server.url, extra_http_headers={"Authorization": f"Bearer {server.token}"}
    )
    yield context.new_page()
    context.close()


@pytest.mark.check
def test_the_keys_of_a_page_are_a_press_away_and_can_be_switched_off(desk: Page, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    desk.goto(f"/sessions/{workshop.id}/paper")
    keys = desk.get_by_role("dialog", name="Keys on this page")
    desk.locator("#ballot input[type=radio]").first.focus()
    desk.keyboard.press("?")
    expect(keys).to_be_visible()
    assert _complaints(desk) == []
    desk.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    desk.get_by_role("button", name="Keys", exact=True).click()
    keys.get_by_label("Open this list with the ? key").uncheck()
    keys.get_by_role("button", name="Close this list").click()
    desk.reload()
    desk.locator("#ballot input[type=radio]").first.focus()
    desk.keyboard.press("?")
    expect(keys).to_be_hidden()
    desk.get_by_role("button", name="Keys", exact=True).click()
    expect(keys).to_be_visible()


@pytest.mark.check
@pytest.mark.parametrize("touch", [True, False], ids=["a tablet", "a laptop"])
def test_a_link_to_join_is_shared_by_touch_and_copied_by_mouse(
    chromium: Browser, server: Server, organiser: Organiser, touch: bool
) -> None:
    workshop = organiser.workshop("vote", opened=False)
    context = chromium.new_context(
        viewport=_size(DESK), base_url=server.url, has_touch=touch, is_mobile=touch,
        extra_http_headers={"Authorization": f"Bearer {server.token}"},
    )  # fmt: skip
    page = context.new_page()
    page.add_init_script(SHARES)
    page.goto(f"/sessions/{workshop.id}/console")
    page.locator("#copy-link").click()
    if touch:
        page.wait_for_function("() => window.passed.length === 1")
        assert page.evaluate("window.passed[0]").endswith(f"/join/{workshop.code}")
    else:
        expect(page.locator("#copy-link")).to_have_text("The link is copied")
        assert page.evaluate("window.passed") == []
    context.close()


def _size(size: dict[str, int]) -> Any:
    return {"width": size["width"], "height": size["height"]}


def _complaints(page: Page) -> list[str]:
    page.evaluate(AXE + ";0")
    found: Any = page.evaluate("tags => axe.run(document, {runOnly: tags})", ["wcag2a", "wcag2aa", "wcag22aa"])
    return [json.dumps([one["id"], one["nodes"][0]["html"]]) for one in found["violations"]]
