"""Watching a finished board again: the pictures of the day by plain links, for those who may, with a note that they
looked."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import Session as Db
from sqlmodel import select

from app.storage.database import reading_engine
from app.storage.tables import Look
from tests.people import Json, Organiser, an_action, join
from tests.serving import Server

pytestmark = pytest.mark.check
STEPS = ("vote", "discuss")


@pytest.fixture(scope="module")
def cookie(server: Server) -> str:
    link = server.command("link", "--email", "reviewer@example.org").strip().rpartition("/")[2]
    return httpx.post(f"{server.url}/sign-in/{link}", trust_env=False).cookies["cg_signed_in"]


class Reviewer:
    def __init__(self, server: Server, cookie: str | None) -> None:
        cookies = {"cg_signed_in": cookie} if cookie else {}
        self.http = httpx.Client(base_url=server.url, cookies=cookies, trust_env=False, timeout=60)

    def reads(self, path: str, status: int = 200) -> str:
        answer = self.http.get(path)
        assert answer.status_code == status, f"{path}: {answer.status_code} {answer.text[:400]}"
        return str(answer.text)


@pytest.fixture
def reviewer(server: Server, cookie: str) -> Iterator[Reviewer]:
    made = Reviewer(server, cookie)
    yield made
    made.http.close()


class Day:
    """A finished workshop, and what its board showed on the way."""

    def __init__(self, server: Server, organiser: Organiser) -> None:
        self.server, self.pictures = server, list[str]()
        self.workshop = organiser.workshop(*STEPS, opened=False)
        people = [{"community": ("citizen", "ahp")[n % 2]} for n in range(12)]
        self.joined: list[Json] = asyncio.run(join(server, self.workshop.code, people))
        self.looks()
        self.workshop.turn("open")
        self.looks()
        for n, person in enumerate(self.joined):
            self.does(person, *(self.workshop.vote(f"r{k}", "agree" if n < 9 else "disagree") for k in range(4)))
        self.workshop.turn("close")
        self.looks()
        self.workshop.turn("reveal")
        self.looks()
        self.board(view="map")
        self.workshop.turn("open", 1)
        said = an_action(self.workshop.stages[1], "comment", idea=self.workshop.ideas["r0"], text="Far too long a wait")
        made = self.does(self.joined[0], said)[0]
        organiser.posts(f"/comments/{made['comment']}/spotlight")
        self.looks()
        self.workshop.turn("close", 1)
        organiser.posts(f"/sessions/{self.workshop.id}/finish")
        self.looks()

    def does(self, person: Json, *actions: Json) -> list[Json]:
        headers = {"authorization": f"Bearer {person['token']}"}
        answer = httpx.post(
            f"{self.server.url}/api/v1/actions", json=list(actions), headers=headers, trust_env=False, timeout=20
        )
        answer.raise_for_status()
        acks: list[Json] = answer.json()["acks"]
        return acks

    def board(self, **changes: object) -> None:
        self.workshop.host.posts(f"/sessions/{self.workshop.id}/board", changes)
        self.looks()

    def looks(self) -> None:
        page = httpx.get(self.workshop.links["board"], trust_env=False, timeout=20).text
        self.pictures.append(picture_in(page))

    @property
    def replay(self) -> str:
        return f"/sessions/{self.workshop.id}/replay"


def picture_in(page: str) -> str:
    """The picture of a board's page, without what tells pictures apart that look the same."""
    found = re.search(r'<div id="board".*?(?=</main>)', page, re.DOTALL)
    assert found, page[:400]
    return re.sub(r' data-(look|version|left)="[^"]*"', "", found[0]).strip()


@pytest.fixture(scope="module")
def day(server: Server) -> Iterator[Day]:
    with Organiser(server) as organiser:
        yield Day(server, organiser)


def steps_in(page: str) -> int:
    return len(re.findall(r"<li><a href=\"\?step=\d+\"", page))


def test_the_pictures_of_the_day_are_there_in_their_order(day: Day, reviewer: Reviewer) -> None:
    page = reviewer.reads(day.replay)
    count = steps_in(page)
    assert count >= 7
    again = [picture_in(reviewer.reads(f"{day.replay}/board?step={n}")) for n in range(1, count + 1)]
    at = 0
    for picture in dict.fromkeys(day.pictures):
        assert picture in again[at:], picture[:600]
        at += again[at:].index(picture)
    for words in ("Opened: vote", "Results shown: vote", "The host changed the board", "The workshop ended"):
        assert words in page


def test_previous_and_next_are_links_that_need_no_script(day: Day, reviewer: Reviewer) -> None:
    count, step, seen = steps_in(reviewer.reads(day.replay)), 1, 0
    while seen < count:
        page = reviewer.reads(f"{day.replay}?step={step}")
        assert f'src="{day.replay}/board?step={step}"' in page
        assert f'<a href="?step={step}" aria-current="step"' in page
        found = re.search(r'href="\?step=(\d+)"[^>]*rel="next"', page)
        assert found
        step, seen = int(found[1]), seen + 1
    assert step == count
    assert "?step=1" in reviewer.reads(f"{day.replay}?step=-4")
    reviewer.reads(f"{day.replay}/board?step=4000")


def test_a_picture_stands_still_and_only_our_own_pages_frame_it(day: Day, reviewer: Reviewer) -> None:
    answer = reviewer.http.get(f"{day.replay}/board?step=2")
    assert "<script" not in answer.text
    assert "refresh" not in answer.text
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in reviewer.http.get(day.replay).headers["content-security-policy"]


def test_that_somebody_looked_is_recorded(day: Day, reviewer: Reviewer, server: Server) -> None:
    reviewer.reads(day.replay)
    engine = reading_engine(f"sqlite:///{server.data}/common-ground.db", connections=1)
    with Db(engine) as db:
        assert "replay" in set(db.scalars(select(Look.what).where(Look.session == day.workshop.id)))
    engine.dispose()


def test_nobody_else_may_watch_and_nobody_before_the_end(
    day: Day, server: Server, organiser: Organiser, reviewer: Reviewer
) -> None:
    stranger = Reviewer(server, None)
    for path in (day.replay, f"{day.replay}/board"):
        answer = stranger.http.get(path)
        assert answer.status_code in (303, 401)
        assert "board-frame" not in answer.text
    running = organiser.workshop("vote")
    assert "once the workshop has finished" in reviewer.reads(f"/sessions/{running.id}/replay", 409)
    assert "once the workshop has finished" in reviewer.reads(f"/sessions/{running.id}/replay/board", 409)


def test_what_was_taken_back_after_the_end_is_left_out_and_the_page_says_so(
    server: Server, organiser: Organiser, reviewer: Reviewer
) -> None:
    day = Day(server, organiser)
    assert "taken back since" not in reviewer.reads(day.replay)
    headers = {"authorization": f"Bearer {day.joined[0]['token']}"}
    httpx.delete(f"{server.url}/api/v1/me", headers=headers, trust_env=False, timeout=20).raise_for_status()
    page = reviewer.reads(day.replay)
    assert "Answers taken back since are left out" in page
    everything = "".join(reviewer.reads(f"{day.replay}/board?step={n}") for n in range(1, steps_in(page) + 1))
    assert "Far too long a wait" not in everything


def opened(browser: Browser, server: Server, cookie: str, day: Day, width: int = 1440) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.add_cookies([{"name": "cg_signed_in", "value": cookie, "url": server.url}])
    page = context.new_page()
    page.goto(f"{server.url}{day.replay}")
    return page


def test_it_plays_by_button_slider_and_keys(chromium: Browser, server: Server, cookie: str, day: Day) -> None:
    page = opened(chromium, server, cookie, day)
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    picture = page.frame_locator("iframe")
    count = page.locator(".replay-line li").count()
    told = page.locator("#replay-now [data-n]")
    expect(told).to_have_text(f"1 of {count}")
    page.keyboard.press("End")
    expect(told).to_have_text(f"{count} of {count}")
    expect(picture.locator("#board[data-part=ended]")).to_be_attached()
    page.keyboard.press("ArrowLeft")
    expect(told).to_have_text(f"{count - 1} of {count}")
    page.keyboard.press("Home")
    expect(picture.locator("#board[data-part=lobby]")).to_be_attached()
    page.get_by_role("link", name="Next").click()
    expect(told).to_have_text(f"2 of {count}")
    page.locator("#replay-step").fill(str(count - 1))
    expect(told).to_have_text(f"{count - 1} of {count}")
    page.locator(".replay-line a", has_text="Results shown").first.click()
    expect(picture.locator("#board[data-part=results]")).to_be_attached()
    assert page.locator("[aria-current=step]").count() == 1
    page.keyboard.press("Home")
    page.get_by_text("60×").click()
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(told).to_have_text(f"{count} of {count}", timeout=20_000)
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    assert page.url.endswith(f"step={count}")
    assert faults == []


def test_a_step_takes_less_than_half_a_second(day: Day, reviewer: Reviewer) -> None:
    count = steps_in(reviewer.reads(day.replay))
    slowest = 0.0
    for n in range(1, count + 1):
        start = time.monotonic()
        reviewer.reads(f"{day.replay}/board?step={n}")
        slowest = max(slowest, time.monotonic() - start)
    print(f"slowest of {count} steps: {slowest * 1000:.0f} ms")
    assert slowest < 0.5
