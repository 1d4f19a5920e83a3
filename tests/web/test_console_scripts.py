"""The console in a real browser: focus stays, two hosts agree, a second press never takes a second step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.people import Organiser, Workshop, an_action
from tests.serving import Server, serving

pytestmark = pytest.mark.check

AXE = (Path(__file__).resolve().parent.parent / "vendor/axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FOCUSED = "[document.activeElement.tagName, document.activeElement.id, document.activeElement.name || '']"
STEPS = ({"kind": "vote", "settings": {"minutes": 20}}, {"kind": "break", "settings": {"minutes": 5}})


@pytest.fixture(scope="module")
def cookie(server: Server) -> str:
    return signed_in(server)


@pytest.fixture
def workshop(organiser: Organiser) -> Workshop:
    return organiser.workshop(*STEPS)


def signed_in(server: Server) -> str:
    link = server.command("link", "--email", "host@example.org").strip().rpartition("/")[2]
    return httpx.post(f"{server.url}/sign-in/{link}", trust_env=False).cookies["cg_signed_in"]


def console(browser: Browser, server: Server, workshop: Workshop, cookie: str, width: int = 1440) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.add_cookies([{"name": "cg_signed_in", "value": cookie, "url": server.url}])
    page = context.new_page()
    page.goto(f"{server.url}/sessions/{workshop.id}/console")
    page.wait_for_selector("#line[data-connected]")
    return page


def joins(server: Server, workshop: Workshop, community: str = "citizen") -> str:
    body = {"code": workshop.code, "community": community}
    token: str = httpx.post(f"{server.url}/api/v1/join", json=body, trust_env=False).json()["token"]
    return token


def comment(server: Server, workshop: Workshop, *words: str) -> None:
    actions = [an_action(workshop.stage, "comment", idea=workshop.ideas["r0"], text=text) for text in words]
    headers = {"authorization": f"Bearer {joins(server, workshop)}"}
    httpx.post(f"{server.url}/api/v1/actions", json=actions, headers=headers, trust_env=False).raise_for_status()


def state_of(workshop: Workshop) -> list[str]:
    return [stage["state"] for stage in workshop.shown()["stages"]]


def axe_finds(page: Page) -> list[Any]:
    page.evaluate(AXE + ";0")
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", TAGS)["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in found]


def test_a_queue_is_cleared_by_the_keyboard_alone_and_focus_goes_on_to_the_next(
    chromium: Browser, server: Server, workshop: Workshop, cookie: str
) -> None:
    comment(server, workshop, "First", "Second", "Third")
    page = console(chromium, server, workshop, cookie)
    page.locator("#to-check button[name=allow]").first.focus()
    for left in (2, 1):
        page.keyboard.press("Enter")
        expect(page.locator("#to-check .check-item")).to_have_count(left)
        page.wait_for_timeout(450)
        assert page.evaluate(FOCUSED)[2] == "allow"
    page.keyboard.press("Enter")
    expect(page.locator("#to-check .check-item")).to_have_count(0)
    page.wait_for_timeout(450)
    assert page.evaluate("document.activeElement.dataset.queue") == "to-check"
    expect(page.locator("#on-board .check-item")).to_have_count(3)
    page.context.close()


def test_a_new_comment_comes_last_and_leaves_focus_half_typed_words_and_open_details_alone(
    chromium: Browser, server: Server, workshop: Workshop, cookie: str
) -> None:
    comment(server, workshop, "To hide")
    page = console(chromium, server, workshop, cookie)
    page.locator("#to-check button[name=hide]").click()
    page.click(".tab[data-queue=hidden]")
    page.click("#hidden .why > summary")
    page.locator("#hidden input[name=reason]").press_sequentially("Half a rea")
    comment(server, workshop, "Another")
    expect(page.locator(".tab[data-queue='to-check'] .n")).to_have_text("1")
    page.keyboard.type("son")
    expect(page.locator("#hidden input[name=reason]")).to_have_value("Half a reason")
    page.keyboard.press("Enter")
    expect(page.locator("#hidden .why > summary")).to_have_text("Reason: Half a reason")
    page.context.close()


def test_two_hosts_see_the_same_and_a_stale_press_does_nothing(
    chromium: Browser, server: Server, workshop: Workshop, cookie: str
) -> None:
    one = console(chromium, server, workshop, cookie)
    other = console(chromium, server, workshop, cookie, width=1024)
    other.evaluate(
        "document.addEventListener('htmx:ws:before:message:incoming', e => { e.detail.cancelled = true }, true)"
    )
    one.click("#step")
    expect(one.locator(".states [aria-current]")).to_contain_text("Closed")
    other.click("#do-next")
    expect(other.locator("#notice")).to_contain_text("Another host has moved on")
    expect(other.locator(".states [aria-current]")).to_contain_text("Closed")
    assert state_of(workshop) == ["closed", "ready"]
    one.context.close()
    other.context.close()


def test_a_double_click_takes_one_step(chromium: Browser, server: Server, workshop: Workshop, cookie: str) -> None:
    page = console(chromium, server, workshop, cookie)
    page.evaluate(
        "document.addEventListener('htmx:finally:request', () => setTimeout(() => {"
        " if (document.querySelector('#press-reveal')) document.getElementById('step').click() }))"
    )  # a second press, the moment that Reveal has come to stand where Close was
    page.dblclick("#step")
    expect(page.locator("#press-reveal")).to_have_count(1)
    page.wait_for_timeout(2600)
    assert state_of(workshop) == ["closed", "ready"]
    page.click("#step")
    expect(page.locator(".states [aria-current]")).to_contain_text("Revealed")
    assert page.evaluate(FOCUSED)[1] == "step"
    page.context.close()


def test_closing_early_asks_in_a_dialog_that_escape_leaves(
    chromium: Browser, server: Server, workshop: Workshop, cookie: str
) -> None:
    for _ in range(3):
        joins(server, workshop)
    page = console(chromium, server, workshop, cookie)
    page.click("#step")
    expect(page.locator("dialog[open]")).to_contain_text("0 of 3 finished")
    assert axe_finds(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    assert page.evaluate(FOCUSED)[1] == "step"
    assert state_of(workshop)[0] == "open"
    page.click("#step")
    page.click("#ask-sure button")
    expect(page.locator(".states [aria-current]")).to_contain_text("Closed")
    expect(page.locator("dialog")).to_have_count(0)
    page.context.close()


def test_the_clock_is_spoken_at_its_marks_only(
    chromium: Browser, server: Server, workshop: Workshop, cookie: str
) -> None:
    page = console(chromium, server, workshop, cookie)
    page.evaluate(
        "window.heard = []; new MutationObserver(() => heard.push(spoken.textContent))"
        ".observe(spoken, {childList: true, characterData: true, subtree: true})"
    )
    workshop.host.posts(f"/stages/{workshop.stage}/extend", {"seconds": 12 - 20 * 60})
    page.wait_for_timeout(4_500)
    assert page.evaluate("heard") == ["10 seconds left"]
    page.click("#do-clock")
    expect(page.locator(".pill-live")).to_have_text("Paused")
    stopped = page.inner_text("#timer")
    page.wait_for_timeout(1_500)
    assert page.inner_text("#timer") == stopped
    page.context.close()


@pytest.mark.parametrize("width", [320, 390, 1024, 1440])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    chromium: Browser, server: Server, workshop: Workshop, cookie: str, width: int
) -> None:
    comment(server, workshop, "Dr Example is late", "Plain words that go on and on, " * 12)
    page = console(chromium, server, workshop, cookie, width)
    for part in ("main", "queue", "runsheet") if width < 800 else ("",):
        if part:
            page.click(f".tab[data-part={part}]")
        assert axe_finds(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


@pytest.mark.check
def test_a_console_says_that_the_line_is_cut_and_follows_once_it_is_back(
    chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with serving(tmp_path_factory.mktemp("cut") / "data") as server, Organiser(server) as organiser:
        workshop = organiser.workshop(*STEPS)
        page = console(chromium, server, workshop, signed_in(server))
        server.kill9()
        expect(page.locator("#offline")).to_contain_text("Reconnecting", timeout=10_000)
        server.start()
        workshop.turn("close")
        expect(page.locator(".states [aria-current]")).to_contain_text("Closed", timeout=15_000)
        expect(page.locator("#offline")).to_be_hidden(timeout=10_000)
        page.context.close()
