"""An idea's Easy Read picture on the phones that weigh it: with its words and size, fetched when somebody wants it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.domain.test_pictures import a_png
from tests.people import SOON, Organiser, Workshop
from tests.serving import Server
from tests.web.signing import SigningIn, a_link

SHOWS = "A nurse at a front door"


def pictured(server: Server, workshop: Workshop, ref: str = "r0") -> None:
    browser = SigningIn(server)
    browser.sends(a_link(server, "pictures@northdales.example"))
    answer = browser.http.post(
        f"/programmes/{workshop.programme}/ideas/{workshop.ideas[ref]}/picture",
        data={"words": SHOWS}, files={"picture": ("nurse.png", a_png(), "image/png")},
    )  # fmt: skip
    browser.http.close()
    assert answer.status_code == 303, answer.text


@pytest.fixture
def workshop(server: Server, organiser: Organiser) -> Workshop:
    made = organiser.workshop("vote", "discuss", ideas=2, opened=False)
    pictured(server, made)
    return made


@pytest.fixture
def phone(server: Server, workshop: Workshop) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, headers={"Origin": server.url}, timeout=SOON, trust_env=False) as http:
        assert http.post(f"/join/{workshop.code}", data={"community": "citizen"}).status_code == 303
        yield http


def address_of(workshop: Workshop, ref: str = "r0") -> str:
    return f"/sessions/{workshop.id}/ideas/{workshop.ideas[ref]}/picture"


def test_a_phone_shows_the_picture_of_an_idea_it_weighs_in_its_own_size(
    workshop: Workshop, phone: httpx.Client
) -> None:
    workshop.turn("open")
    page = phone.get(f"/sessions/{workshop.id}").text
    pictures = re.findall(r"<img [^>]*/picture[^>]*>", page)
    assert len(pictures) == 1, "one idea has a picture, the other none"
    for said in (f'alt="{SHOWS}"', 'width="1"', 'height="1"', 'loading="lazy"', address_of(workshop)):
        assert said in pictures[0]
    pushed = phone.get(f"/sessions/{workshop.id}/screen").json()["html"]["stage"]
    assert pictures[0] in pushed
    answer = phone.get(address_of(workshop))
    assert (answer.status_code, answer.headers["content-type"], answer.content) == (200, "image/png", a_png())
    assert phone.get(address_of(workshop, "r1")).status_code == 404


def test_a_picture_is_as_hidden_as_the_words_of_its_idea(
    server: Server, workshop: Workshop, phone: httpx.Client
) -> None:
    assert phone.get(address_of(workshop)).status_code == 404, "the vote has not opened"
    workshop.turn("open")
    assert phone.get(address_of(workshop)).status_code == 200
    stranger = httpx.get(f"{server.url}{address_of(workshop)}", timeout=SOON, trust_env=False)
    assert stranger.status_code in (303, 401, 403)


@pytest.mark.check
def test_a_picture_is_fetched_only_once_its_easy_read_is_opened(
    server: Server, chromium: Browser, workshop: Workshop, phone: httpx.Client
) -> None:
    workshop.turn("open")
    context = chromium.new_context(viewport={"width": 390, "height": 844}, base_url=server.url)
    context.add_cookies([{"name": "cg_device", "value": phone.cookies["cg_device"], "url": server.url}])
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.goto(f"/sessions/{workshop.id}", wait_until="networkidle")
    page.wait_for_selector("html.live")
    card = page.locator(f"section.card[data-idea='{workshop.ideas['r0']}']")
    if not card.is_visible():
        page.get_by_role("button", name="Next idea").click()
    assert not [one for one in asked if "/picture" in one]
    card.get_by_text("Easy Read").click()
    shown = card.get_by_role("img", name=SHOWS)
    expect(shown).to_be_visible()
    page.wait_for_function("(image) => image.complete && image.naturalWidth > 0", arg=shown.element_handle())
    context.close()
