"""Dots, ratings, suggestions and comments on the pages: plain forms, scripts, the board, and what each may show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import PHONE, PROJECTOR, Guest
from tests.people import Json, Organiser, Workshop, an_action
from tests.serving import Server


class Plain:
    """A phone without scripts."""

    def __init__(self, server: Server, workshop: Workshop, community: str = "citizen") -> None:
        headers = {"Origin": server.url}
        self.http = httpx.Client(base_url=server.url, headers=headers, trust_env=False, follow_redirects=True)
        joined = self.http.post(f"/join/{workshop.code}", data={"community": community})
        assert joined.status_code == 200, joined.text
        self.at = f"/sessions/{workshop.id}"

    def page(self) -> str:
        return self.http.get(self.at).text

    def sends(self, path: str, **fields: str) -> httpx.Response:
        hidden = dict(re.findall(r'<input type="hidden" name="(stage|nonce)" value="([^"]*)"', self.page()))
        return self.http.post(f"{self.at}/{path}", data=hidden | fields)


@pytest.fixture
def phone(chromium: Browser, server: Server) -> Iterator[Guest]:
    guest = Guest(chromium, PHONE, base=server.url, touch=True)
    yield guest
    guest.leave()
    guest.calm("the phone")


@pytest.fixture
def board(chromium: Browser, server: Server) -> Iterator[Guest]:
    guest = Guest(chromium, PROJECTOR, base=server.url)
    yield guest
    guest.leave()
    guest.calm("the board")


def joins(phone: Guest, workshop: Workshop) -> Page:
    page = phone.page
    page.goto(workshop.links["join"])
    page.check("input[value=citizen]")
    page.click("text=Join the workshop")
    page.wait_for_selector("html.live")
    return page


def crowd(server: Server, workshop: Workshop, count: int, community: str) -> list[str]:
    tokens = []
    for _ in range(count):
        body = {"code": workshop.code, "community": community}
        answer = httpx.post(f"{server.url}/api/v1/join", json=body, trust_env=False)
        tokens.append(str(answer.json()["token"]))
    return tokens


def act(server: Server, token: str, *actions: Json) -> list[Json]:
    bearer = {"Authorization": f"Bearer {token}"}
    answer = httpx.post(f"{server.url}/api/v1/actions", json=list(actions), headers=bearer, trust_env=False)
    acks: list[Json] = answer.json()["acks"]
    assert all(ack["ok"] for ack in acks), acks
    return acks


def suggestions(workshop: Workshop, **query: str) -> list[Any]:
    found: list[Any] = workshop.host.gets(f"/sessions/{workshop.id}/suggestions")["suggestions"]
    return found


def test_a_plain_form_sends_an_idea_lists_it_and_takes_it_back(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop({"kind": "gather", "settings": {"question": "What would help?"}})
    phone = Plain(server, workshop)
    page = phone.sends("comments", text="Warmer <b>rooms</b>", suggest="yes").text
    assert "Warmer &lt;b&gt;rooms&lt;/b&gt;" in page
    assert "Waiting for the host" in page
    (said,) = suggestions(workshop)
    organiser.posts(f"/suggestions/{said['id']}/allow")
    page = phone.page()
    assert page.count(f'data-suggestion="{said["id"]}"') == 1
    assert "On the board" in page
    phone.sends("comments", take_back=said["id"])
    page = phone.page()
    assert "Warmer" not in page
    assert "Warmer" not in httpx.get(f"{server.url}/sessions/{workshop.id}/board", trust_env=False).text


def test_a_suggestion_that_is_not_used_says_why_on_its_own_phone_only(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("gather")
    mine, theirs = Plain(server, workshop), Plain(server, workshop)
    mine.sends("comments", text="Ask Dr Nobody", suggest="yes")
    organiser.posts(f"/suggestions/{suggestions(workshop)[0]['id']}/hide", {"reason": "It names a person"})
    assert "Not used: It names a person" in mine.page()
    assert "Nobody" not in theirs.page()
    assert "names a person" not in theirs.page()


def test_changing_an_idea_puts_it_back_into_the_field(phone: Guest, organiser: Organiser) -> None:
    workshop = organiser.workshop("gather")
    page = joins(phone, workshop)
    field = page.get_by_label("Your idea")
    field.fill("Warmer rooms")
    page.get_by_role("button", name="Send my idea").click()
    expect(field).to_have_value("")
    expect(page.locator(".own-idea")).to_contain_text("Waiting for the host")
    field.fill("Half a thought")
    page.get_by_role("button", name="Change Warmer rooms").click()
    expect(page.locator("#status")).to_have_text("Send what you are writing first, or clear it.")
    expect(field).to_have_value("Half a thought")
    field.fill("")
    page.get_by_role("button", name="Change Warmer rooms").click()
    expect(field).to_have_value("Warmer rooms")
    expect(page.locator(".own-idea")).to_have_count(0)
    field.fill("Warmer waiting rooms")
    page.get_by_role("button", name="Send my idea").click()
    expect(page.locator(".own-idea")).to_contain_text("Warmer waiting rooms")
    expect(page.locator(".own-idea")).to_contain_text("Waiting for the host")
    standing = [said["text"] for said in suggestions(workshop) if said["state"] == "waiting"]
    assert standing == ["Warmer waiting rooms"]
    organiser.posts(f"/suggestions/{suggestions(workshop)[-1]['id']}/allow")
    expect(page.locator(".own-idea")).to_contain_text("On the board")
    page.get_by_role("button", name="Take back Warmer waiting rooms").click()
    expect(page.locator(".own-idea")).to_have_count(0)


def test_the_letters_left_are_counted_near_the_end_only(phone: Guest, organiser: Organiser) -> None:
    page = joins(phone, organiser.workshop("gather"))
    field = page.get_by_label("Your idea")
    field.fill("short")
    expect(page.locator("#letters")).to_have_text("")
    field.fill("x" * 1853)
    expect(page.locator("#letters")).to_have_text("147 letters left")


def test_new_stands_beside_a_suggestion_until_its_minute_is_over(
    server: Server, organiser: Organiser, board: Guest
) -> None:
    workshop = organiser.workshop("gather")
    (token,) = crowd(server, workshop, 1, "ahp")
    act(server, token, an_action(workshop.stage, "suggest", text="Slippers that hold"))
    page = board.page
    page.goto(f"/sessions/{workshop.id}/board")
    expect(page.locator("#gather")).to_contain_text("1 is being read now")
    assert "Slippers" not in page.content()
    page.clock.install()
    organiser.posts(f"/suggestions/{suggestions(workshop)[0]['id']}/allow")
    expect(page.locator(".suggestions li")).to_contain_text("Slippers that hold")
    expect(page.locator(".badge-new")).to_be_visible()
    page.evaluate("document.querySelector('.badge-new').dataset.left = '0.5'")
    page.clock.run_for(5_000)
    expect(page.locator(".badge-new")).to_be_hidden()


def test_comments_stand_newest_first_and_a_hidden_one_says_why(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("discuss")
    phone = Plain(server, workshop)
    idea = workshop.ideas["r0"]
    (token,) = crowd(server, workshop, 1, "ahp")
    for n in range(3):
        comment = act(server, token, an_action(workshop.stage, "comment", idea=idea, text=f"Remark {n}"))[0]["comment"]
        organiser.posts(f"/comments/{comment}/allow")
        if n == 0:
            phone.sends("comments", me_too=comment, idea=idea)
    assert re.findall(r"Remark \d", phone.page()) == ["Remark 2", "Remark 1", "Remark 0"]
    phone.sends("comments", text="Mine", idea=idea, send="yes")
    mine = next(c for c in organiser.gets(f"/sessions/{workshop.id}/comments")["comments"] if c["text"] == "Mine")
    assert "Waiting for the host" in phone.page()
    organiser.posts(f"/comments/{mine['id']}/hide", {"reason": "It names a person"})
    assert "Not shown on the board: It names a person" in phone.page()


@pytest.mark.check
def test_marks_on_the_board_are_the_people_who_gave_an_idea_a_dot(
    server: Server, organiser: Organiser, board: Guest
) -> None:
    workshop = organiser.workshop({"kind": "dots", "settings": {"budget": 3}})
    first, second = workshop.ideas["r0"], workshop.ideas["r1"]
    for community, count, gave in (("citizen", 12, 9), ("ahp", 7, 2)):
        for n, token in enumerate(crowd(server, workshop, count, community)):
            act(server, token, an_action(workshop.stage, "dots", idea=first if n < gave else second, dots=2))
    workshop.turn("close")
    workshop.turn("reveal")
    page = board.page
    page.goto(f"/sessions/{workshop.id}/board")
    row = page.locator(f"#idea-{first}")
    expect(row.locator("svg g.citizen circle")).to_have_count(9)
    expect(row.locator("svg g.hollow circle")).to_have_count(3)
    expect(row.locator("svg g.ahp rect")).to_have_count(2)
    expect(row.locator("svg g.hollow rect")).to_have_count(5)
    ends = [row.locator("svg.people-strip").nth(n).bounding_box() for n in (0, 1)]
    assert ends[0]
    assert ends[1]
    assert ends[0]["width"] == ends[1]["width"]
    expect(row.locator("li").nth(1)).to_contain_text("2 of 7")
    expect(page.locator(".board-foot")).to_contain_text("Dots not used: citizens 12, AHPs 7.")
    board.accessible("dots on the board")


@pytest.mark.parametrize(
    "scales", [pytest.param(1, marks=pytest.mark.check), 2, pytest.param(3, marks=pytest.mark.check)]
)
@pytest.mark.check
def test_ratings_are_drawn_and_the_same_figures_stand_in_a_table(
    server: Server, organiser: Organiser, board: Guest, phone: Guest, scales: int
) -> None:
    named = [{"key": key, "label": key.title()} for key in ("importance", "ease", "soon")][:scales]
    workshop = organiser.workshop({"kind": "rate", "settings": {"scales": named}}, ideas=2)
    page = joins(phone, workshop)
    for community, score in (("citizen", 5), ("ahp", 2)):
        for token in crowd(server, workshop, 6, community):
            act(server, token, *(
                an_action(workshop.stage, "rate", idea=workshop.ideas["r0"], scale=one["key"], score=score)
                for one in named
            ))  # fmt: skip
    workshop.turn("close")
    workshop.turn("reveal")
    wall = board.page
    wall.goto(f"/sessions/{workshop.id}/board")
    cells = wall.locator(".as-table tbody tr").first.locator("td")
    figures = [cell.split()[0] for cell in cells.all_text_contents()[: 2 * scales]]
    assert figures == ["5.0", "2.0"] * scales
    expect(wall.locator(".as-table tbody tr").nth(1)).to_contain_text("Too few to show")
    if scales == 2:
        expect(wall.locator(".scalemap .mark")).to_have_count(1)
        expect(wall.locator(".scalemap")).to_have_attribute("aria-label", "No idea is important and easy to both yet")
    board.accessible("ratings on the board")
    wall.set_viewport_size({"width": 320, "height": 800})
    board.no_sideways_scrolling("ratings in a narrow window")
    expect(page.locator("#results .mean-lines").first).to_contain_text("5.0")
    phone.accessible("ratings on the phone")
    page.set_viewport_size({"width": 320, "height": 640})
    phone.no_sideways_scrolling("ratings on a small phone")


@pytest.mark.check
def test_my_own_dots_and_scores_stand_beside_what_is_revealed(
    server: Server, organiser: Organiser, phone: Guest
) -> None:
    workshop = organiser.workshop("dots", "rate")
    page = joins(phone, workshop)
    page.get_by_role("button", name=re.compile("One dot more")).first.click()
    expect(page.locator("#status")).to_have_text("Saved")
    workshop.turn("close")
    workshop.turn("reveal")
    expect(page.locator("#results [data-yours]").first).to_have_text("You: 1 dot")
    expect(page.locator(".dots-result").first).to_contain_text("Too few to show")
    workshop.turn("open", 1)
    page.locator(".vote-dock [data-for]:not([hidden]) input[value='4']").first.check(force=True)
    expect(page.locator("#status")).to_have_text("Saved")
    workshop.turn("close", 1)
    workshop.turn("reveal", 1)
    expect(page.locator("#results [data-yours-on=importance]").first).to_have_text("You: 4")


def test_the_board_of_four_people_says_nothing_of_them(server: Server, organiser: Organiser) -> None:
    pages = []
    for idea in ("r0", "r1"):
        workshop = organiser.workshop("dots")
        for token in crowd(server, workshop, 6, "citizen"):
            act(server, token, an_action(workshop.stage, "dots", idea=workshop.ideas["r0"], dots=1))
        for token in crowd(server, workshop, 4, "ahp"):
            act(server, token, an_action(workshop.stage, "dots", idea=workshop.ideas[idea], dots=5))
        workshop.turn("close")
        workshop.turn("reveal")
        page = httpx.get(f"{server.url}/sessions/{workshop.id}/board", trust_env=False).text
        board = page[page.index('<div id="board"') : page.index("</main>")]
        for id in (workshop.code, *workshop.ideas.values()):
            board = board.replace(id, "…")
        pages.append(re.sub(r'<p class="join">.*?</p>|data-(version|look)="[^"]*"', "", board, flags=re.S))
    assert pages[0] == pages[1]
    assert "Too few AHPs to compare" in pages[0]
