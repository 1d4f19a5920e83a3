"""A whole workshop in real browsers: a host, two phones, the board and an onlooker, from sign-in to outcome."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.serving import Server, serving

from .browser import PROJECTOR, Guest
from .people import IDEAS, Host, Phone, act, crowd, me

pytestmark = pytest.mark.check

SPOKEN = "Send someone who can fix the handrail the same day"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("workshop") / "data") as running:
        yield running


def test_a_workshop_from_sign_in_to_outcome(server: Server, browser: Browser) -> None:
    host = Host.signed_in(browser, server)
    host.plans_a_workshop("Care nearer home")
    host.opens_the_console()
    host.learns_the_code(server)
    host.accessible("console before the start")
    board = Guest(browser, PROJECTOR, base=server.url)
    board.page.goto(f"/sessions/{host.session}/board")
    board.accessible("board: lobby")

    dina = Phone.picked_up(browser, server.url)
    dina.page.goto("/")
    dina.accessible("front page")
    dina.joins(host.code, "A citizen")
    dina.accessible("phone: waiting")
    ali = _joins_by_keyboard(browser, server, host.code)
    others = crowd(server, host.code, citizens=5, ahps=5)
    expect(board.page.get_by_text("6", exact=True).first).to_be_visible()
    board.picture("board-lobby")

    host.presses("Start the workshop")
    host.presses("Open the first step")
    board_says(board, "What comes next")
    dina.picture("phone-wait")
    host.presses("Next")
    board_says(board, "Voting is open")
    _everyone_votes(server, others)
    _votes_by_touch(dina)
    _votes_by_keyboard(ali)
    host.accessible("console: voting")
    host.picture("console-voting")
    board.accessible("board: voting")
    board.picture("board-voting")
    onlooker = Guest(browser, PROJECTOR, base=server.url)
    _sees_no_direction(onlooker, host)

    host.presses("Close voting")
    expect(dina.page.get_by_role("heading", name="Look at the board")).to_be_visible()
    dina.accessible("phone: closed")
    host.presses("Reveal results")
    board_says(board, "common ground")
    board.accessible("board: results")
    board.picture("board-results")
    expect(dina.page.get_by_role("heading", name=re.compile("look like common ground"))).to_be_visible()
    dina.accessible("phone: results")
    dina.picture("phone-results")
    _looks_at_the_map(host, board)

    host.presses("Next")  # what we share
    host.presses("Next")  # talk about the ideas
    _says_something(dina, host, board)
    host.presses("Next")  # rank the top five
    _ranks(dina, ali, server, others)
    host.picture("console-ranking")
    host.presses("Close this step")
    host.presses("Reveal results")
    board_says(board, "order")
    board.accessible("board: ranking")
    board.picture("board-ranking")
    host.presses("Next")
    host.presses("Next")
    host.asks_for("Finish the workshop")
    host.confirms("Finish")
    expect(dina.page.get_by_role("heading", name="Thank you")).to_be_visible(timeout=10_000)
    dina.accessible("phone: thanks")
    dina.picture("phone-thanks")
    _reads_the_outcome(host, server)
    for name, guest in (("host", host), ("board", board), ("Dina", dina), ("Ali", ali), ("onlooker", onlooker)):
        guest.calm(name)


def board_says(board: Guest, words: str) -> None:
    expect(board.page.locator("#board")).to_contain_text(re.compile(re.escape(words), re.I), timeout=10_000)


def _joins_by_keyboard(browser: Browser, server: Server, code: str) -> Phone:
    """An AHP who uses the keyboard alone, from the first page on."""
    ali = Phone.picked_up(browser, server.url)
    page = ali.page
    page.goto("/")
    _tab_to(ali, "input[name=code]")
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="I’m here as…")).to_be_visible()
    ali.accessible("join page")
    _tab_to(ali, "input[name=community]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.locator("input[value=ahp]")).to_be_checked()
    _tab_to(ali, "select[name=profession]")
    page.keyboard.type("Paramedics")
    _tab_to(ali, "button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/sessions/"))
    return ali


def _tab_to(guest: Guest, selector: str) -> None:
    """Presses Tab until that control has the focus; the focus is never out of sight on the way."""
    for _ in range(60):
        guest.page.keyboard.press("Tab")
        if guest.page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            assert guest.page.evaluate(
                "() => { const box = document.activeElement.getBoundingClientRect();"
                " return box.bottom > 0 && box.top < innerHeight }"
            ), f"{selector} has the focus out of sight"
            return
    raise AssertionError(f"{selector} cannot be reached with the Tab key")


def _everyone_votes(server: Server, others: list[dict[str, str]]) -> None:
    """Citizens agree with all; AHPs agree with the first four ideas and disagree with the rest."""
    for person in others:
        screen = me(server, person["token"])
        ideas = [idea["id"] for idea in screen["ideas"]]
        acts = []
        for n, idea in enumerate(ideas):
            agrees = person["community"] == "citizen" or n < 4
            choice = "agree" if agrees else "disagree"
            acts.append(
                {"id": f"{idea}-vote", "stage": screen["stage"]["id"], "do": "vote", "idea": idea, "choice": choice}
            )
        act(server, person["token"], acts)


def _votes_by_touch(dina: Phone) -> None:
    dina.picture("phone-vote")
    dina.accessible("phone: voting")
    for n in range(len(IDEAS)):
        dina.votes("Agree" if n else "Not sure")
        dina.goes_on()
    dina.page.reload()
    expect(dina.page.locator("input[type=radio]:checked")).to_have_count(len(IDEAS))


def _votes_by_keyboard(ali: Phone) -> None:
    page = ali.page
    for _ in IDEAS:
        _tab_to(ali, "[data-answers]:not([hidden]) input[type=radio]")
        page.keyboard.press("Space")
        expect(page.locator("#status")).to_contain_text("Saved")
        _tab_to(ali, "button[data-next]")
        page.keyboard.press("Enter")


def _sees_no_direction(onlooker: Guest, host: Host) -> None:
    """An onlooker with nothing but the board's address learns who has finished, and nothing else."""
    onlooker.page.goto(f"/sessions/{host.session}/board")
    text = onlooker.page.locator("#board").inner_text()
    assert "%" not in text
    assert "agree" not in text.lower()
    answer = onlooker.page.goto(f"/sessions/{host.session}/console")
    assert answer is not None
    assert "/sign-in" in onlooker.page.url or "next=" in onlooker.page.url, onlooker.page.url


def _looks_at_the_map(host: Host, board: Guest) -> None:
    host.page.get_by_text("More", exact=True).click()
    host.page.get_by_role("button", name=re.compile("map", re.I)).first.click()
    board_says(board, "map")
    board.accessible("board: map")
    board.picture("board-map")


def _says_something(dina: Phone, host: Host, board: Guest) -> None:
    page = dina.page
    expect(page.locator("#discuss")).to_be_visible()
    dina.picture("phone-discuss")
    page.locator("#discuss a[href^='#talk-']").first.click()
    dina.accessible("phone: comments")
    field = page.locator("input[name=text]:visible, textarea[name=text]:visible").first
    field.fill(SPOKEN)
    page.get_by_role("button", name="Send").locator("visible=true").first.click()
    expect(page.get_by_text("Waiting for the host").locator("visible=true").first).to_be_visible()
    dina.picture("phone-comments")
    host.sees(SPOKEN)
    assert SPOKEN not in board.page.content()
    host.picture("console-moderation")
    host.page.wait_for_timeout(500)
    host.page.locator("#to-check").get_by_role("button", name="Spotlight").first.click()
    board_says(board, SPOKEN)
    board.picture("board-comments")
    board.accessible("board: comments")


def _ranks(dina: Phone, ali: Phone, server: Server, others: list[dict[str, str]]) -> None:
    page = dina.page
    expect(page.get_by_role("heading", name=re.compile("in order"))).to_be_visible()
    for person in others:
        screen = me(server, person["token"])
        order = [idea["id"] for idea in screen["ideas"]][:5]
        act(server, person["token"], [{"id": "my-order", "stage": screen["stage"]["id"], "do": "rank", "order": order}])
    for _ in range(3):
        page.get_by_role("button", name=re.compile("^Add")).locator("visible=true").first.click()
    page.get_by_role("button", name=re.compile("up", re.I)).locator("visible=true").last.click()
    expect(page.locator("#status")).to_contain_text(re.compile("2 of|Saved"))
    dina.accessible("phone: ranking")
    dina.picture("phone-rank")
    page.get_by_role("button", name=re.compile("Send my")).click()
    _tab_to(ali, "button[name=add], button[data-add], .rankrest button")
    ali.page.keyboard.press("Enter")


def _reads_the_outcome(host: Host, server: Server) -> None:
    host.page.goto(f"/sessions/{host.session}/outcomes")
    host.accessible("outcome")
    host.picture("outcome")
    host.sees(IDEAS[0])
    outcome = httpx.get(
        f"{server.url}/api/v1/sessions/{host.session}/outcomes", headers={"Authorization": f"Bearer {server.token}"},
        trust_env=False,
    ).json()  # fmt: skip
    vote = next(stage for stage in outcome["stages"] if stage["kind"] == "vote")
    assert outcome["revision"] == 1
    assert vote["ballots"] == {"citizen": 6, "ahp": 6, "other": 0}
    readings = [idea["reading"] for idea in vote["ideas"]]
    assert readings.count("common_ground") >= 4
    for idea in vote["ideas"]:
        for community in ("citizen", "ahp"):
            cell = idea["communities"][community]
            assert cell["agree"] + cell["unsure"] + cell["disagree"] == cell["answered"] == 6
