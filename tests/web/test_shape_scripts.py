"""The workbench in a real browser: words are marked with the pointer and with the keyboard, and axe finds nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import DESK, Guest
from tests.people import Organiser
from tests.serving import Server
from tests.web.test_console_scripts import signed_in
from tests.web.test_organiser_pages import Browser as Plain
from tests.web.test_shape_pages import Bench

pytestmark = pytest.mark.check

SAID = "My mum fell 😀 on the Friday.\nA visit in two days would have changed everything. She had a garden."


@pytest.fixture(scope="module")
def cookie(server: Server) -> str:
    return signed_in(server)


@pytest.fixture
def bench(organiser: Organiser, server: Server) -> Bench:
    return Bench(organiser, Plain(server), SAID, "I ring at 8.", "The foot clinic does Saturdays.")


@pytest.fixture
def guest(chromium: Browser, server: Server, cookie: str) -> Iterator[Guest]:
    guest = Guest(chromium, DESK, base=server.url)
    guest.context.add_cookies([{"name": "cg_signed_in", "value": cookie, "url": server.url}])
    yield guest
    guest.leave()


def select(page: Page, first: str, last: str) -> None:
    """Selects from the beginning of these words to their end, as a pointer does."""
    page.evaluate(
        """([first, last]) => {
          const node = [...document.querySelectorAll("[data-words]")].map((one) => one.firstChild)
            .find((one) => one.data.includes(first));
          const range = document.createRange();
          range.setStart(node, node.data.indexOf(first) + 1);
          range.setEnd(node, node.data.indexOf(last) + last.length - 1);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
          document.dispatchEvent(new PointerEvent("pointerup", {bubbles: true}));
        }""",
        [first, last],
    )


def test_marked_words_become_a_quote_to_the_letter(guest: Guest, bench: Bench) -> None:
    """Characters beyond UTF-16's first plane and line breaks stand before the mark: the places still fit."""
    idea, page = bench.idea("A home visit after a fall"), guest.page
    page.goto(f"{bench.shape}?idea={idea}")
    select(page, "visit in two", "everything.")
    expect(page.locator(".marked-count")).to_have_text("Marked: 8 words")
    expect(page.locator("mark.marked")).to_have_text("visit in two days would have changed everything.")
    page.get_by_role("button", name="Add to the open idea").click()
    expect(page.get_by_text("1 quote was added")).to_be_visible()
    assert bench.words(idea) == ["visit in two days would have changed everything."]
    page.goto(f"{bench.shape}?all=1&idea={idea}")
    select(page, "on the Friday", "two days")
    page.get_by_role("button", name="Add to the open idea").click()
    expect(page.get_by_text("1 quote was added")).to_be_visible()
    assert bench.words(idea)[1] == "on the Friday.\nA visit in two days"
    guest.calm("the workbench")


def test_words_are_marked_by_the_keyboard_alone(guest: Guest, bench: Bench) -> None:
    page = guest.page
    page.goto(bench.shape)
    page.get_by_role("link", name="Quote number 1").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-words]:focus")).to_have_count(1)
    for _ in range(9):
        page.keyboard.press("ArrowRight")
    expect(page.locator(".cursor")).to_have_text("visit")
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#marking-said")).to_have_text("Marked: 4 words: visit in two days")
    guest.picture("workbench-keyboard")
    guest.accessible("a contribution being marked")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Make a new idea").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".idea-words")).to_have_text("“visit in two days”")
    guest.calm("the workbench")


def test_another_selection_moves_the_form_along(guest: Guest, bench: Bench) -> None:
    page = guest.page
    page.goto(f"{bench.shape}?at={bench.said[0]}")
    select(page, "foot clinic", "clinic")
    expect(page.locator(".said.current [data-words]")).to_have_text("The foot clinic does Saturdays.")
    expect(page.locator("[data-marking]:visible")).to_have_count(1)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Flag it, to come back to it").locator("visible=true").click()
    expect(page.locator(".said.current .badge")).to_have_text("Flagged")


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_every_page_of_shaping_is_accessible_and_fits(guest: Guest, bench: Bench, width: int) -> None:
    idea, page = bench.idea("A home visit after a fall", name="Home visit", theme="At home"), guest.page
    bench.idea("A visit at home after my fall")
    for one in bench.said[:2]:
        bench.organiser.posts(f"{bench.api}/ideas/{idea}/quotes", {"contribution": one}, 201)
    bench.organiser.posts(f"{bench.api}/ideas/{idea}/wording", {"text": "Another wording", "why": "because"})
    ideas = f"/programmes/{bench.programme}/ideas"
    page.set_viewport_size({"width": width, "height": 900})
    for path in (f"{bench.shape}?idea={idea}&at={bench.said[2]}", f"{bench.shape}?all=1&flagged=1", ideas,
                 f"{ideas}/new", f"{ideas}/{idea}", f"{ideas}/{idea}/split", f"{ideas}/{idea}/merge"):  # fmt: skip
        page.goto(path)
        guest.accessible(path)
        guest.no_sideways_scrolling(path)
    guest.calm("shaping")
