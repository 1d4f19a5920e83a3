"""The outcome page and the report in a browser: picking an idea by keyboard, what axe says, and paper."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.people import Organiser, Workshop, an_action
from tests.serving import Server

AXE = (Path(__file__).resolve().parent.parent / "vendor/axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
STEPS = ["vote", "dots", "rate", "rank"]
pytestmark = pytest.mark.check


def everyone(server: Server, workshop: Workshop) -> None:
    """Answers in every step, without an event loop: the browser has its own."""
    people = [{"community": c} for c in ("citizen", "ahp") for _ in range(11)]
    people += [{"community": "ahp", "profession": "Paramedics"}, {"community": "other"}]
    with httpx.Client(base_url=f"{server.url}/api/v1", trust_env=False, timeout=20) as http:
        tokens = []
        for person in people:
            tokens.append(http.post("/join", json={"code": workshop.code} | person).json()["token"])
            http.cookies.clear()
        for at, kind in enumerate(STEPS):
            workshop.turn("open", at)
            for n, token in enumerate(tokens):
                said = answers(workshop, workshop.stages[at], kind, n)
                answered = http.post("/actions", json=said, headers={"Authorization": f"Bearer {token}"})
                assert all(ack["ok"] for ack in answered.json()["acks"]), answered.text
            workshop.turn("close", at)


def answers(workshop: Workshop, stage: str, kind: str, n: int) -> list[dict[str, Any]]:
    ids = list(workshop.ideas.values())
    if kind == "vote":
        choices = ("agree", "unsure", "disagree")
        return [an_action(stage, "vote", idea=i, choice=choices[(n * k) % 3 if k else 0]) for k, i in enumerate(ids)]
    if kind == "dots":
        return [an_action(stage, "dots", idea=ids[n % len(ids)], dots=2)]
    if kind == "rate":
        return [an_action(stage, "rate", idea=ids[0], scale=s, score=1 + n % 5) for s in ("importance", "ease")]
    return [an_action(stage, "rank", order=ids[n % len(ids) :] + ids[: n % len(ids)])]


@pytest.fixture(scope="module")
def workshop(server: Server) -> Iterator[Workshop]:
    with Organiser(server) as organiser:
        made = organiser.workshop(*STEPS, ideas=6, opened=False)
        everyone(server, made)
        for _ in range(20):
            if organiser.http.post(f"/sessions/{made.id}/finish", json={}).status_code == 200:
                break
            time.sleep(0.3)
        organiser.posts(f"/sessions/{made.id}/publish")
        reason = {"idea": made.ideas["r0"], "verdict": "carry_forward", "reason": "Both want it.", "who": "Example"}
        organiser.posts(f"/sessions/{made.id}/decisions", reason, 201)
        yield made


@pytest.fixture(scope="module")
def cookie(server: Server) -> str:
    link = server.command("link", "--email", "looks@northdales.example").strip().rpartition("/")[2]
    return httpx.post(f"{server.url}/sign-in/{link}", trust_env=False).cookies["cg_signed_in"]


def page_of(chromium: Browser, server: Server, cookie: str, path: str, width: int, script: bool = True) -> Page:
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, base_url=server.url, java_script_enabled=script
    )
    context.add_cookies([{"name": "cg_signed_in", "value": cookie, "url": server.url}])
    page = context.new_page()
    page.goto(path)
    return page


@pytest.mark.parametrize("width", [1440, 390, 320])
@pytest.mark.parametrize("name", ["outcomes", "report"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    chromium: Browser, server: Server, workshop: Workshop, cookie: str, name: str, width: int
) -> None:
    page = page_of(chromium, server, cookie, f"/sessions/{workshop.id}/{name}", width)
    page.evaluate(AXE + ";0")
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", TAGS)["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 1
    page.context.close()


@pytest.mark.parametrize("name", ["outcomes", "report"])
def test_an_idea_is_picked_by_keyboard_and_the_oval_is_the_servers_own(
    chromium: Browser, server: Server, workshop: Workshop, cookie: str, name: str
) -> None:
    path = f"/sessions/{workshop.id}/{name}"
    plain = page_of(chromium, server, cookie, path, 1440, script=False)
    plain.locator("[data-pick]").nth(1).click()
    drawn = plain.locator("ellipse.oval").evaluate("e => ['cx','cy','rx','ry'].map(n => e.getAttribute(n)).join(' ')")
    words = plain.locator("[data-picked]").inner_text()
    plain.context.close()
    page = page_of(chromium, server, cookie, path, 1440)
    expect(page.locator("ellipse.oval")).to_have_count(0)
    page.locator("[data-pick]").nth(1).focus()
    page.keyboard.press("Enter")
    oval = page.locator("ellipse.oval")
    expect(oval).to_have_count(1)
    assert oval.evaluate("e => ['cx','cy','rx','ry'].map(n => e.getAttribute(n)).join(' ')") == drawn
    expect(page.locator("[data-picked]")).to_have_text(words)
    assert page.evaluate("document.activeElement.getAttribute('aria-current')") == "true"
    page.keyboard.press("Enter")
    expect(oval).to_have_count(0)
    page.context.close()


def test_on_paper_there_is_no_button_no_form_and_every_figure(
    chromium: Browser, server: Server, workshop: Workshop, cookie: str
) -> None:
    page = page_of(chromium, server, cookie, f"/sessions/{workshop.id}/outcomes", 1000)
    page.emulate_media(media="print")
    for hidden in (".button-row", "#decide", "#downloads", ".outcome-more", ".outcome-table"):
        expect(page.locator(hidden).first).to_be_hidden()
    for shown in (".all-figures", ".cgmap", ".decisions", "#method", ".findings"):
        expect(page.locator(shown).first).to_be_visible()
    page.context.close()
