"""Browsers for journeys: each person has a context of their own, and what axe says of every page is kept."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

AXE = Path(__file__).resolve().parents[1] / "vendor" / "axe.min.js"
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP hall.example 127.0.0.1",
]  # fmt: skip

PHONE = {"width": 390, "height": 844}
SMALL_PHONE = {"width": 320, "height": 640}
DESK = {"width": 1440, "height": 900}
PROJECTOR = {"width": 1920, "height": 1080}


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a screen. Fails with the way to install it where it is missing."""
    path = shutil.which("chromium")
    assert path, "Chromium is missing. Install it with: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


class Guest:
    """One person with one browser of their own."""

    def __init__(self, browser: Browser, size: dict[str, int], *, scripts: bool = True, base: str, touch: bool = False):
        self.errors: list[str] = []
        self.context: BrowserContext = browser.new_context(
            viewport={"width": size["width"], "height": size["height"]},
            java_script_enabled=scripts, base_url=base, has_touch=touch,
        )  # fmt: skip
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", self._leaves)
        self.base = base

    def _leaves(self, request: Any) -> None:
        if not request.url.startswith((self.base, self.base.replace("http", "ws", 1), "data:", "blob:")):
            self.errors.append(f"asked another host: {request.url}")

    def picture(self, name: str) -> None:
        """Keeps a screenshot where COMMON_GROUND_PICTURES says, else nowhere."""
        folder = os.environ.get("COMMON_GROUND_PICTURES")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(folder) / f"{name}.png")

    def accessible(self, where: str) -> None:
        """Nothing that axe can find, target sizes of WCAG 2.2 included."""
        self.page.evaluate(AXE.read_text("utf-8") + ";0")
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
        found = self.page.evaluate(
            "async (tags) => (await axe.run(document, {runOnly: {type: 'tag', values: tags}})).violations"
            ".map(v => ({id: v.id, nodes: v.nodes.map(n => n.html.slice(0, 160) + ' | ' + n.failureSummary)}))",
            tags,
        )
        assert not found, f"{where}: {json.dumps(found, indent=1)}"

    def calm(self, where: str) -> None:
        """No error in the browser, and no request to anybody else."""
        assert not self.errors, f"{where}: {self.errors}"

    def no_sideways_scrolling(self, where: str) -> None:
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 1, f"{where} is {wide} px too wide"

    def leave(self) -> None:
        self.context.close()
