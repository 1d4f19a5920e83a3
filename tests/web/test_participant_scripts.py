"""A participant's page in a real browser: saved means saved, no signal loses nothing, and the keyboard does it all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, Route, WebSocketRoute, expect

from app.screens.shuffling import mixed
from tests.people import Organiser, Workshop, an_action
from tests.serving import Server, serving

AXE = (Path(__file__).resolve().parent.parent / "vendor/axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DEAD_SOCKET = "window.WebSocket = class { constructor() { setTimeout(() => this.onclose?.({}), 50); } close() {} }"
SHOWN = ".vote-dock [data-for]:not([hidden])"


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    context.close()
    assert wrong == []


def joins(page: Page, workshop: Workshop, community: str = "citizen") -> None:
    page.goto(workshop.links["join"])
    page.check(f"input[value={community}]")
    page.click("text=Join the workshop")
    page.wait_for_selector("html.live")


def answers(page: Page, choice: str) -> None:
    page.locator(f"{SHOWN} input[value={choice}]").check(force=True)


def axe_finds(page: Page) -> list[Any]:
    page.evaluate(AXE + ";0")
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", TAGS)["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in found]


def test_an_answer_is_called_saved_only_when_the_outcome_has_it(page: Page, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    joins(page, workshop)
    answers(page, "agree")
    expect(page.locator("#status")).to_have_text("Saved")
    assert sum(cells["citizen"]["agree"] for cells in workshop.tally().values()) == 1


@pytest.mark.check
def test_an_answer_pressed_before_the_script_came_is_sent(page: Page, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote", ideas=1)
    held: list[Route] = []
    page.route(re.compile("main.whole.js"), lambda route: held.append(route))
    page.goto(workshop.links["join"])
    page.check("input[value=citizen]")
    page.get_by_role("button", name="Join the workshop").click(no_wait_after=True)
    page.locator("#vote input[value=disagree]").check(force=True)
    assert held, "the script was not held back"
    for route in held:
        route.continue_()
    expect(page.locator("#status")).to_have_text("Saved")
    assert workshop.tally()["r0"]["citizen"]["disagree"] == 1


@pytest.mark.check
def test_the_skip_link_leads_to_what_is_shown(page: Page, organiser: Organiser) -> None:
    workshop = organiser.workshop({"kind": "vote", "settings": {"comments": True}}, ideas=1)
    joins(page, workshop)
    skip = page.locator(".skip-link")
    skip.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#vote main")).to_be_focused()
    page.get_by_role("link", name="Add a comment").click()
    skip.focus()
    page.keyboard.press("Enter")
    expect(page.locator("section.talk main")).to_be_focused()
    page.get_by_role("link", name="Back").click()
    answers(page, "agree")
    page.get_by_role("button", name="Finish").click()
    skip.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#finished main")).to_be_focused()


@pytest.mark.check
def test_answers_given_while_the_server_is_dead_arrive_when_it_is_back(page: Page, tmp_path: Path) -> None:
    with serving(tmp_path / "data") as server, Organiser(server) as host:
        workshop = host.workshop("vote")
        joins(page, workshop)
        server.kill9()
        answers(page, "disagree")
        expect(page.locator(f"{SHOWN} label:has(:checked) .yours")).to_have_text("Kept on this phone")
        expect(page.locator("#banner")).to_contain_text("1 answer is kept on this phone")
        server.start()
        expect(page.locator("#banner")).to_be_hidden(timeout=20_000)
        expect(page.locator(f"{SHOWN} label:has(:checked) .yours")).to_have_text("Your answer")
        assert sum(cells["citizen"]["disagree"] for cells in workshop.tally().values()) == 1


def test_a_phone_that_never_gets_through_says_so(page: Page, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    page.add_init_script(DEAD_SOCKET)
    page.add_init_script("window.fetch = () => Promise.reject(new TypeError('no signal'))")
    joins(page, workshop)
    answers(page, "agree")
    expect(page.locator("#banner")).to_contain_text("1 answer is kept on this phone")
    expect(page.locator("#banner")).to_be_visible()
    expect(page.locator(f"{SHOWN} label:has(:checked) .yours")).to_have_text("Kept on this phone")


def test_a_phone_whose_workshop_is_over_does_not_complain_of_the_signal(page: Page, organiser: Organiser) -> None:
    lines: list[WebSocketRoute] = []

    def passed_on(line: WebSocketRoute) -> None:
        line.connect_to_server()
        lines.append(line)

    page.route_web_socket(re.compile("/api/v1/live"), passed_on)
    page.clock.install()
    joins(page, organiser.workshop("vote"))
    expect(page.locator("html.live")).to_be_visible()
    page.wait_for_timeout(300)
    lines[-1].close(code=1000)
    page.wait_for_timeout(300)
    page.clock.run_for(30_000)
    expect(page.locator("#banner")).to_be_hidden()


def test_the_screen_follows_the_host_without_a_reload(page: Page, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote", "rank")
    joins(page, workshop)
    page.evaluate("window.mark = true")
    workshop.turn("close")
    expect(page.locator("#closed h1")).to_be_visible()
    workshop.turn("reveal")
    expect(page.locator("#results h1")).to_be_visible()
    workshop.turn("open", 1)
    expect(page.locator("#rank h1")).to_be_visible()
    workshop.turn("close", 1)
    organiser.posts(f"/sessions/{workshop.id}/finish")
    expect(page.locator(".receipt-code")).to_have_text(re.compile(r"^(\w{4}-){2}\w{4}$"))
    assert page.evaluate("window.mark") is True


def test_ranking_by_keyboard_keeps_the_focus_on_the_idea_that_moves(page: Page, organiser: Organiser) -> None:
    workshop = organiser.workshop("rank")
    joins(page, workshop)
    for _ in range(3):
        page.locator(".rankrest button").first.press("Enter")
    page.locator(".rankrow").nth(2).locator("[name=up]").press("Enter")
    moved = page.evaluate("document.activeElement.value")
    assert moved == page.locator(".rankrow").nth(1).get_attribute("data-idea")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.value") == moved
    assert page.locator(".rankrow").first.get_attribute("data-idea") == moved


def test_half_typed_words_survive_a_reload_and_a_new_comment_of_someone_else(
    page: Page, organiser: Organiser, server: Server
) -> None:
    workshop = organiser.workshop("discuss")
    joins(page, workshop)
    page.locator("#discuss a").first.click()
    field = page.locator(".talk:target input[name=text]")
    field.fill("half a thou")
    page.reload()
    expect(field).to_have_value("half a thou")
    field.press("End")
    field.press_sequentially("ght")
    other = httpx.post(f"{server.url}/api/v1/join", json={"code": workshop.code, "community": "ahp"}).json()
    action = an_action(workshop.stage, "comment", idea=workshop.ideas["r0"], text="someone else's")
    bearer = {"Authorization": f"Bearer {other['token']}"}
    made = httpx.post(f"{server.url}/api/v1/actions", json=action, headers=bearer).json()["acks"][0]["comment"]
    organiser.posts(f"/comments/{made}/allow")
    expect(page.locator(f"#comment-{made}")).to_be_visible()
    assert page.evaluate("document.activeElement.name") == "text"
    expect(field).to_have_value("half a thought")
    field.press("Enter")
    expect(page.locator(".talk:target .status")).to_have_text("Waiting for the host")
    expect(field).to_have_value("")


def test_the_page_shuffles_as_the_server_does(page: Page, server: Server) -> None:
    page.goto(server.url)
    seeds = ["", "ann|vote|a", "x" * 60]
    reckoned = page.evaluate("async seeds => seeds.map((await import('/static/js/phone/shuffling.js')).mixed)", seeds)
    assert reckoned == [mixed(seed) for seed in seeds]


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.check
def test_axe_finds_nothing_and_nothing_is_wider_than_the_phone(page: Page, organiser: Organiser, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    workshop = organiser.workshop("vote", "rank", "dots", "rate", "gather", "discuss", opened=False)
    page.goto(workshop.links["join"])
    assert axe_finds(page) == []
    joins(page, workshop)
    for stage in range(6):
        workshop.turn("open", stage)
        kind = ("vote", "rank", "dots", "rate", "gather", "discuss")[stage]
        page.wait_for_selector(f"#{kind}")
        assert axe_finds(page) == [], kind
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), kind
        workshop.turn("close", stage)
    page.wait_for_selector("#closed")
    assert axe_finds(page) == []
