"""Helpers and second hosts over the real doors: a link that opens once, what they may do, and a stop at once."""

from __future__ import annotations

import asyncio
import html
import re
import sqlite3
import time

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin

from tests.people import Organiser, Workshop, an_action, join
from tests.serving import Server
from tests.web.passes import a_link, a_pass, opened


class Helper:
    """A browser without script that came by a pass."""

    def __init__(self, server: Server, cookie: str) -> None:
        self.http = httpx.Client(
            base_url=server.url, cookies={"cg_pass": cookie}, headers={"Origin": server.url}, trust_env=False
        )

    def reads(self, path: str, status: int = 200) -> str:
        answer = self.http.get(path)
        assert answer.status_code == status, f"{path}: {answer.status_code}"
        return html.unescape(answer.text)

    def sends(self, path: str, status: int = 303, **form: str) -> httpx.Response:
        answer = self.http.post(path, data=form)
        assert answer.status_code == status, f"{path}: {answer.status_code} {answer.text[:300]}"
        return answer


@pytest.fixture
def workshop(organiser: Organiser) -> Workshop:
    return organiser.workshop("discuss", "vote")


def a_comment(server: Server, workshop: Workshop, text: str = "A remark") -> str:
    person = asyncio.run(join(server, workshop.code, [{"community": "citizen"}]))[0]
    action = an_action(workshop.stage, "comment", idea=workshop.ideas["r0"], text=text)
    headers = {"Authorization": f"Bearer {person['token']}"}
    answer = httpx.post(f"{server.url}/api/v1/actions", json=action, headers=headers, trust_env=False)
    return str(answer.json()["acks"][0]["comment"])


def test_looking_at_a_link_changes_nothing_and_its_button_works_once(server: Server, workshop: Workshop) -> None:
    link = a_link(server, workshop.id)
    for _ in range(2):
        page = httpx.get(link, trust_env=False)
        assert page.status_code == 200
        assert "Help from this browser" in page.text
        assert "set-cookie" not in page.headers
    answer = opened(server, link)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/sessions/{workshop.id}/helping")
    cookie = answer.headers["set-cookie"].lower()
    assert "cg_pass=" in cookie
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie, "a hall has no certificate"
    again = opened(server, link)
    assert again.status_code == 401
    assert "cg_pass" not in again.headers.get("set-cookie", "")
    assert "This link is spent" in httpx.get(link, trust_env=False).text


def test_the_link_is_shown_once_and_only_its_hash_is_kept(server: Server, workshop: Workshop) -> None:
    secret = a_link(server, workshop.id).rpartition("/")[2]
    headers = {"Authorization": f"Bearer {server.token}"}
    page = httpx.get(f"{server.url}/sessions/{workshop.id}/helpers", headers=headers, trust_env=False).text
    assert "Sam, table 2" in page
    assert "Not opened yet" in page
    assert secret not in page
    assert not any(secret.encode() in file.read_bytes() for file in server.data.glob("common-ground.db*"))


def test_a_foreign_page_cannot_open_a_link(server: Server, workshop: Workshop) -> None:
    link = a_link(server, workshop.id)
    answer = httpx.post(link, headers={"Origin": "https://evil.example"}, trust_env=False)
    assert answer.status_code == 403
    assert opened(server, link).status_code == 303


def test_a_helper_checks_comments_from_their_own_phone_and_the_record_says_so(
    server: Server, workshop: Workshop, organiser: Organiser
) -> None:
    first, second = a_comment(server, workshop, "Ring 07700 900123"), a_comment(server, workshop, "A good one")
    helper, here = Helper(server, a_pass(server, workshop.id)), f"/sessions/{workshop.id}"
    page = helper.reads(f"{here}/helping")
    assert "Ring 07700 900123" in page
    assert "Finish the workshop" not in page
    assert helper.sends(f"{here}/console/check", hide=first).headers["location"] == f"{here}/helping"
    in_place = helper.http.post(f"{here}/console/check", data={"allow": second}, headers={"hx-request": "true"})
    assert 'hx-target="#queue"' in in_place.text
    assert '<hx-partial hx-target="#console"' not in in_place.text
    comments = organiser.gets(f"/sessions/{workshop.id}/comments")["comments"]
    states = {comment["id"]: comment["state"] for comment in comments}
    assert states == {first: "hidden", second: "allowed"}
    for page in ("console", "helpers", "plan", "health"):
        assert helper.http.get(f"{here}/{page}").status_code in (303, 403), page
    for deed in ("start", "close", "finish", "board", "doors", "look"):
        helper.sends(f"{here}/console/{deed}", 403, expected_version="0")
    organiser.posts(f"/comments/{first}/allow")
    log = organiser.http.get(f"{server.url}{here}/console/log.csv").text.splitlines()
    assert [line.rpartition(",")[2] for line in log[1:]] == ["helper 1", "helper 1", "host"]


def test_a_second_host_runs_the_workshop_and_hands_it_on(
    server: Server, workshop: Workshop, organiser: Organiser
) -> None:
    host, here = Helper(server, a_pass(server, workshop.id, "host", "Hope")), f"/sessions/{workshop.id}"
    page = host.reads(f"{here}/console")
    version = re.findall(r'name="expected_version" value="(\d+)"', page)[0]
    host.sends(f"{here}/console/next", stage=workshop.stages[1], expected_version=version)
    assert [stage["state"] for stage in workshop.shown()["stages"]] == ["closed", "open"]
    answer = host.sends(f"{here}/helpers", 201, name="Harper", role="host")
    link = re.search(r'value="http[^"]+(/help/[^"]+)"', answer.text)
    assert link
    third = Helper(server, opened(server, link[1]).cookies["cg_pass"])
    assert host.sends(f"{here}/helping/leave").headers["location"] == "/"
    assert host.http.get(f"{here}/console").status_code == 303
    third.reads(f"{here}/console")
    assert third.http.get("/programmes").status_code in (303, 403), "one session is all that was handed over"


def test_opening_another_link_ends_the_pass_that_the_browser_had(server: Server, workshop: Workshop) -> None:
    before = a_pass(server, workshop.id)
    after = opened(server, a_link(server, workshop.id), before).cookies["cg_pass"]
    assert Helper(server, before).http.get(f"/sessions/{workshop.id}/helping").status_code == 303
    Helper(server, after).reads(f"/sessions/{workshop.id}/helping")


def watching(server: Server, workshop: Workshop, cookie: str, page: str) -> connect:
    address = f"{server.url.replace('http', 'ws')}/sessions/{workshop.id}/{page}/live"
    return connect(address, additional_headers={"Cookie": f"cg_pass={cookie}"}, origin=Origin(server.url), proxy=None)


@pytest.mark.parametrize(("role", "page"), [("helper", "helping"), ("host", "console"), ("host", "helping")])
async def test_a_stopped_pass_is_cut_off_at_once_also_on_an_open_socket(
    server: Server, workshop: Workshop, role: str, page: str
) -> None:
    cookie = await asyncio.to_thread(a_pass, server, workshop.id, role)
    async with watching(server, workshop, cookie, page) as socket:
        await socket.recv()
        await asyncio.to_thread(_stop_all, server, workshop)
        await asyncio.wait_for(socket.wait_closed(), 3)
        assert socket.close_code == 1008
    with pytest.raises((InvalidStatus, ConnectionClosed)):
        async with watching(server, workshop, cookie, page) as socket:
            await socket.recv()


async def test_an_open_page_ends_with_the_day(server: Server, workshop: Workshop) -> None:
    cookie = await asyncio.to_thread(a_pass, server, workshop.id)
    with sqlite3.connect(server.data / "common-ground.db") as db:
        db.execute("update session_pass set expires_at = ? where session = ?", (time.time() + 2, workshop.id))
    db.close()
    async with watching(server, workshop, cookie, "helping") as socket:
        await socket.recv()
        await asyncio.wait_for(socket.wait_closed(), 6)
        assert socket.close_code == 1008


async def test_a_helper_is_never_sent_what_only_a_host_sees(server: Server, workshop: Workshop) -> None:
    cookie = await asyncio.to_thread(a_pass, server, workshop.id)
    with pytest.raises((InvalidStatus, ConnectionClosed)):
        async with watching(server, workshop, cookie, "console") as socket:
            await socket.recv()
    async with watching(server, workshop, cookie, "helping") as socket:
        frames = [await socket.recv(), await socket.recv()]
    assert all("run-control" not in str(frame) for frame in frames)


def _stop_all(server: Server, workshop: Workshop) -> None:
    headers = {"Authorization": f"Bearer {server.token}"}
    with httpx.Client(base_url=server.url, headers=headers, trust_env=False) as http:
        page = http.get(f"/sessions/{workshop.id}/helpers").text
        for path in re.findall(r'action="(/sessions/[^"]+/stop)"', page):
            assert http.post(path).status_code == 303


def test_a_second_host_plans_and_rehearses_this_workshop_and_no_other(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote", "rank", start=False, opened=False)
    other = organiser.session(workshop.programme, "vote", start=False, name="The other workshop")
    host, here = Helper(server, a_pass(server, workshop.id, "host", "Hope")), f"/sessions/{workshop.id}"
    page = host.reads(f"{here}/plan")
    assert "Run sheet" in page
    assert "The other workshop" not in page
    assert "/programmes" not in page, "no way leads to what is not for them"
    host.sends(f"{here}/plan/details", name="Named by Hope", expected_version=str(workshop.shown()["version"]))
    assert workshop.shown()["name"] == "Named by Hope"
    copied = host.http.post(
        f"{here}/plan/replace",
        data={"start_from": other["id"], "expected_version": workshop.shown()["version"], "sure": "true"},
    )
    assert copied.status_code == 422
    twin = host.sends(f"{here}/rehearsal", people="1").headers["location"]
    assert "Rehearsal" in host.reads(twin)
    assert "A rehearsal is under way" in host.reads(f"{here}/rehearsal")
    helper = Helper(server, a_pass(server, workshop.id))
    for path in ("/plan", "/rehearsal"):
        assert helper.http.get(f"{here}{path}").status_code == 403
        assert host.http.get(f"/sessions/{other['id']}{path}").status_code == 403
    assert host.http.get("/programmes").status_code == 403
    end = host.sends(f"{twin.removesuffix('/console')}/rehearsal/end")
    assert end.headers["location"] == f"{here}/plan"


def test_a_link_made_by_a_second_host_ends_with_theirs(server: Server, workshop: Workshop) -> None:
    cookie = a_pass(server, workshop.id, "host", "Hope")
    with sqlite3.connect(server.data / "common-ground.db") as db:
        ends = time.time() + 300
        db.execute("UPDATE session_pass SET expires_at = ? WHERE session = ?", (ends, workshop.id))
    Helper(server, cookie).sends(f"/sessions/{workshop.id}/helpers", 201, name="Harper", role="host")
    with sqlite3.connect(server.data / "common-ground.db") as db:
        found = db.execute("SELECT expires_at FROM session_pass WHERE session = ?", (workshop.id,)).fetchall()
    assert found == [(ends,), (ends,)]


def test_the_way_to_tables_stands_only_where_a_step_is_ranked_by_tables(
    server: Server, workshop: Workshop, organiser: Organiser
) -> None:
    tables = organiser.workshop({"kind": "rank", "settings": {"by": "table"}})
    for which, there in ((workshop, False), (tables, True)):
        page = Helper(server, a_pass(server, which.id)).reads(f"/sessions/{which.id}/helping")
        assert ("Enter tables" in page) == there
        assert "Enter paper" in page
