"""The page and the call that say how a workshop runs: over the real doors, and in a real browser."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.people import Organiser, Phone, Workshop, join
from tests.serving import Server, serving

AXE = (Path(__file__).resolve().parent.parent / "vendor/axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
IN_PLACE = {"hx-request": "true"}


@pytest.fixture(scope="module")
def cookie(server: Server) -> str:
    return signed_in(server)


def signed_in(server: Server) -> str:
    link = server.command("link", "--email", "host@example.org").strip().rpartition("/")[2]
    return httpx.post(f"{server.url}/sign-in/{link}", trust_env=False).cookies["cg_signed_in"]


@pytest.fixture
def workshop(organiser: Organiser) -> Workshop:
    return organiser.workshop("vote")


@pytest.fixture
def host(server: Server, cookie: str) -> Iterator[httpx.Client]:
    with httpx.Client(
        base_url=server.url, cookies={"cg_signed_in": cookie}, headers={"origin": server.url}, trust_env=False
    ) as host:
        yield host


def at(workshop: Workshop) -> str:
    return f"/sessions/{workshop.id}/health"


def joins(server: Server, workshop: Workshop, community: str = "citizen") -> str:
    """Joins one person → their token. No loop runs here: a browser's may be running already."""
    body = {"code": workshop.code, "community": community}
    token: str = httpx.post(f"{server.url}/api/v1/join", json=body, trust_env=False).json()["token"]
    return token


def lock(workshop: Workshop, version: int, locked: bool = True) -> dict[str, str]:
    return {"expected_version": str(version), "locked": str(locked).lower()}


async def test_phones_that_are_here_and_answers_that_are_saved_are_counted(
    server: Server, workshop: Workshop, host: httpx.Client
) -> None:
    people = await join(server, workshop.code, [{"community": "citizen"}, {"community": "ahp"}])
    async with Phone(server, people[0]["token"]) as ann:
        await ann.does(workshop.vote("r0", "agree"))
        some = await asyncio.to_thread(workshop.host.gets, at(workshop))
        async with Phone(server, people[1]["token"]):
            everyone = await asyncio.to_thread(workshop.host.gets, at(workshop))
            html = await asyncio.to_thread(host.get, at(workshop))
    assert some["phones"] == {"joined": 2, "here": 1, "away": 0}
    assert everyone["phones"] == {"joined": 2, "here": 2, "away": 0}
    assert everyone["answers"] == {"saved": 1, "waiting": 0}
    assert everyone["last_saved"] is not None
    assert sum(bar["people"] for bar in everyone["arrivals"]["bars"]) == 2
    assert "Everyone is connected" in html.text
    assert "All 2 phones are here." in html.text


def test_the_part_that_is_asked_for_again_is_the_pages_own(workshop: Workshop, host: httpx.Client) -> None:
    moving = re.compile(r"Last saved [^.]*\.")
    page, part = host.get(at(workshop)).text, host.get(at(workshop), headers=IN_PLACE).text
    assert part.lstrip().startswith('<div id="health">')
    assert moving.sub("", part.strip()) in moving.sub("", page)


def test_locking_keeps_newcomers_out_and_needs_no_javascript(
    server: Server, workshop: Workshop, host: httpx.Client
) -> None:
    locked = host.post(f"{at(workshop)}/doors", data=lock(workshop, workshop.shown()["version"]))
    assert (locked.status_code, locked.headers["location"]) == (303, at(workshop))
    newcomer = {"code": workshop.code, "community": "citizen"}
    assert httpx.post(f"{server.url}/api/v1/join", json=newcomer, trust_env=False).status_code == 403
    assert 'aria-checked="true"' in host.get(at(workshop)).text
    opened = host.post(
        f"{at(workshop)}/doors", data=lock(workshop, workshop.shown()["version"], False), headers=IN_PLACE
    )
    assert 'aria-checked="false"' in opened.text
    assert httpx.post(f"{server.url}/api/v1/join", json=newcomer, trust_env=False).status_code == 201


def test_a_press_on_a_page_that_is_behind_changes_nothing_and_says_so(workshop: Workshop, host: httpx.Client) -> None:
    behind = lock(workshop, 0)
    page = host.post(f"{at(workshop)}/doors", data=behind)
    part = host.post(f"{at(workshop)}/doors", data=behind, headers=IN_PLACE)
    assert (page.status_code, part.status_code) == (409, 200)
    assert "Another host has moved on meanwhile." in page.text
    assert "Another host has moved on meanwhile." in part.text
    assert not workshop.shown()["locked"]


def test_nobody_but_an_organiser_sees_it_or_locks_the_room(server: Server, workshop: Workshop) -> None:
    ann = joins(server, workshop)
    with httpx.Client(base_url=server.url, trust_env=False) as http:
        assert http.get(at(workshop)).status_code == 303
        assert http.get(f"/api/v1{at(workshop)}").status_code == 401
        http.headers["authorization"] = f"Bearer {ann}"
        assert http.get(at(workshop)).status_code == 403
        assert http.get(f"/api/v1{at(workshop)}").status_code == 403
        assert http.post(f"{at(workshop)}/doors", data=lock(workshop, 99)).status_code == 403
    assert not workshop.shown()["locked"]


def page_of(browser: Browser, server: Server, workshop: Workshop, cookie: str, width: int = 1440) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.add_cookies([{"name": "cg_signed_in", "value": cookie, "url": server.url}])
    page = context.new_page()
    page.goto(f"{server.url}{at(workshop)}")
    return page


def test_it_follows_by_itself_and_leaves_focus_and_an_open_table_alone(
    chromium: Browser, server: Server, workshop: Workshop, cookie: str
) -> None:
    joins(server, workshop)
    page = page_of(chromium, server, workshop, cookie)
    expect(page.locator("h1")).to_have_text("Nobody is waiting to come back")
    page.locator("#arrivals-table summary").click()
    page.locator("#do-lock").focus()
    page.keyboard.press("Space")
    expect(page.locator("#do-lock")).to_have_attribute("aria-checked", "true")
    assert workshop.shown()["locked"]
    workshop.host.posts(f"/sessions/{workshop.id}/doors", {"locked": False})
    joins(server, workshop, "ahp")
    expect(page.locator(".lede")).to_contain_text("0 of 2 phones are here.")
    expect(page.locator("#do-lock")).to_have_attribute("aria-checked", "false")
    assert page.evaluate("document.activeElement.id") == "do-lock"
    assert page.evaluate("document.getElementById('arrivals-table').open")
    page.context.close()


@pytest.mark.parametrize("width", [1440, 320])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    chromium: Browser, server: Server, workshop: Workshop, cookie: str, width: int
) -> None:
    joins(server, workshop)
    page = page_of(chromium, server, workshop, cookie, width)
    page.locator("#arrivals-table summary").click()
    page.evaluate(AXE + ";0")
    found = page.evaluate(
        "async (tags) => (await axe.run(document, {runOnly: {type: 'tag', values: tags}})).violations.map(v => v.id)",
        TAGS,
    )
    assert not found
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 1
    page.context.close()


@pytest.mark.check
def test_it_says_when_it_cannot_follow_and_shows_no_other_page_in_its_place(chromium: Browser, tmp_path: Path) -> None:
    with serving(tmp_path / "data") as server, Organiser(server) as organiser:
        workshop, cookie = organiser.workshop("vote"), signed_in(server)
        page = page_of(chromium, server, workshop, cookie)
        banner, title = page.locator("#offline"), page.locator("h1")
        expect(banner).to_be_hidden()
        server.kill9()
        expect(banner).to_contain_text("What you see may be old.", timeout=12_000)
        server.start()
        expect(banner).to_be_hidden(timeout=12_000)
        page.context.clear_cookies()
        expect(banner).to_contain_text("You are no longer signed in.", timeout=12_000)
        expect(title).to_have_text("No phone has joined yet")
        page.context.close()
