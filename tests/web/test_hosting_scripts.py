"""Hosting in a real browser: half a form survives what happens meanwhile, and every control works by the keyboard."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.people import Organiser, Workshop
from tests.serving import Server
from tests.web.passes import a_pass
from tests.web.test_console_scripts import FOCUSED, axe_finds, comment, console, joins, signed_in

pytestmark = pytest.mark.check

STEPS = (
    {"kind": "discuss", "title": "Talk", "settings": {"minutes": 20}}, {"kind": "break", "title": "Tea"},
    {"kind": "vote", "title": "The vote"},
)  # fmt: skip


@pytest.fixture(scope="module")
def cookie(server: Server) -> str:
    return signed_in(server)


@pytest.fixture
def workshop(organiser: Organiser) -> Workshop:
    return organiser.workshop(*STEPS)


def titles(workshop: Workshop) -> list[str]:
    return [stage["title"] for stage in workshop.shown()["stages"]]


def visit(
    browser: Browser, server: Server, cookie: str, path: str, width: int = 1440, name: str = "cg_signed_in"
) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.add_cookies([{"name": name, "value": cookie, "url": server.url}])
    page = context.new_page()
    page.goto(server.url + path)
    return page


def test_a_step_half_described_survives_what_happens_meanwhile_and_is_added_by_enter(
    chromium: Browser, server: Server, workshop: Workshop, cookie: str
) -> None:
    page = console(chromium, server, workshop, cookie, width=1024)
    page.focus("#sheet summary")
    page.keyboard.press("Enter")
    page.select_option("#sheet-kind", "dots")
    page.fill("#sheet-minutes", "7")
    page.focus("#sheet-title")
    page.keyboard.type("Share out ")
    joins(server, workshop)
    expect(page.locator("#turnout")).to_contain_text("of 1")
    page.keyboard.type("dots")
    assert page.input_value("#sheet-kind") == "dots"
    page.keyboard.press("Enter")
    expect(page.locator("#runsheet ol")).to_contain_text("Share out dots")
    assert titles(workshop) == ["Talk", "Share out dots", "Tea", "The vote"]
    new = workshop.shown()["stages"][1]
    assert (new["kind"], new["settings"]["minutes"]) == ("dots", 7)
    page.context.close()


def test_a_step_moves_by_the_keyboard_and_focus_stays_on_it(
    chromium: Browser, server: Server, workshop: Workshop, cookie: str
) -> None:
    page = console(chromium, server, workshop, cookie)
    page.click("#sheet summary")
    page.focus(f"#do-up-{workshop.stages[2]}")
    page.keyboard.press("Enter")
    expect(page.locator("#runsheet ol li").nth(1)).to_contain_text("The vote")
    assert titles(workshop) == ["Talk", "The vote", "Tea"]
    assert page.evaluate("document.getElementById('sheet').open")
    page.focus(f"#sheet-skip-{workshop.stages[1]}")
    page.keyboard.press("Enter")
    expect(page.locator("#runsheet ol s")).to_have_text("Tea")
    assert page.evaluate(FOCUSED)[1] == f"sheet-skip-{workshop.stages[1]}"
    page.keyboard.press("Enter")
    expect(page.locator("#runsheet ol s")).to_have_count(0)
    page.context.close()


def test_removing_somebody_asks_in_a_dialog_and_escape_keeps_them(
    chromium: Browser, server: Server, workshop: Workshop, cookie: str
) -> None:
    comment(server, workshop, "Spam", "More spam")
    page = console(chromium, server, workshop, cookie)
    page.locator("#to-check .person-menu summary").first.click()
    assert axe_finds(page) == []
    page.locator("#to-check button[name=remove]").first.click()
    expect(page.locator("dialog[open]")).to_contain_text("Remove this person?")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    assert workshop.shown()["here"]["citizen"] == 1
    page.locator("#to-check button[name=mute]").first.click()
    expect(page.locator("#to-check .muted-note")).to_have_count(2)
    page.locator("#to-check button[name=remove]").first.click()
    page.click("#ask-sure button")
    expect(page.locator("#to-check .check-item")).to_have_count(0)
    assert workshop.shown()["here"]["citizen"] == 0
    page.context.close()


def test_the_boards_switches_work_by_the_keyboard_where_it_is_narrow(
    chromium: Browser, server: Server, workshop: Workshop, cookie: str
) -> None:
    comment(server, workshop, "One", "Two")
    page = console(chromium, server, workshop, cookie, width=1024)
    for _ in range(2):
        page.locator("#to-check button[name=allow]").first.click()
        page.wait_for_timeout(450)
    expect(page.locator("#rotate-on")).to_have_count(1)
    for id in ("board-view", "board-bigger", "board-blank"):
        page.focus(f"#{id}")
        page.keyboard.press("Enter")
        expect(page.locator(f"#{id}")).to_have_attribute("aria-pressed", "true")
        assert page.evaluate(FOCUSED)[1] == id
    page.focus("#rotate-on")
    page.keyboard.press("Enter")
    expect(page.locator("#spotlit, #on-board button[name=unspotlight]")).to_have_count(1)
    hidden = page.locator(".tab[data-queue=hidden]").bounding_box()
    assert hidden is not None
    assert hidden["x"] + hidden["width"] <= 1024 - 4, "the last tab keeps off the edge"
    page.context.close()


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_axe_finds_nothing_on_the_pages_for_helpers_and_nothing_scrolls_sideways(
    chromium: Browser, server: Server, workshop: Workshop, cookie: str, width: int
) -> None:
    comment(server, workshop, "Dr Example is late", "Plain words that go on and on, " * 12)
    here = f"/sessions/{workshop.id}"
    pages = [visit(chromium, server, cookie, f"{here}/{at}", width) for at in ("helpers", "console/alike", "plan")]
    pages.append(visit(chromium, server, a_pass(server, workshop.id), f"{here}/helping", width, "cg_pass"))
    for page in pages:
        assert axe_finds(page) == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
        page.context.close()


def test_a_helpers_phone_follows_and_ends_when_the_host_stops_it(
    chromium: Browser, server: Server, workshop: Workshop, cookie: str
) -> None:
    phone = visit(chromium, server, a_pass(server, workshop.id), f"/sessions/{workshop.id}/helping", 390, "cg_pass")
    phone.wait_for_selector("#line[data-connected]")
    comment(server, workshop, "Please read me")
    expect(phone.locator("#to-check .check-item")).to_have_count(1)
    phone.click("#to-check button[name=allow]")
    expect(phone.locator("#to-check .check-item")).to_have_count(0)
    desk = visit(chromium, server, cookie, f"/sessions/{workshop.id}/helpers")
    desk.click("text=Stop")
    expect(phone.locator("#offline")).to_contain_text("no longer valid", timeout=8_000)
    phone.context.close()
    desk.context.close()


def test_a_step_of_the_plan_is_dragged_by_its_grip(
    chromium: Browser, server: Server, organiser: Organiser, cookie: str
) -> None:
    workshop = organiser.workshop(*STEPS, start=False, opened=False)
    page = visit(chromium, server, cookie, f"/sessions/{workshop.id}/plan")
    page.wait_for_selector("html[data-drags]")
    grips = page.locator(".plan-rows .grip")
    first, last = grips.nth(0).bounding_box(), grips.nth(2).bounding_box()
    assert first is not None
    assert last is not None
    page.mouse.move(last["x"] + 5, last["y"] + 5)
    page.mouse.down()
    page.mouse.move(first["x"] + 5, first["y"] + 8, steps=6)
    page.mouse.move(first["x"] + 5, first["y"] - 8, steps=3)
    with page.expect_navigation():
        page.mouse.up()
    assert titles(workshop) == ["The vote", "Talk", "Tea"]
    page.context.close()


def test_the_board_has_a_remote_on_the_hosts_phone_that_tells_the_story_to_its_map(
    chromium: Browser, server: Server, organiser: Organiser, cookie: str
) -> None:
    workshop = organiser.workshop("vote", ideas=9)
    voters(server, workshop, 6)
    workshop.turn("close")
    workshop.turn("reveal")
    host = visit(chromium, server, cookie, f"/sessions/{workshop.id}/console#board", 390)
    host.wait_for_selector("#line[data-connected]")
    expect(host.locator("#board")).to_be_visible()
    expect(host.locator("#now")).to_be_hidden()
    for words in ("On to the next page", "On to the map"):
        host.get_by_role("button", name=words).click()
        expect(host.get_by_role("button", name=words)).to_have_count(0)
        assert host.evaluate("document.activeElement.id") == "board-on"
    board = visit(chromium, server, cookie, f"/sessions/{workshop.id}/board", 1920)
    expect(board.locator("#map")).to_be_visible()
    host.get_by_label("Point at").select_option(index=2)
    host.get_by_role("button", name="Show it").click()
    expect(board.locator(".cgmap .picked")).to_have_count(1)
    low = "[...document.querySelectorAll('#board :is(button, select)')].filter((one) => one.checkVisibility()"
    assert host.evaluate(f"{low} && one.getBoundingClientRect().height < 44).length") == 0
    host.context.close()
    board.context.close()


def voters(server: Server, workshop: Workshop, each: int) -> None:
    """So many citizens and AHPs who agree with everything."""
    for token in [joins(server, workshop, community) for community in ("citizen", "ahp") for _ in range(each)]:
        acts = [workshop.vote(ref, "agree") for ref in workshop.ideas]
        headers = {"authorization": f"Bearer {token}"}
        httpx.post(f"{server.url}/api/v1/actions", json=acts, headers=headers, trust_env=False).raise_for_status()
