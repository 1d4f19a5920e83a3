"""Handing the console over in the middle of a workshop: one link, opened once and soon; the one before is cut off."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import time

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from app.storage.passes import HOST_LINK_LIFE
from tests.people import Organiser, Workshop
from tests.serving import Server
from tests.web.passes import a_link, a_pass, opened


@pytest.fixture
def workshop(organiser: Organiser) -> Workshop:
    return organiser.workshop("vote", "discuss")


class Console:
    """A host by pass, with the page open and a finger on the buttons."""

    def __init__(self, server: Server, workshop: Workshop, cookie: str) -> None:
        self.server, self.here, self.cookie = server, f"/sessions/{workshop.id}", cookie
        self.headers = {"Cookie": f"cg_pass={cookie}", "Origin": server.url}

    def presses(self, deed: str, **form: str) -> httpx.Response:
        return httpx.post(f"{self.server.url}{self.here}/{deed}", data=form, headers=self.headers, trust_env=False)

    def watches(self) -> connect:
        address = f"{self.server.url.replace('http', 'ws')}{self.here}/console/live"
        headers = {"Cookie": self.headers["Cookie"]}
        return connect(address, additional_headers=headers, origin=Origin(self.server.url), proxy=None)

    def hands_on(self) -> str:
        page = self.presses("helpers", name="Harper", role="host").text
        found = re.search(r'value="(http[^"]+/help/[^"]+)"', page)
        assert found
        return found[1]


async def closed(socket: ClientConnection) -> int | None:
    await asyncio.wait_for(socket.wait_closed(), 5)
    return socket.close_code


@pytest.mark.check
@pytest.mark.parametrize("by", ["itself", "the next host", "an organiser"])
async def test_after_a_handover_the_old_host_is_powerless_within_two_seconds(
    server: Server, workshop: Workshop, organiser: Organiser, by: str
) -> None:
    old = Console(server, workshop, await asyncio.to_thread(a_pass, server, workshop.id, "host", "Hope"))
    link = await asyncio.to_thread(old.hands_on)
    new = Console(server, workshop, (await asyncio.to_thread(opened, server, link)).cookies["cg_pass"])
    async with old.watches() as before, old.watches() as another_tab, new.watches() as after:
        for socket in (before, another_tab, after):
            await asyncio.wait_for(socket.recv(), 10)
        begun = time.monotonic()
        await asyncio.to_thread(shown_out, server, workshop, organiser, old, new, by)
        for socket in (before, another_tab):
            assert await closed(socket) == 1008
        took = time.monotonic() - begun
        assert took < 2
        version = workshop.shown()["version"]
        for deed in ("console/pause", "console/close", "console/finish", "helpers", "console/doors"):
            answer = await asyncio.to_thread(old.presses, deed, expected_version=str(version), stage=workshop.stage)
            assert answer.status_code in (303, 401, 403), deed
            assert answer.headers.get("location", "/sign-in").startswith("/sign-in"), deed
        assert workshop.shown()["version"] == version
        form = {"stage": workshop.stage, "expected_version": str(version)}
        assert (await asyncio.to_thread(new.presses, "console/close", **form)).status_code == 303
        assert workshop.shown()["stages"][0]["state"] == "closed"
        await asyncio.wait_for(after.recv(), 5)
    print(f"cut off after {took:.3f} s")


def shown_out(
    server: Server, workshop: Workshop, organiser: Organiser, old: Console, new: Console, by: str
) -> None:  # fmt: skip
    if by == "itself":
        assert old.presses("helping/leave").status_code == 303
        return
    headers = new.headers if by == "the next host" else {"Authorization": f"Bearer {server.token}"}
    page = httpx.get(f"{server.url}{old.here}/helpers", headers=headers, trust_env=False).text
    stop = re.findall(r'action="([^"]+/stop)"[^>]*>\s*<button[^>]*aria-label="Stop Hope"', page)
    assert len(stop) == 1, page[-3000:]
    assert httpx.post(f"{server.url}{stop[0]}", headers=headers, trust_env=False).status_code == 303


def test_a_hosts_link_opens_once_and_only_for_ten_minutes(server: Server, workshop: Workshop) -> None:
    link = a_link(server, workshop.id, "host")
    assert opened(server, link).status_code == 303
    assert opened(server, link).status_code == 401
    for role, age, status in (("host", HOST_LINK_LIFE + 1, 401), ("host", HOST_LINK_LIFE - 30, 303),
                              ("helper", HOST_LINK_LIFE + 1, 303)):  # fmt: skip
        link = a_link(server, workshop.id, role, f"{role} {age}")
        with sqlite3.connect(server.data / "common-ground.db", timeout=10) as db:
            db.execute("UPDATE session_pass SET created_at = created_at - ? WHERE name = ?", (age, f"{role} {age}"))
        assert opened(server, link).status_code == status, (role, age)
    assert HOST_LINK_LIFE <= 600


def test_every_step_of_a_handover_is_in_the_record_and_an_organiser_always_stays(
    server: Server, workshop: Workshop, organiser: Organiser
) -> None:
    old = Console(server, workshop, a_pass(server, workshop.id, "host", "Hope"))
    new = Console(server, workshop, opened(server, old.hands_on()).cookies["cg_pass"])
    for console in (old, new):
        assert console.presses("helping/leave").status_code == 303
    with sqlite3.connect(server.data / "common-ground.db", timeout=10) as db:
        asked = "SELECT who, what FROM audit_line WHERE session = ? ORDER BY number"
        lines = db.execute(asked, (workshop.id,)).fetchall()
        ids = dict(db.execute("SELECT name, id FROM session_pass WHERE session = ?", (workshop.id,)).fetchall())
    hope, harper = f"pass:{ids['Hope']}", f"pass:{ids['Harper']}"
    assert [line for line in lines if "host" in line[1]] == [
        ("tests", "make host link"), (hope, "come in as host"), (hope, "make host link"), (harper, "come in as host"),
        (hope, "end host link"), (harper, "end host link"),
    ]  # fmt: skip
    workshop.turn("close")
