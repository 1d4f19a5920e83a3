"""S8 in Chromium: the worst words on every page, and coming in while boards, consoles and phones are open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, FloatRect, Page

from tests.attacks.crawling import LOOKING
from tests.attacks.scripts import ODD, all_of_them
from tests.attacks.whole_house import TABLES, Person, WholeHouse, pages_of
from tests.journeys.browser import DESK, PHONE, PROJECTOR
from tests.people import Organiser, an_action
from tests.serving import Server, serving

pytestmark = pytest.mark.check

COLLECTS = """
window.addEventListener("securitypolicyviolation", (event) => {
  console.error("Content Security Policy: " + event.violatedDirective + " " + event.blockedURI + " " + event.sample);
});
"""
HEAD: FloatRect = {"x": 0, "y": 0, "width": 1400, "height": 124}
FOOT: FloatRect = {"x": 1000, "y": 1010, "width": 920, "height": 70}
PUSHED = [text for n, text in enumerate(all_of_them()) if n % 5 == 0]


class Window:
    """A browser that keeps every dialog, every breach of the policy and every request to others."""

    def __init__(self, browser: Browser, server: Server, size: dict[str, int]) -> None:
        self.server, self.alarms = server, list[str]()
        self.context: BrowserContext = browser.new_context(
            viewport={"width": size["width"], "height": size["height"]}, base_url=server.url
        )
        self.context.add_init_script(COLLECTS)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("dialog", self._speaks)
        self.page.on("console", lambda said: self._says(said.text))
        self.page.on("pageerror", lambda error: self.alarms.append(f"{self.page.url}: {error}"))
        self.page.on("request", lambda request: self._asks(request.url))

    def carries(self, name: str, value: str) -> None:
        self.context.add_cookies([{"name": name, "value": value, "url": self.server.url}])

    def _speaks(self, dialog: Dialog) -> None:
        self.alarms.append(f"{self.page.url}: {dialog.type} {dialog.message}")
        dialog.dismiss()

    def _says(self, text: str) -> None:
        if "Content Security Policy" in text:
            self.alarms.append(f"{self.page.url}: {text}")

    def _asks(self, url: str) -> None:
        if not url.startswith((self.server.url, self.server.url.replace("http", "ws", 1), "data:", "blob:")):
            self.alarms.append(f"{self.page.url} asked {url}")

    def close(self) -> None:
        self.context.close()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeHouse]:
    """A smaller one, so that each page is drawn soon: every fifth text, each in every kind of list."""
    with serving(tmp_path_factory.mktemp("browsed") / "data", action_limit="0") as server:
        made = WholeHouse(server, PUSHED, people=10)
        yield made
        made.close()


def _organiser(browser: Browser, house: WholeHouse) -> Window:
    window = Window(browser, house.server, DESK)
    link = house.server.command("link", "--email", "attacked@example.org").strip()
    window.page.goto("/sign-in/" + link.rsplit("/", 1)[1])
    window.page.get_by_role("button", name=re.compile("^Sign in as")).click()
    return window


def _phone(browser: Browser, house: WholeHouse, person: Person) -> Window:
    window = Window(browser, house.server, PHONE)
    window.carries("cg_device", person.device)
    return window


def test_the_collector_hears_what_it_listens_for(chromium: Browser, house: WholeHouse) -> None:
    window = Window(chromium, house.server, DESK)
    window.page.goto("/privacy")
    window.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=/nowhere onerror=alert(1)>')")
    window.page.wait_for_timeout(300)
    assert any("Content Security Policy" in alarm for alarm in window.alarms)
    window.close()


def test_words_that_come_in_while_screens_are_open_run_nowhere(chromium: Browser, house: WholeHouse) -> None:
    here = f"/sessions/{house.session}"
    board, phone = Window(chromium, house.server, PROJECTOR), _phone(chromium, house, house.people[1])
    desk = _organiser(chromium, house)
    house.posts(f"{here}/board", {"view": "comments"})
    board.page.goto(f"{here}/board")
    phone.page.goto(here)
    desk.page.goto(f"{here}/console")
    for n, text in enumerate(PUSHED[:24]):
        said = an_action(house.stages[TABLES], "comment", idea=house.weighed[n % 6], text=f"{text} again")
        comment = house.acts(house.people[2 + n % 8], said)[0]["comment"]
        house.posts(f"/comments/{comment}/spotlight")
        board.page.wait_for_timeout(100)
    board.page.wait_for_function("document.body.innerText.includes('again')")
    desk.page.wait_for_timeout(1200)
    for window in (board, phone, desk):
        assert window.alarms == []
        window.close()


def test_no_page_in_a_browser_runs_a_word(chromium: Browser, house: WholeHouse) -> None:
    house.ends()
    desk, phone, stranger = (
        _organiser(chromium, house), _phone(chromium, house, house.people[0]), Window(chromium, house.server, PHONE)
    )  # fmt: skip
    paths = [path for path in LOOKING if not path.startswith("/api/") and not path.endswith(("/file", "/download"))]
    seen = 0
    for path in paths:
        address = next(iter(pages_of(house, [path])), None)
        if address is not None and not _is_a_file(path):
            answer = desk.page.goto(address)
            seen += answer is not None and answer.ok
    for window in (phone, stranger):
        for path in ("/", "/sessions/{session}", "/sessions/{session}/remove", "/sessions/{session}/report",
                     "/join/{code}", "/listen/{code}", "/help/{secret}"):  # fmt: skip
            window.page.goto(next(iter(pages_of(house, [path]))))
    assert seen > 60
    assert [*desk.alarms, *phone.alarms, *stranger.alarms] == []
    for window in (desk, phone, stranger):
        window.close()


def _is_a_file(path: str) -> bool:
    return path.endswith(
        (".csv", ".json", "/picture", "/pulse", "/version", "/screen", "/metrics", "/healthz", "/readyz")
    )


BROKEN = """
() => {
  const page = document.documentElement;
  const wide = page.scrollWidth - innerWidth, high = page.scrollHeight - innerHeight;
  const out = [...document.querySelectorAll("body *")].filter((one) => {
    const box = one.getBoundingClientRect();
    if (!box.width || !box.height || one.closest("svg") || one.closest(".visually-hidden")) return false;
    for (let above = one.parentElement; above; above = above.parentElement)
      if (getComputedStyle(above).overflow !== "visible") return false;
    return box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < -1 || box.top < -1;
  }).map((one) => one.tagName + "." + one.className);
  return {wide, high, out};
}
"""


def test_no_letters_break_the_board(chromium: Browser, tmp_path: Path) -> None:
    """Stacked, turned, endless and invisible letters in ideas, titles and comments: all boxes stay in the picture."""
    odd = [text.format(c=f"cg{n}z")[:2000] for n, text in enumerate(ODD)]
    with serving(tmp_path / "data", action_limit="0") as server, Organiser(server) as host:
        programme, ideas = host.programme({f"r{n}": text for n, text in enumerate(odd)})
        window = Window(chromium, server, PROJECTOR)
        for kind in ("vote", "discuss"):
            stages = [{"kind": kind, "title": odd[7][:200], "ideas": list(ideas.values())}]
            session = host.session(programme, *stages, name=odd[0][:200])
            host.posts(f"/stages/{session['stages'][0]['id']}/open")
            for view, page in (("", 1), ("", 2), ("", 3), ("comments", 1), ("lobby", 1)):
                host.posts(f"/sessions/{session['id']}/board", {"view": view, "page": page})
                window.page.goto(f"/sessions/{session['id']}/board")
                found = window.page.evaluate(BROKEN)
                assert found["wide"] <= 1, (kind, view, page, found)
                assert found["high"] <= 1, (kind, view, page, found)
                assert found["out"] == [], (kind, view, page, found)
            host.posts(f"/sessions/{session['id']}/finish")
        assert window.alarms == []
        window.close()


def test_marks_piled_upon_a_letter_stay_by_their_own_line(chromium: Browser, tmp_path: Path) -> None:
    """Head and foot of the board are the same, pixel by pixel, whether title and comments hold such letters or not."""
    with serving(tmp_path / "data", action_limit="0") as server, Organiser(server) as host:
        window, drawn = Window(chromium, server, PROJECTOR), []
        for letter in ("e", "e" + "\u0301" * 1_900):
            hall = host.workshop({"kind": "discuss", "title": f"A title {letter}"[:200]}, name="A name", ideas=1)
            window.page.goto(f"/sessions/{hall.id}/board")
            invites = [window.page.screenshot(clip=HEAD)]
            said = an_action(hall.stage, "comment", idea=hall.ideas["r0"], text=f"A comment {letter}")
            joined = host.http.post(
                "/join", json={"code": hall.code, "community": "citizen"}, headers={"Authorization": ""}
            )
            token = {"Authorization": f"Bearer {joined.json()['token']}"}
            ack = host.http.post("/actions", json=said, headers=token).json()["acks"][0]
            host.posts(f"/comments/{ack['comment']}/spotlight")
            window.page.goto(f"/sessions/{hall.id}/board")
            drawn.append([*invites, window.page.screenshot(clip=HEAD), window.page.screenshot(clip=FOOT)])
        assert drawn[0] == drawn[1]
        window.close()
