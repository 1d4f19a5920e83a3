"""Takes the pictures: Chromium without a screen, still pages only, and few colours so that the files stay small."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from app.web.bundles import content_of

HOST = "commonground.example"
ORIGIN = f"http://{HOST}"
COLOURS = "128"
SMALL = ["-define", "png:compression-level=9", "-define", "png:compression-filter=0"]
BESIDE_HEIGHT = 640
STILL = """async () => {
  await document.fonts.ready;
  await Promise.allSettled(document.getAnimations().map((one) => one.finished));
}"""


class Camera:
    """Saves screenshots of one folder by name; `wanted` empty is all of them."""

    def __init__(self, browser: Browser, folder: Path, wanted: frozenset[str]) -> None:
        self._browser, self._folder, self._wanted = browser, folder, wanted
        self.taken: list[str] = []

    def visitor(self, width: int, height: int, scale: int = 1, device: str | None = None) -> Page:
        """A page of a browser of its own; `device` makes it that participant's phone."""
        context: BrowserContext = self._browser.new_context(
            viewport={"width": width, "height": height}, device_scale_factor=scale, base_url=ORIGIN, has_touch=scale > 1
        )
        if device:
            context.add_cookies([{"name": "cg_device", "value": device, "url": ORIGIN}])
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.route("**/css/tokens*.css*", _waiting_for_inter)
        return page

    def take(self, page: Page, name: str) -> None:
        """Keeps what the page shows now, once nothing on it moves any more."""
        if self._wanted and name not in self._wanted:
            return
        page.wait_for_timeout(400)
        page.evaluate(STILL)
        page.wait_for_timeout(200)
        raw = self._folder / f"{name}.raw.png"
        page.screenshot(path=raw)
        fewer_colours([str(raw)], self._folder / f"{name}.png")
        raw.unlink()
        self.taken.append(name)

    def prints(self, page: Page, name: str) -> None:
        """Keeps the first A4 page of what a printer would get."""
        if self._wanted and name not in self._wanted:
            return
        pdf, raw = self._folder / f"{name}.pdf", self._folder / f"{name}.raw.png"
        page.pdf(path=pdf, format="A4", prefer_css_page_size=True, print_background=False)
        smooth = ["-dTextAlphaBits=4", "-dGraphicsAlphaBits=4", "-r144"]
        program("gs", "-q", "-sDEVICE=png16m", "-dLastPage=1", *smooth, "-o", str(raw), str(pdf))
        fewer_colours([str(raw)], self._folder / f"{name}.png")
        raw.unlink()
        pdf.unlink()
        self.taken.append(name)


def _waiting_for_inter(route: Route) -> None:
    """People's pages never wait for the typeface, so a first visit may do without it; a picture waits."""
    name = unquote(urlsplit(route.request.url).path).removeprefix("/static/")
    sheet = (content_of(name) or b"").decode().replace("font-display: optional", "font-display: block")
    route.fulfill(content_type="text/css", body=sheet)


@contextmanager
def chromium(port: int) -> Iterator[Browser]:
    """Debian's Chromium. What it knows as the example host is our server on this port."""
    path = found("chromium", "chromium")
    rules = f"--host-resolver-rules=MAP {HOST}:80 127.0.0.1:{port}"
    arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--no-proxy-server", "--hide-scrollbars", rules]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        try:
            yield browser
        finally:
            browser.close()


def beside(ours: Path, followed: Path, to: Path) -> None:
    """Our screen on the left and the picture that it follows on the right, at one height, on grey."""
    tall = f"x{BESIDE_HEIGHT}"
    sides = ["(", str(ours), "-resize", tall, ")", "(", str(followed), "-resize", tall, ")"]
    fewer_colours([*sides, "-background", "#8A98A3", "+smush", "24", "-bordercolor", "#8A98A3", "-border", "12"], to)


def fewer_colours(read: list[str], to: Path) -> None:
    program("convert", *read, "-strip", "+dither", "-colors", COLOURS, *SMALL, f"PNG8:{to}")


def program(name: str, *words: str) -> None:
    package = {"convert": "imagemagick", "gs": "ghostscript"}[name]
    subprocess.run([found(name, package), *words], check=True)


def found(name: str, package: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise SystemExit(f"{name} is missing. Install it with: apt-get install {package}")
    return path
