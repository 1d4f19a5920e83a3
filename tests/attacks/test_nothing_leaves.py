"""P9 and P10 in Chromium: no page asks another host, and no browser keeps more than docs/data-protection.md lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.attacks.crawling import LOOKING, visitors
from tests.attacks.signed_in import signed_in
from tests.attacks.whole_house import WholeHouse, pages_of
from tests.journeys.browser import DESK, PHONE
from tests.serving import TOP, serving
from tests.web.passes import a_pass

WORDS = [f"Plain words {n}" for n in range(12)]
FILES = (".csv", ".json", "/picture", "/pulse", "/version", "/screen", "/metrics", "/healthz", "/readyz", "/file",
         "/download", "/replay/data")  # fmt: skip
KEPT = """async () => ({
  storage: [...Object.keys(localStorage), ...Object.keys(sessionStorage)],
  databases: (await (indexedDB.databases ? indexedDB.databases() : [])).map((one) => one.name),
  workers: navigator.serviceWorker ? (await navigator.serviceWorker.getRegistrations()).length : 0,
  caches: window.caches ? (await caches.keys()).length : 0,
})"""
SECTION = re.compile(r"^## On the phone$(.+?)^## ", re.M | re.S)


def documented() -> tuple[set[str], list[str]]:
    """(cookies, storage keys with <what differs>) as the page on data protection lists them."""
    found = SECTION.search((TOP / "docs" / "data-protection.md").read_text("utf-8"))
    assert found
    cookies, keys = set[str](), list[str]()
    for name, kind in re.findall(r"^\| `([^`]+)` \| ([^|]+) \|", found[1], re.M):
        if kind.startswith("cookie"):
            cookies.add(name)
        else:
            keys.append(name)
    return cookies, keys


def is_documented(key: str, keys: list[str]) -> bool:
    return any(re.fullmatch("[^:]+".join(map(re.escape, re.split("<[^>]+>", name))), key) for name in keys)


def test_the_documented_list_is_what_the_program_can_set() -> None:
    """Every cookie that code sets is listed, and every listed one is set somewhere; so with the prefixes of keys."""
    code = "\n".join(path.read_text("utf-8") for path in (TOP / "app" / "web").rglob("*.py"))
    cookies, keys = documented()
    assert set(re.findall(r"\"(cg_\w+)\"", code)) == cookies
    assert not re.search(r"set_cookie\(\s*[\"']", code), "a cookie has its name in a constant"
    scripts = [path.read_text("utf-8") for path in (TOP / "app" / "static" / "js").rglob("*.js")]
    prefixes = {key for script in scripts for key in re.findall(r"`(cg:[a-z]*:?)", script)}
    assert prefixes >= {"cg:", "cg:listening:"}
    assert [prefix for prefix in prefixes if not any(key.startswith(prefix) for key in keys)] == []
    assert not any(re.search(r"sessionStorage|indexedDB|document\.cookie|caches\.open", script) for script in scripts)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeHouse]:
    with serving(tmp_path_factory.mktemp("leaving") / "data", action_limit="0") as server:
        made = WholeHouse(server, WORDS, people=8)
        yield made
        made.close()


class Window:
    """A browser of one person, with all that its pages ask for, frames and sockets and workers too."""

    def __init__(self, browser: Browser, house: WholeHouse, size: dict[str, int]) -> None:
        self.house, self.asked, self.kept = house, list[str](), dict[str, set[str]]()
        self.context: BrowserContext = browser.new_context(
            viewport={"width": size["width"], "height": size["height"]}, base_url=house.server.url
        )
        self.context.on("request", lambda request: self.asked.append(request.url))
        self.context.on("page", lambda page: page.on("websocket", lambda socket: self.asked.append(socket.url)))
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15_000)

    def elsewhere(self) -> set[str]:
        ours = (self.house.server.url, self.house.server.url.replace("http", "ws", 1), "data:", "blob:")
        return {url for url in self.asked if not url.startswith(ours)}

    def looks(self) -> None:
        """Notes what the page that is open has left in the browser."""
        found: dict[str, Any] = self.page.evaluate(KEPT)
        assert (found["workers"], found["caches"], found["databases"]) == (0, 0, [])
        self.kept.setdefault("keys", set()).update(found["storage"])
        self.kept.setdefault("cookies", set()).update(str(one.get("name")) for one in self.context.cookies())


@pytest.mark.check
def test_no_page_of_anybody_asks_another_host(chromium: Browser, house: WholeHouse) -> None:
    seen = 0
    for name, window in _windows(chromium, house).items():
        for address in _pages_for(house, name):
            answer = window.page.goto(address, wait_until="load")
            seen += answer is not None and answer.ok
        assert window.elsewhere() == set(), name
        assert len(window.asked) > 20, "requests are heard"
        window.context.close()
    assert seen > 120, seen


@pytest.mark.check
def test_a_browser_keeps_no_more_than_is_documented(chromium: Browser, house: WholeHouse) -> None:
    cookies, keys = documented()
    kept: dict[str, set[str]] = {"keys": set(), "cookies": set()}
    for window in (_takes_part(chromium, house), _on_a_shared_tablet(chromium, house), _tells(chromium, house),
                   _helps(chromium, house), _organises(chromium, house)):  # fmt: skip
        for what in kept:
            kept[what] |= window.kept[what]
        window.context.close()
    print(kept)
    assert kept["cookies"] <= cookies
    assert {"cg_device", "cg_receipt", "cg_shared", "cg_pass", "cg_signed_in"} <= kept["cookies"]
    assert kept["keys"], "words half typed are kept"
    assert [key for key in kept["keys"] if not is_documented(key, keys)] == []


def _windows(browser: Browser, house: WholeHouse) -> dict[str, Window]:
    anybody, person = Window(browser, house, PHONE), Window(browser, house, PHONE)
    person.context.add_cookies([{"name": "cg_device", "value": house.people[0].device, "url": house.server.url}])
    helper = Window(browser, house, DESK)
    helper.context.add_cookies([{"name": "cg_pass", "value": house.helper, "url": house.server.url}])
    organiser = Window(browser, house, DESK)
    organiser.context.add_cookies([{"name": "cg_signed_in", "value": signed_in(house.server), "url": house.server.url}])
    return {"anybody": anybody, "a participant": person, "a host with a pass": helper, "an organiser": organiser}


def _pages_for(house: WholeHouse, name: str) -> list[str]:
    """One address of each pattern that this visitor is let in at."""
    who = next(visitor for visitor in visitors(house) if visitor.name == name)
    with httpx.Client(base_url=house.server.url, headers=who.headers, trust_env=False, timeout=20) as http:
        listed = []
        for path in LOOKING:
            if path.startswith("/api/") or path.endswith(FILES):
                continue
            address = next(iter(pages_of(house, [path])), None)
            if address is not None and "text/html" in (answer := http.get(address)).headers.get("content-type", ""):
                listed += [address] if answer.status_code == 200 else []
    return listed


def _takes_part(browser: Browser, house: WholeHouse) -> Window:
    """Joins by the form, half types a comment, and is cut off with an answer unsent."""
    window = Window(browser, house, PHONE)
    hall = _hall(house)
    window.page.goto(f"/join/{hall['code']}")
    window.page.get_by_label(re.compile("citizen|patient|carer", re.I)).first.check()
    window.page.get_by_role("button", name="Join the workshop").click()
    window.page.wait_for_url("**/sessions/**")
    window.looks()
    window.page.wait_for_function("document.documentElement.classList.contains('live')")
    for field in window.page.locator("textarea").all():
        if field.is_visible():
            field.fill("Words half typed")
    window.context.set_offline(True)
    for button in window.page.get_by_role("button", name=re.compile("^(Agree|Not sure|Disagree)")).all()[:1]:
        button.click()
    window.page.wait_for_timeout(400)
    window.looks()
    window.context.set_offline(False)
    window.page.wait_for_timeout(1500)
    window.looks()
    return window


def _hall(house: WholeHouse) -> dict[str, Any]:
    """A workshop of its own with an open vote."""
    made = house.posts(
        f"{house.at}/sessions", {"name": "Open", "stages": [{"kind": "vote", "ideas": house.weighed[:3]}]}
    )
    house.posts(f"/sessions/{made['id']}/start")
    house.posts(f"/stages/{made['stages'][0]['id']}/open")
    return made


def _on_a_shared_tablet(browser: Browser, house: WholeHouse) -> Window:
    window = Window(browser, house, PHONE)
    window.page.goto(f"/join/{_hall(house)['code']}/shared")
    window.page.get_by_label(re.compile("citizen|patient|carer", re.I)).first.check()
    window.page.get_by_role("button", name="Start").click()
    window.page.wait_for_url("**/sessions/**")
    window.looks()
    return window


def _tells(browser: Browser, house: WholeHouse) -> Window:
    window = Window(browser, house, PHONE)
    window.page.goto(f"/listen/{house.listening}")
    window.page.locator("textarea").first.fill("Words half typed")
    window.page.wait_for_timeout(700)
    window.looks()
    return window


def _helps(browser: Browser, house: WholeHouse) -> Window:
    window = Window(browser, house, DESK)
    window.context.add_cookies(
        [{"name": "cg_pass", "value": a_pass(house.server, house.session, "host"), "url": house.server.url}]
    )
    window.page.goto(f"/sessions/{house.session}/console")
    window.page.wait_for_timeout(500)
    window.looks()
    return window


def _organises(browser: Browser, house: WholeHouse) -> Window:
    window = _windows(browser, house)["an organiser"]
    for path in ("/programmes", f"{house.at}/shape", f"/sessions/{house.session}/console", f"{house.at}/strategy"):
        window.page.goto(path)
        window.looks()
    return window
