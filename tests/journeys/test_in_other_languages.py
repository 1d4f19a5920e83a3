"""A workshop in Welsh from the code to the thanks, and in two made-up languages: one 40 % longer, one from right to
left. What does not come through the catalogues, or does not fit, shows there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.people import Organiser, Workshop
from tests.serving import Server

from .browser import PHONE, PROJECTOR, SMALL_PHONE, Guest

pytestmark = pytest.mark.check

STEPS = ("gather", "discuss", "vote", "dots", "rate", "rank", "break")
OURS = ("Example workshop", "Example programme", "Common Ground")
"""Names that stand in every language as they are."""

BARE = """(ours) => {
  const shown = (node) => {
    for (let e = node.parentElement; e; e = e.parentElement) {
      const style = getComputedStyle(e);
      if (e.hidden || style.display === 'none' || style.visibility === 'hidden') return false;
      if (['SCRIPT', 'STYLE', 'TEMPLATE', 'NOSCRIPT', 'OPTION'].includes(e.tagName)) return false;
      if (e.matches('.languages, .language-choices button, [data-idea] blockquote, .figures')) return false;
      if (e.matches('.receipt-code')) return false;
    }
    return true;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  let depth = 0;
  while (walker.nextNode()) {
    if (!shown(walker.currentNode)) continue;
    let bare = '';
    for (const letter of walker.currentNode.data) {
      if (letter === '[') depth += 1;
      else if (letter === ']') depth = Math.max(0, depth - 1);
      else if (!depth) bare += letter;
    }
    for (const one of ours) bare = bare.replaceAll(one, '');
    bare = bare.replace(/Idea \\d/g, '');
    if (/[A-Za-zא-ת]{2,}/.test(bare)) found.push(bare.trim());
  }
  for (const e of document.body.querySelectorAll('[aria-label], [placeholder], [title], img[alt]')) {
    if (e.closest('template, .languages')) continue;
    for (const name of ['aria-label', 'placeholder', 'title', 'alt']) {
      const words = e.getAttribute(name);
      if (words && /[A-Za-z]{2,}/.test(words) && !words.includes('[')) found.push(`${name}: ${words}`);
    }
  }
  return found;
}"""
CUT = """() => [...document.body.querySelectorAll('*')].flatMap((e) => {
  const style = getComputedStyle(e), box = e.getBoundingClientRect();
  const hides = [style.overflowX, style.overflowY].some((way) => way === 'hidden' || way === 'clip');
  if (!hides || box.width < 2 || box.height < 2 || e.closest('.visually-hidden, [hidden]')) return [];
  const walker = document.createTreeWalker(e, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.data.trim() || node.parentElement.closest('.visually-hidden, [hidden], template')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const text of range.getClientRects()) {
      const outside = text.left < box.left - 2 || text.right > box.right + 2
        || text.top < box.top - 4 || text.bottom > box.bottom + 4;
      if (outside && text.width > 1) found.push(`${e.tagName}.${e.className}: ${node.data.trim().slice(0, 60)}`);
    }
  }
  return found;
})"""


@pytest.fixture
def guests(browser: Browser, server: Server) -> Iterator[list[Guest]]:
    """Those whom a test lets in, shown out at its end."""
    made: list[Guest] = []
    yield made
    for guest in made:
        guest.leave()


def speaks(guest: Guest, language: str) -> Guest:
    guest.context.add_cookies([{"name": "cg_language", "value": language, "url": guest.base}])
    return guest


def joins(guest: Guest, workshop: Workshop) -> None:
    guest.page.goto(workshop.links["join"])
    guest.page.locator("input[value=citizen]").check(force=True)
    guest.page.locator("button[type=submit]:not([name=language])").click()
    guest.page.wait_for_selector("html.live")


def answers(guest: Guest, words: str) -> None:
    shown = guest.page.locator("[data-answers]:visible").first
    shown.locator("label.answer").filter(has_text=re.compile(rf"^\s*{words}")).click()


def fits(guest: Guest, where: str, of: tuple[str, ...] = OURS) -> None:
    """Once its typeface is there and nothing is on its way to another place: on a busy machine that takes a while."""
    guest.page.evaluate("document.fonts.ready.then(() => null)")
    with suppress(PlaywrightTimeout):
        guest.page.wait_for_function(
            f"(ours) => !({BARE})(ours).length && !({CUT})().length", arg=list(of), timeout=5000
        )
    guest.no_sideways_scrolling(where)
    assert guest.page.evaluate(BARE, list(of)) == [], f"{where}: not from a catalogue"
    assert guest.page.evaluate(CUT) == [], f"{where}: cut"


def test_a_workshop_in_welsh_from_the_code_to_the_thanks(
    browser: Browser, server: Server, organiser: Organiser, guests: list[Guest]
) -> None:
    workshop = organiser.workshop({"kind": "vote", "settings": {"shuffle": False}}, ideas=2)
    phone = Guest(browser, PHONE, base=server.url, touch=True)
    guests.append(phone)
    page = phone.page
    page.goto("/")
    page.get_by_role("button", name="Cymraeg").click()
    expect(page.get_by_role("heading", name="Ymuno â gweithdy")).to_be_visible()
    page.get_by_label("Cod", exact=True).fill(workshop.code)
    page.get_by_role("button", name="I mewn").click()
    expect(page.get_by_role("heading", name="Rydw i yma fel…")).to_be_visible()
    page.get_by_role("radio", name="Dinesydd").check(force=True)
    phone.accessible("joining in Welsh")
    page.get_by_role("button", name="Ymuno â’r gweithdy").click()
    page.wait_for_selector("html.live")
    idea = page.locator("blockquote:visible")
    expect(idea).to_have_text("“Idea 0”")
    assert idea.get_attribute("lang") == "en"
    answers(phone, "Cytuno")
    expect(page.locator("#status")).to_have_text("Wedi’i gadw")
    at = f"/programmes/{workshop.programme}/ideas/{workshop.ideas['r0']}/translations"
    organiser.posts(at, {"language": "cy", "text": "Ymweliad cartref o fewn deuddydd"})
    expect(idea).to_have_text("“Ymweliad cartref o fewn deuddydd”")
    assert idea.get_attribute("lang") is None
    expect(page.locator("input[value=agree]:visible").first).to_be_checked()
    phone.picture("welsh-vote")
    phone.accessible("voting in Welsh")
    page.locator("button[data-next]").click()
    answers(phone, "Anghytuno")
    expect(page.locator("#status")).to_have_text("Wedi’i gadw")
    page.locator("button[data-next]").click()
    expect(page.get_by_role("heading", name="Edrychwch ar y sgrin fawr")).to_be_visible()
    tally = workshop.tally()
    assert tally["r0"]["citizen"]["agree"] == 1, "answers are one pool, whatever the language"
    workshop.host.posts(f"/sessions/{workshop.id}/finish")
    expect(page.get_by_role("heading", name="Diolch")).to_be_visible()
    phone.no_sideways_scrolling("thanks in Welsh")
    phone.calm("a workshop in Welsh")


@pytest.mark.parametrize("size", [SMALL_PHONE, PHONE], ids=["320", "390"])
def test_every_word_of_a_phone_comes_from_a_catalogue_and_has_room(
    browser: Browser, server: Server, organiser: Organiser, guests: list[Guest], size: dict[str, int]
) -> None:
    workshop = organiser.workshop(*STEPS, ideas=3)
    phone = speaks(Guest(browser, size, base=server.url, touch=True), "qps")
    guests.append(phone)
    page = phone.page
    for at in ("/", "/privacy", "/receipt", "/said", "/language"):
        page.goto(at)
        fits(phone, at)
    page.goto(workshop.links["join"])
    fits(phone, "joining")
    joins(phone, workshop)
    titles = (*OURS, *(stage["title"] for stage in workshop.shown()["stages"] if stage["title"]))
    for n, kind in enumerate(STEPS):
        if n:
            workshop.turn("close", n - 1)
            workshop.turn("open", n)
        page.wait_for_selector(f"#stage[data-view={kind}]")
        phone.picture(f"pseudo-{kind}-{size['width']}")
        fits(phone, kind, titles)
    workshop.host.posts(f"/sessions/{workshop.id}/finish")
    page.wait_for_selector("#ended")
    fits(phone, "thanks", titles)
    phone.calm("a phone in a made-up language")


def test_a_phone_that_reads_from_right_to_left(
    browser: Browser, server: Server, organiser: Organiser, guests: list[Guest]
) -> None:
    workshop = organiser.workshop("vote", "dots", "rank", ideas=3)
    phone = speaks(Guest(browser, PHONE, base=server.url, touch=True), "qpr")
    guests.append(phone)
    phone.page.goto(workshop.links["join"])
    assert phone.page.locator("html").get_attribute("dir") == "rtl"
    phone.picture("rtl-join")
    joins(phone, workshop)
    for n, kind in enumerate(("vote", "dots", "rank")):
        if n:
            workshop.turn("close", n - 1)
            workshop.turn("open", n)
        phone.page.wait_for_selector(f"#stage[data-view={kind}]")
        phone.picture(f"rtl-{kind}")
        phone.no_sideways_scrolling(kind)
        heading, page = phone.page.locator("#stage h1:visible").first.bounding_box(), PHONE["width"]
        if heading is not None and heading["width"] < page - 60:
            assert heading["x"] + heading["width"] > page / 2, "words begin at the right"
    phone.calm("a phone from right to left")


def test_a_board_in_welsh_changes_under_the_eyes_of_the_room(
    browser: Browser, server: Server, organiser: Organiser, guests: list[Guest]
) -> None:
    workshop = organiser.workshop("vote", ideas=3)
    board = Guest(browser, PROJECTOR, base=server.url)
    guests.append(board)
    board.page.goto(f"/sessions/{workshop.id}/board")
    expect(board.page.get_by_text("Voting is open").first).to_be_visible()
    organiser.posts(f"/sessions/{workshop.id}/board", {"language": "cy"})
    expect(board.page.get_by_text("Mae’r pleidleisio ar agor").first).to_be_visible()
    assert board.page.locator("#board").get_attribute("lang") == "cy"
    board.picture("welsh-board")
    board.calm("a board in Welsh")


def test_the_listening_page_and_the_public_ones_are_in_a_catalogue(
    browser: Browser, server: Server, organiser: Organiser, guests: list[Guest]
) -> None:
    programme = organiser.posts("/programmes", {"name": "Example programme"}, 201)["id"]
    wanted = {
        "title": "Example workshop",
        "open": True,
        "equality": ["age", "carer"],
        "questions": [{"text": "Common Ground"}],
    }
    shown = organiser.http.put(f"/programmes/{programme}/listening", json=wanted).json()
    phone = speaks(Guest(browser, SMALL_PHONE, base=server.url, touch=True), "qps")
    guests.append(phone)
    phone.page.goto("/listen/" + re.sub(r".*/", "", shown["link"]))
    phone.page.locator("details.about summary").click()
    phone.picture("pseudo-listen")
    fits(phone, "listening")
