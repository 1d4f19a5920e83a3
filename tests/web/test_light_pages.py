"""A participant's first visit: little to fetch, and nothing jumps while it comes to life. How soon it does on a slow
line is for `python -m app bench phone`, which has a clock."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import Browser

from tests.people import Organiser
from tests.serving import Server

LIGHT, LETTERS, SPOKEN = 60_000, 40_000, 4_000
"""Bytes over the wire with headers, without the typeface; of the typeface; and of what the socket says at first."""
MOST_SHIFT = 0.05
WATCHES = """
  window.shifted = 0;
  const add = (one) => { if (!one.hadRecentInput) window.shifted += one.value; };
  new PerformanceObserver((list) => list.getEntries().forEach(add)).observe({type: 'layout-shift', buffered: true});
"""


@pytest.mark.check
@pytest.mark.parametrize("kind", ["vote", "rate", "dots", "rank"])
def test_a_first_visit_weighs_little_and_nothing_jumps(
    chromium: Browser, server: Server, organiser: Organiser, kind: str
) -> None:
    workshop = organiser.workshop(kind, ideas=14)
    context = chromium.new_context(viewport={"width": 390, "height": 844}, base_url=server.url, has_touch=True)
    asked = {"code": workshop.code, "community": "citizen"}
    device = httpx.post(f"{server.url}/api/v1/join", json=asked, trust_env=False).cookies["cg_device"]
    context.add_cookies([{"name": "cg_device", "value": device, "url": server.url}])
    page = context.new_page()
    page.add_init_script(WATCHES)
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    where: dict[str, str] = {}
    came: dict[str, int] = {}
    frames: list[int] = []
    line.on("Network.requestWillBeSent", lambda one: where.update({one["requestId"]: one["request"]["url"]}))
    line.on("Network.loadingFinished", lambda one: came.update({one["requestId"]: int(one["encodedDataLength"])}))
    page.on("websocket", lambda one: one.on("framereceived", lambda said: frames.append(len(said))))
    page.goto(f"/sessions/{workshop.id}", wait_until="networkidle")
    page.wait_for_selector("html.live")
    page.wait_for_timeout(500)
    letters = {where[id]: size for id, size in came.items() if ".woff2" in where[id]}
    rest = {where[id]: size for id, size in came.items() if where[id] not in letters}
    shifted = page.evaluate("window.shifted")
    context.close()
    assert len(letters) <= 1
    assert sum(letters.values()) <= LETTERS
    assert sum(frames) <= SPOKEN, "the socket sends again what the page has"
    assert sum(rest.values()) + sum(frames) <= LIGHT, rest
    assert shifted <= MOST_SHIFT
