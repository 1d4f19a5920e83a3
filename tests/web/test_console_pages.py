"""The console over the real doors: who may press, what a press does, and that a page that is behind does nothing."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.people import Organiser, Workshop, an_action, join
from tests.serving import Server

STEPS = ({"kind": "break", "settings": {"minutes": 5}}, "vote", {"kind": "reveal", "settings": {"of": ["1"]}})


class Host:
    """One host at a console: reads its forms and presses their buttons, with or without JavaScript."""

    def __init__(self, server: Server, workshop: Workshop, cookie: str) -> None:
        self.at = f"/sessions/{workshop.id}/console"
        self.http = httpx.Client(
            base_url=server.url, cookies={"cg_signed_in": cookie}, headers={"origin": server.url}, timeout=20,
            trust_env=False,
        )  # fmt: skip
        self.html = ""

    def looks(self) -> str:
        self.html = self.http.get(self.at).raise_for_status().text
        return self.html

    def presses(self, deed: str, *, in_place: bool = False, **fields: Any) -> httpx.Response:
        """Presses a button of the page as it was last looked at."""
        form = re.search(rf'action="{self.at}/{deed}".*?</form>', self.html, re.S)
        assert form, f"there is no button for {deed}"
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form.group()))
        headers = {"hx-request": "true"} if in_place else {}
        return self.http.post(f"{self.at}/{deed}", data=hidden | fields, headers=headers)

    def leave(self) -> None:
        self.http.close()


@pytest.fixture(scope="module")
def cookie(server: Server) -> str:
    link = server.command("link", "--email", "host@example.org").strip().rpartition("/")[2]
    answer = httpx.post(f"{server.url}/sign-in/{link}", trust_env=False)
    return answer.cookies["cg_signed_in"]


@pytest.fixture
def workshop(organiser: Organiser) -> Workshop:
    return organiser.workshop(*STEPS, opened=False, start=False)


@pytest.fixture
def host(server: Server, workshop: Workshop, cookie: str) -> Iterator[Host]:
    host = Host(server, workshop, cookie)
    host.looks()
    yield host
    host.leave()


def states(workshop: Workshop) -> list[str]:
    return [stage["state"] for stage in workshop.shown()["stages"]]


def test_only_organisers_reach_the_console_or_press_its_buttons(server: Server, workshop: Workshop) -> None:
    at = f"{server.url}/sessions/{workshop.id}/console"
    person = asyncio.run(join(server, workshop.code, [{"community": "citizen"}]))[0]
    with httpx.Client(trust_env=False) as nobody:
        assert nobody.get(at).status_code == 303
        for deed in ("start", "next", "board", "doors", "check", "look", "finish"):
            assert nobody.post(f"{at}/{deed}", data={"expected_version": 0}).status_code == 401, deed
            answer = nobody.post(
                f"{at}/{deed}", data={"expected_version": 0}, headers={"authorization": f"Bearer {person['token']}"}
            )
            assert answer.status_code == 403, deed
    assert workshop.shown()["state"] == "planned"


def test_a_foreign_page_can_neither_press_nor_watch(server: Server, workshop: Workshop, cookie: str) -> None:
    at = f"/sessions/{workshop.id}/console"
    headers = {"cookie": f"cg_signed_in={cookie}", "origin": "https://elsewhere.example"}
    answer = httpx.post(f"{server.url}{at}/start", data={"expected_version": 0}, headers=headers, trust_env=False)
    assert answer.status_code == 403
    assert workshop.shown()["state"] == "planned"

    async def watches(**headers: str) -> None:
        async with connect(f"{server.url.replace('http', 'ws')}{at}/live", additional_headers=headers) as socket:
            await socket.recv()

    for turned_away in (headers, {"cookie": headers["cookie"]}, {"origin": server.url}):
        with pytest.raises((InvalidStatus, ConnectionClosed)):
            asyncio.run(watches(**turned_away))
    asyncio.run(watches(cookie=headers["cookie"], origin=server.url))


def test_a_workshop_runs_from_start_to_outcome_with_plain_forms(host: Host, workshop: Workshop) -> None:
    assert host.presses("start").status_code == 303
    host.looks()
    assert "Open the first step" in host.html
    host.presses("next")
    host.looks()
    host.presses("next")
    assert states(workshop) == ["closed", "open", "ready"]
    host.looks()
    host.presses("close")
    host.looks()
    assert "Hidden from everyone, you too" in host.html
    begun = time.monotonic()
    host.presses("reveal")
    assert time.monotonic() - begun > 1, "a reveal waits for answers under way"
    assert states(workshop) == ["closed", "revealed", "ready"]
    host.looks()
    host.presses("next")
    assert states(workshop) == ["closed", "revealed", "open"]
    host.looks()
    asked = host.presses("finish")
    assert "Finish the workshop?" in asked.text
    assert workshop.shown()["state"] == "running"
    host.html = asked.text
    assert host.presses("finish").status_code == 303
    assert workshop.shown()["state"] == "ended"
    assert "See the outcome" in host.looks()


def test_a_page_that_is_behind_changes_nothing_and_says_so(host: Host, workshop: Workshop) -> None:
    host.presses("start")
    host.looks()
    host.presses("next")
    stale = host.looks()
    assert host.presses("next").status_code == 303
    host.html = stale
    for in_place, status in ((False, 409), (True, 200)):
        late = host.presses("next", in_place=in_place)
        assert late.status_code == status
        assert "Another host has moved on" in late.text
        assert 'id="console"' in late.text, "the page as it stands now comes with the refusal"
        assert states(workshop) == ["closed", "open", "ready"]


def test_closing_early_asks_once_and_only_once(
    server: Server, host: Host, workshop: Workshop, organiser: Organiser
) -> None:
    asyncio.run(join(server, workshop.code, [{"community": c} for c in ("citizen", "citizen", "ahp")]))
    organiser.posts(f"/sessions/{workshop.id}/start")
    workshop.turn("open", 1)
    host.looks()
    for in_place in (True, False):
        asked = host.presses("close", in_place=in_place)
        assert asked.status_code == 200
        assert "0 of 2 finished" in asked.text
        assert ("<dialog" in asked.text) == in_place
        assert states(workshop)[1] == "open"
    host.html = asked.text
    host.presses("close")
    assert states(workshop)[1] == "closed"


def test_a_look_is_recorded_and_is_nowhere_but_on_its_own_page(
    server: Server, host: Host, workshop: Workshop, organiser: Organiser
) -> None:
    people = asyncio.run(join(server, workshop.code, [{"community": "citizen"}] * 3))
    organiser.posts(f"/sessions/{workshop.id}/start")
    workshop.turn("open", 1)
    for person in people:
        action = an_action(workshop.stages[1], "vote", idea=workshop.ideas["r0"], choice="disagree")
        headers = {"authorization": f"Bearer {person['token']}"}
        httpx.post(f"{server.url}/api/v1/actions", json=action, headers=headers, trust_env=False).raise_for_status()
    assert "0 of 3 agree" not in host.looks()
    look = host.presses("look")
    assert "0 of 3 agree" in look.text
    assert "We noted that you looked" in look.text
    assert host.http.get(f"{host.at}/look").status_code == 303, "a look is asked for, and recorded, each time"
    assert "0 of 3 agree" not in host.looks()


def test_checking_by_form_allows_hides_and_shows_again(
    server: Server, host: Host, workshop: Workshop, organiser: Organiser
) -> None:
    person = asyncio.run(join(server, workshop.code, [{"community": "ahp"}]))[0]
    organiser.posts(f"/sessions/{workshop.id}/start")
    workshop.turn("open", 1)
    words = ["Ring me on 07700 900123", "<b>bold</b> & brave"]
    actions = [an_action(workshop.stages[1], "comment", idea=workshop.ideas["r1"], text=text) for text in words]
    headers = {"authorization": f"Bearer {person['token']}"}
    acks = httpx.post(f"{server.url}/api/v1/actions", json=actions, headers=headers, trust_env=False).json()["acks"]
    first, second = (ack["comment"] for ack in acks)
    assert "May hold a phone number" in host.looks()
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; brave" in host.html

    def state_of(comment: str) -> tuple[str, str]:
        found = {c["id"]: c for c in organiser.gets(f"/sessions/{workshop.id}/comments")["comments"]}
        return found[comment]["state"], found[comment]["reason"]

    answer = host.presses("check", hide=first)
    assert answer.headers["location"] == f"{host.at}#to-check"
    host.presses("check", why=first, reason="A phone number")
    assert state_of(first) == ("hidden", "A phone number")
    host.presses("check", allow=second)
    assert 'name="unhide"' in host.presses("check", hide=second, in_place=True).text, "what was shown can be put back"
    host.presses("check", unhide=second)
    assert state_of(second)[0] == "allowed"
    assert host.presses("check", allow="nothing known").status_code == 404


def test_board_and_room_switches_reach_the_board(host: Host, workshop: Workshop, organiser: Organiser) -> None:
    for name, value in (("blank", "true"), ("view", "lobby"), ("dark", "true")):
        presses: dict[str, Any] = {name: value}
        assert host.presses("board", **presses).status_code == 303
        host.looks()
    assert 'aria-pressed="true"><span>Blank screen' in host.html
    assert 'aria-pressed="true"><span>Show join code' in host.html
    assert "Light board" in host.html
    host.presses("doors", locked="true")
    shown = workshop.shown()
    assert shown["locked"] is True
    assert host.presses("board", view="upside down").status_code == 422


def test_a_pushed_console_is_the_very_fragment_of_a_fresh_page(
    server: Server, host: Host, workshop: Workshop, cookie: str, organiser: Organiser
) -> None:
    async def story() -> dict[str, Any]:
        headers = {"cookie": f"cg_signed_in={cookie}", "origin": server.url}
        address = f"{server.url.replace('http', 'ws')}{host.at}/live"
        async with connect(address, additional_headers=headers) as socket:
            everything, comments = await socket.recv(), await socket.recv()
            assert "version" in json.loads(everything)
            assert 'hx-target="#queue"' in json.loads(comments)["content"]
            await asyncio.to_thread(organiser.posts, f"/sessions/{workshop.id}/start")
            pushed: dict[str, Any] = json.loads(await asyncio.wait_for(socket.recv(), 5))
            return pushed

    pushed = asyncio.run(story())
    parts = re.findall(
        r'<hx-partial hx-target="#(\w+)" hx-swap="outerMorph">(.*?)</hx-partial>', pushed["content"], re.S
    )
    assert [target for target, _ in parts] == ["bar", "tabs", "runsheet", "main"]
    page = host.looks()
    for target, part in parts:
        assert part.strip() in page, target
    assert host.http.get(f"{host.at}/pulse").json() == {"version": pushed["version"], "warning": ""}
