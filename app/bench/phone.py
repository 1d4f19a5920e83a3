"""A phone: what its first visit weighs, how soon it can answer on a slow line, and what a page costs the server."""

from __future__ import annotations

import asyncio
import shutil
from typing import Any

import httpx
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from .results import Result, middle
from .servers import Measured, ours
from .workshop import Workshop, open_workshop

IDEAS = 14
ROUNDS = 5
PAGES = 100
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""As a slow mobile network: 400 ms before each answer, 400 kbit/s."""
WATCH = """
  window.shifted = 0;
  const add = (one) => { if (!one.hadRecentInput) window.shifted += one.value; };
  new PerformanceObserver((list) => list.getEntries().forEach(add)).observe({type: 'layout-shift', buffered: true});
  const look = () => {
    const radio = document.querySelector('#vote input[type=radio]');
    const drawn = performance.getEntriesByName('first-contentful-paint')[0];
    if (radio && drawn) window.answerable ??= drawn.startTime;
    if (document.documentElement?.matches('.live')) window.live ??= performance.now();
    if (window.live === undefined || window.answerable === undefined) setTimeout(look, 10);
  };
  look();
"""
"""Milliseconds since the page was asked for: when its form was drawn, and when its script had begun."""


async def phone() -> Result:
    """Row 18: Chromium as a phone of 390 pixels, an open vote, each visit in a browser that has fetched nothing."""
    result = Result(f"phone, a vote on {IDEAS} ideas; 400 ms and 400 kbit/s where it says so")
    with ours() as server:
        workshop = await open_workshop(server, IDEAS)
        await asyncio.to_thread(_visits, result, workshop)
        await asyncio.to_thread(_pages, result, server, workshop)
    return result


def _visits(result: Result, workshop: Workshop) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        weighed = _weighed(browser, workshop)
        slow = [_slow(browser, workshop) for _ in range(ROUNDS)]
        browser.close()
    result.add("first visit over the wire, without the typeface", weighed["rest"] / 1000, "kB", 60, row=18)
    result.add("the typeface", weighed["letters"] / 1000, "kB", 40, row=18)
    result.add("requests of a first visit", weighed["requests"], "requests")
    result.add("what the socket brings at first", weighed["frames"] / 1000, "kB")
    for name, limit in (("answerable", 2_200), ("live", 3_500), ("again", 1_000)):
        result.add(_NAMES[name], middle([visit[name] for visit in slow]), "ms", limit, row=18)
    result.add("layout shift", max(visit["shifted"] for visit in slow), "", 0.05, row=18)


_NAMES = {
    "answerable": "slow line: the form is drawn, and a plain press would do",
    "live": "slow line: the page's script has begun",
    "again": "slow line: drawn at the second visit",
}


def _weighed(browser: Browser, workshop: Workshop) -> dict[str, float]:
    """Bytes by what they are for, headers among them, on a line without limits."""
    context = _inside(browser, workshop)
    page, line = _watched(context)
    where: dict[str, str] = {}
    came: dict[str, int] = {}
    frames = [0]
    line.on("Network.requestWillBeSent", lambda one: where.update({one["requestId"]: one["request"]["url"]}))
    line.on("Network.loadingFinished", lambda one: came.update({one["requestId"]: int(one["encodedDataLength"])}))
    page.on("websocket", lambda one: one.on("framereceived", lambda said: frames.append(len(said))))
    page.goto(f"/sessions/{workshop.id}", wait_until="networkidle")
    page.wait_for_timeout(500)
    letters = sum(size for id, size in came.items() if "woff2" in where.get(id, ""))
    context.close()
    return {
        "letters": letters, "rest": sum(came.values()) - letters + sum(frames), "requests": len(came),
        "frames": sum(frames),
    }  # fmt: skip


def _slow(browser: Browser, workshop: Workshop) -> dict[str, float]:
    """Milliseconds of a first visit and of a second, and how much the first page moved by itself."""
    context = _inside(browser, workshop)
    first, line = _watched(context)
    line.send("Network.emulateNetworkConditions", SLOW)
    seen: dict[str, float] = _visited(first, workshop)
    first.wait_for_timeout(1_500)
    seen["shifted"] = float(first.evaluate("window.shifted"))
    second, line = _watched(context)
    line.send("Network.emulateNetworkConditions", SLOW)
    seen["again"] = _visited(second, workshop)["answerable"]
    context.close()
    return seen


def _visited(page: Page, workshop: Workshop) -> dict[str, float]:
    page.goto(f"/sessions/{workshop.id}", wait_until="commit")
    page.wait_for_function("() => window.live && window.answerable", timeout=30_000)
    answerable, live = page.evaluate("[window.answerable, window.live]")
    return {"answerable": answerable, "live": live}


def _inside(browser: Browser, workshop: Workshop) -> BrowserContext:
    """A browser that has joined, and has fetched nothing yet."""
    url = workshop.server.url
    context = browser.new_context(viewport={"width": 390, "height": 844}, base_url=url, has_touch=True)
    context.add_cookies([{"name": "cg_device", "value": _joined(workshop), "url": url}])
    return context


def _joined(workshop: Workshop) -> str:
    """The device cookie of somebody who has just joined."""
    asked = {"code": workshop.code, "community": "citizen"}
    return str(httpx.post(f"{workshop.server.url}/api/v1/join", json=asked, trust_env=False).cookies["cg_device"])


def _watched(context: BrowserContext) -> tuple[Page, Any]:
    page = context.new_page()
    page.add_init_script(WATCH)
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    return page, line


def _pages(result: Result, server: Measured, workshop: Workshop) -> None:
    """CPU of the server for one page, sent as it is and as gzip, in turns."""
    ways = {"as it is": "identity", "as gzip": "gzip"}
    spent: dict[str, list[float]] = {way: [] for way in ways}
    size = dict.fromkeys(ways, 0.0)
    with httpx.Client(base_url=server.url, trust_env=False, cookies={"cg_device": _joined(workshop)}) as http:
        for _ in range(ROUNDS):
            for way, coding in ways.items():
                before = server.cpu()
                for _ in range(PAGES):
                    answer = http.get(f"/sessions/{workshop.id}", headers={"Accept-Encoding": coding})
                spent[way].append((server.cpu() - before) / PAGES * 1000)
                size[way] = int(answer.headers["content-length"]) / 1000
    for way in ways:
        result.add(f"CPU of a page {way} ({size[way]:.1f} kB)", middle(spent[way]), "ms")
