"""People without a phone: a shared tablet, paper typed in by keyboard alone, and ballots as a printer gets them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from tests.people import Organiser, Workshop
from tests.serving import Server, serving

from .browser import DESK, Guest
from .people import Phone, act, crowd

pytestmark = pytest.mark.check

TABLET = {"width": 820, "height": 1180}
PRINTED: ViewportSize = {"width": 707, "height": 1000}
SIDE = 277 * 96 / 25.4
"""Height in pixels of what a printer gives a side of A4, within the margins."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("paper") / "data") as running:
        yield running


@pytest.fixture
def organiser(server: Server) -> Iterator[Organiser]:
    with Organiser(server) as organiser:
        yield organiser


@pytest.fixture
def host(server: Server, browser: Browser) -> Iterator[Guest]:
    host = Guest(browser, DESK, base=server.url)
    link = server.command("link", "--email", "host@example.org").strip()
    host.page.goto("/sign-in/" + link.rpartition("/")[2])
    host.page.get_by_role("button", name=re.compile("Sign in as")).click()
    host.page.wait_for_url("**/programmes*")
    yield host
    host.calm("host")
    host.leave()


def test_phones_a_shared_tablet_and_paper_add_up(
    server: Server, browser: Browser, organiser: Organiser, host: Guest
) -> None:
    workshop = organiser.workshop("vote", {"kind": "vote", "title": "Another vote"}, ideas=4)
    _phones_vote(server, browser, workshop)
    _three_people_share_a_tablet(server, browser, workshop)
    _four_ballots_are_printed_and_typed(host, workshop)
    assert workshop.tally()["r0"] == {
        "citizen": {"agree": 3 + 2 + 2, "unsure": 0, "disagree": 0},
        "ahp": {"agree": 2, "unsure": 1, "disagree": 1},
        "other": {"agree": 0, "unsure": 0, "disagree": 1},
    }
    people = workshop.outcomes()["participants"]
    assert (people["citizen"], people["ahp"], people["other"]) == (7, 4, 1)
    assert people["by_channel"] == {"phone": 8, "paper": 4}
    assert people["professions"] == {"Paramedics": 1}
    _reveals_with_a_question(host, workshop)


def _phones_vote(server: Server, browser: Browser, workshop: Workshop) -> None:
    """Four by the API and one in a browser: three citizens, two AHPs."""
    for person in crowd(server, workshop.code, citizens=2, ahps=2):
        act(server, person["token"], [workshop.vote(f"r{n}", "agree") for n in range(4)])
    phone = Phone.picked_up(browser, server.url)
    phone.joins(workshop.code, "A citizen")
    for n in range(4):
        phone.votes("Agree")
        if n < 3:
            phone.goes_on()
    phone.calm("phone")
    phone.leave()


def _three_people_share_a_tablet(server: Server, browser: Browser, workshop: Workshop) -> None:
    tablet = Phone.picked_up(browser, server.url, size=TABLET)
    page = tablet.page
    page.goto("/join/" + workshop.links["join"].rpartition("/")[2] + "/shared")
    tablet.accessible("shared tablet: joining")
    for community, choice in (
        ("A citizen", "Agree"),
        ("A citizen", "Agree"),
        ("An allied health professional", "Not sure"),
    ):
        page.get_by_role("radio", name=re.compile(community)).check(force=True)
        page.get_by_role("button", name="Start").click()
        page.wait_for_url(re.compile(r"/sessions/"))
        _answers_the_first_idea(tablet, workshop, choice)
        tablet.picture("shared-tablet")
        page.get_by_role("link", name="I have finished").click()
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
        expect(page.get_by_text("1 answer is saved.")).to_be_visible()
        tablet.accessible("shared tablet: finished")
        page.get_by_role("button", name="Next person").click()
        expect(page.get_by_text("This tablet is for one person after another.")).to_be_visible()
        assert page.evaluate("Object.keys(localStorage).length") == 0
        page.go_back()
        expect(page.get_by_role("heading", name="I’m here as…")).to_be_visible()
        assert page.get_by_text("Your receipt code").count() == page.locator(".again").count()
    tablet.calm("tablet")
    tablet.leave()


def _answers_the_first_idea(tablet: Phone, workshop: Workshop, choice: str) -> None:
    """Everybody sees the ideas in an order of their own: goes on until the first idea of the list is shown."""
    while "Idea 0" not in tablet.page.locator("[data-card]:visible, .vote:visible").first.inner_text():
        tablet.goes_on()
    tablet.votes(choice)


def _four_ballots_are_printed_and_typed(host: Guest, workshop: Workshop) -> None:
    """By keyboard alone, from the moment the page is there."""
    page = host.page
    page.goto(f"/sessions/{workshop.id}/paper/print")
    host.accessible("printing ballots")
    page.get_by_role("radio", name=re.compile("Vote on the ideas")).check()
    page.get_by_label("How many ballots?").fill("5")
    page.get_by_role("button", name="Make these ballots").click()
    page.wait_for_url(re.compile("/ballots"))
    host.accessible("ballots to print")
    page.goto(f"/sessions/{workshop.id}/paper")
    host.accessible("paper entry")
    for number, keys in (("1", "11111"), ("2", "11203"), ("3", "33333")):
        expect(page.get_by_role("heading", name=f"Ballot {number}")).to_be_visible()
        page.keyboard.type(keys)
        page.keyboard.press("Enter")
        expect(page.get_by_text(f"Ballot {number} is saved.")).to_be_attached()
    page.keyboard.type("2")  # an AHP, who has written a profession
    page.keyboard.type("Paramedics")
    page.keyboard.press("Enter")
    page.keyboard.type("31")
    page.keyboard.press("Backspace")
    page.keyboard.type("2")  # second thoughts
    expect(page.locator("[data-tally]")).to_have_text("2 of 4 answered")
    host.picture("paper")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Ballot 4 is saved.")).to_be_attached()
    assert workshop.tally()["r1"]["ahp"] == {"agree": 2, "unsure": 1, "disagree": 0}


def _reveals_with_a_question(host: Guest, workshop: Workshop) -> None:
    """One of five printed ballots never came back."""
    workshop.turn("close")
    page = host.page
    page.goto(f"/sessions/{workshop.id}/console")
    expect(page.get_by_role("link", name="Paper ballots: 4 of 5")).to_be_visible()
    page.wait_for_timeout(800)
    page.locator("#step").click()
    expect(page.get_by_text("1 of 5 paper ballots is not entered yet.")).to_be_visible()
    host.accessible("the question about paper")
    page.get_by_role("button", name="Reveal now").click()
    expect(page.get_by_role("heading", name="Results are on the board")).to_be_visible()


def test_number_keys_mean_nothing_outside_the_ballot(organiser: Organiser, host: Guest) -> None:
    workshop = organiser.workshop("vote")
    page = host.page
    page.goto(f"/sessions/{workshop.id}/paper")
    page.get_by_label("The number on the ballot").fill("12")
    page.keyboard.type("3")
    assert page.locator("#ballot :checked").count() == 1  # the empty choice of a profession
    page.keyboard.press("Tab")
    page.keyboard.type("1")
    assert page.locator("#ballot :checked").count() == 1


def test_a_tablet_is_not_handed_on_before_all_is_saved(server: Server, browser: Browser, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    tablet = Phone.picked_up(browser, server.url, size=TABLET)
    page = tablet.page
    page.goto("/join/" + workshop.links["join"].rpartition("/")[2] + "/shared")
    page.get_by_role("radio", name=re.compile("A citizen")).check(force=True)
    page.get_by_role("button", name="Start").click()
    page.wait_for_url(re.compile(r"/sessions/"))
    tablet.votes("Agree")
    tablet.context.set_offline(True)
    tablet.goes_on()
    page.locator("[data-answers]:visible label.answer").first.click()
    page.get_by_role("link", name="I have finished").click()
    expect(page.get_by_text("1 answer is not saved yet.")).to_be_visible()
    assert page.url.endswith(workshop.id)
    tablet.context.set_offline(False)
    expect(page.get_by_text("2 answers are saved.")).to_be_visible(timeout=20_000)
    tablet.leave()


LONG = "Someone who listens, and then does what was agreed with me and with the people who care for me. "


@pytest.mark.parametrize(
    ("kind", "large"),
    [("vote", False), ("vote", True), ("rate", True), ("rate", False), ("dots", True), ("rank", False)],
)
def test_no_idea_is_cut_on_paper(organiser: Organiser, host: Guest, kind: str, large: bool) -> None:
    """Ideas from a few words to the longest that can be, in lines and in words without a space."""
    lengths = (40, 2000, 96, 290, 860, 60, 60, 96, 5)
    texts = [(LONG * 21)[:length].strip() for length in lengths] + ["W" * 300, "前" * 150]
    texts = texts * 2
    programme, _ = organiser.programme({f"r{n}": text for n, text in enumerate(texts)})
    session = organiser.session(programme, kind)
    page = host.page
    size = "&large=true" if large else ""
    page.goto(f"/sessions/{session['id']}/paper/ballots?stage={session['stages'][0]['id']}&first=8&count=2{size}")
    page.set_viewport_size(PRINTED)
    page.emulate_media(media="print")
    page.evaluate("document.fonts.ready")
    found = page.evaluate(
        """() => ({
          sides: [...document.querySelectorAll('.sheet')].map((side) => side.getBoundingClientRect().height),
          cut: [...document.querySelectorAll('.sheet td, .sheet p')].filter((part) =>
            part.scrollWidth > part.clientWidth + 1 || part.scrollHeight > part.clientHeight + 1).length,
          words: [...document.querySelectorAll('td.idea')].map((idea) => idea.innerText.trim()),
        })"""
    )
    page.emulate_media(media="null")
    pages = len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))
    page.set_viewport_size({"width": DESK["width"], "height": DESK["height"]})
    assert found["cut"] == 0
    assert found["words"] == texts * 2
    assert max(found["sides"]) <= SIDE, sorted(found["sides"])
    assert pages == len(found["sides"])


def test_a_ballot_counts_once_for_the_same_person_in_two_steps(organiser: Organiser, host: Guest) -> None:
    workshop = organiser.workshop("vote", "rank")
    page = host.page
    page.goto(f"/sessions/{workshop.id}/paper?number=1")
    page.keyboard.type("11111")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Ballot 1 is saved.")).to_be_attached()
    workshop.turn("close")
    workshop.turn("open", 1)
    page.goto(f"/sessions/{workshop.id}/paper?number=1")
    expect(page.locator("input[value=citizen]")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.type("2143")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Ballot 1 is saved.")).to_be_attached()
    outcome = workshop.outcomes()
    assert outcome["participants"]["by_channel"] == {"phone": 0, "paper": 1}
    placed = {row["idea"]: row["place"] for row in outcome["stages"][1]["standings"]["combined"]}
    assert [placed[workshop.ideas[f"r{n}"]] for n in range(4)] == [2, 1, 4, 3]
