"""Every starting point from its first step to its outcome: two hosts in turn, phones, one shared tablet, and paper."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import cycle
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.people import Json, Organiser, an_action
from tests.serving import Server, serving

from .browser import DESK, Guest
from .people import IDEAS, STEADY, Host, Phone, act, crowd

pytestmark = pytest.mark.check

TABLET = {"width": 820, "height": 1180}
CITIZENS, AHPS = 6, 6
STEP_WITHIN = 20.0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("points") / "data") as running:
        yield running


class Sitting:
    """One workshop made from a starting point, and everybody in it."""

    def __init__(self, server: Server, browser: Browser, organiser: Organiser, point: str) -> None:
        self.server, self.organiser, self.point = server, organiser, point
        programme, self.ideas = organiser.programme({f"r{n}": text for n, text in enumerate(IDEAS)})
        self.first = Host.signed_in(browser, server)
        self._plan(programme)
        self.second = Guest(browser, DESK, base=server.url)
        self._let_in_a_second_host()
        self.first.learns_the_code(server)
        self.people = crowd(server, self.first.code, CITIZENS, AHPS)
        self.phone = Phone.picked_up(browser, server.url)
        self.phone.joins(self.first.code, "A citizen")
        self.tablet = Phone.picked_up(browser, server.url, size=TABLET)
        self.answered: set[str] = set()

    def _plan(self, programme: str) -> None:
        page = self.first.page
        page.goto(f"/programmes/{programme}/sessions/new")
        page.get_by_label("Name").fill(f"Started from {self.point}")
        page.locator(f"input[name=start_from][value={self.point}]").check(force=True)
        page.get_by_role("button", name="Make this workshop").click()
        expect(page.get_by_role("heading", name="Run sheet")).to_be_visible()
        self.first.session = page.url.split("/sessions/")[1].split("/")[0]

    def _let_in_a_second_host(self) -> None:
        page = self.first.page
        page.goto(f"/sessions/{self.first.session}/helpers")
        page.locator("input[name=name]").fill("Second host, example")
        page.locator("input[name=role][value=host]").check(force=True)
        page.locator("form[action$='/helpers'] button").click()
        link = page.locator("#link").input_value()
        self.second.page.goto(link)
        self.second.page.get_by_role("button").last.click()
        self.second.page.wait_for_url(re.compile("/console"))
        self.first.opens_the_console()

    def shown(self) -> Json:
        return self.organiser.gets(f"/sessions/{self.first.session}")

    def runs(self) -> None:
        """Both hosts press in turn; whatever opens is answered; each sees where the other has come to."""
        for host in cycle((self.first, self.second)):
            if (known := self.shown())["state"] == "ended":
                return
            self._answers(known)
            self._deals(known)
            self._catches_up(host)
            press(host.page)
            other = self.second if host is self.first else self.first
            expect(other.page.locator("#now-name")).to_have_text(host.page.locator("#now-name").inner_text())

    def _catches_up(self, host: Guest) -> None:
        """Until a console shows the newest state: a press on an older one changes nothing, and says so."""
        newest, until = self.shown()["version"], time.monotonic() + STEP_WITHIN
        while int(host.page.locator("#bar").get_attribute("data-version") or 0) < newest:
            assert time.monotonic() < until, "the console stays behind"
            host.page.wait_for_timeout(100)

    def _answers(self, known: Json) -> None:
        stage = next((s for s in known["stages"] if s["state"] == "open"), None)
        if stage is None or stage["id"] in self.answered:
            return
        self.answered.add(stage["id"])
        ideas = [idea["id"] for idea in stage["ideas"]]
        if stage["kind"] == "vote":
            acts = [an_action(stage["id"], "vote", idea=idea, choice="agree") for idea in ideas]
        elif stage["kind"] == "rank" and stage["settings"]["by"] == "person":
            acts = [an_action(stage["id"], "rank", order=ideas[: stage["settings"]["places"]])]
        elif stage["kind"] == "rank":
            self._tables_answer(stage["id"], ideas)
            return
        else:
            return
        for person in self.people:
            act(self.server, person["token"], [one | {"id": an_action("", "")["id"]} for one in acts])
        self._paper(acts)
        self._by_hand(stage["kind"])

    def _tables_answer(self, stage: str, ideas: list[str]) -> None:
        tables = self.organiser.gets(f"/stages/{stage}/tables")["tables"]
        assert len(tables) >= 3
        for table in tables:
            path = f"/stages/{stage}/tables/{table['table']}/order"
            self.organiser.posts(path, {"order": ideas, "handed_in": True})

    def _deals(self, known: Json) -> None:
        """Before a round at tables opens, everybody is dealt."""
        for stage in known["stages"]:
            ready = stage["state"] == "ready" and stage["settings"]["by"] == "table" and stage["kind"] == "rank"
            if ready and stage["id"] not in self.answered and known["state"] == "running":
                self.organiser.posts(f"/stages/{stage['id']}/tables/deal", {"tables": 3})

    def _paper(self, acts: list[Json]) -> None:
        body = {"number": "1", "community": "ahp", "answers": [one | {"id": an_action("", "")["id"]} for one in acts]}
        self.organiser.posts(f"/sessions/{self.first.session}/paper", body, 201)

    def _by_hand(self, kind: str) -> None:
        """The phone in a browser, and one more person on the shared tablet."""
        page = self.tablet.page
        page.goto(f"/join/{self.first.code}/shared")
        page.get_by_role("radio", name=re.compile("A citizen")).check(force=True)
        page.get_by_role("button", name="Start").click()
        page.wait_for_url(re.compile(r"/sessions/"))
        for guest in (self.phone, self.tablet):
            if kind == "vote":
                guest.votes("Agree")
            else:
                guest.page.get_by_role("button", name=re.compile("^Add")).first.click()
                expect(guest.page.locator("#status")).to_contain_text("Saved")
        page.get_by_role("link", name="I have finished").click()
        page.get_by_role("button", name="Next person").click()
        expect(page.get_by_text("This tablet is for one person after another.")).to_be_visible()

    def leaves(self) -> None:
        for guest in (self.first, self.second, self.phone, self.tablet):
            guest.calm(self.point)
            guest.leave()


def press(page: Any) -> None:
    """The one big step; a question on the way is answered with yes."""
    steady = page.locator("[data-steady]")
    before, until = steady.get_attribute("data-steady"), time.monotonic() + STEP_WITHIN
    page.wait_for_timeout(STEADY)
    page.locator("#step").click()
    while steady.count() and steady.get_attribute("data-steady") == before:
        assert time.monotonic() < until, f"the step does nothing: {page.locator('#step').inner_text()}"
        sure = page.locator("#ask-sure button")
        if sure.count() and sure.first.is_visible():
            with suppress(PlaywrightTimeout):  # the page may have moved on meanwhile
                sure.first.click(timeout=1_000)
        page.wait_for_timeout(200)


@pytest.mark.parametrize("point", ["workshop", "james-lind", "ballot", "pulse", "conversation", "respond", "check"])
def test_a_starting_point_runs_to_its_outcome(server: Server, browser: Browser, point: str) -> None:
    with Organiser(server) as organiser:
        sitting = Sitting(server, browser, organiser, point)
        sitting.runs()
        outcome = organiser.gets(f"/sessions/{sitting.first.session}/outcomes")
        weighed = [stage for stage in outcome["stages"] if stage["kind"] in ("vote", "rank")]
        by_hand = 0 if point == "james-lind" else 1
        assert weighed
        for stage in weighed:
            assert stage["state"] == "revealed"
            assert sum(stage["ballots"].values()) >= CITIZENS + AHPS + by_hand * 2
        channels = outcome["participants"]["by_channel"]
        assert (channels["paper"], outcome["revision"]) == (by_hand, 1)
        page = sitting.first.page
        page.goto(f"/sessions/{sitting.first.session}/outcomes")
        expect(page.get_by_role("heading", name=re.compile("What we heard"))).to_be_visible()
        sitting.leaves()
