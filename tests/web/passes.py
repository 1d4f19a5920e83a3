"""Letting a helper or a second host in, as a host does it on the page."""

from __future__ import annotations

import re

import httpx

from tests.serving import Server


def a_link(server: Server, session: str, role: str = "helper", name: str = "Sam, table 2") -> str:
    """The address of a new one-time link."""
    headers = {"Authorization": f"Bearer {server.token}"}
    answer = httpx.post(
        f"{server.url}/sessions/{session}/helpers", data={"name": name, "role": role}, headers=headers, trust_env=False
    )
    assert answer.status_code == 201, answer.text[:300]
    found = re.search(r'value="(http[^"]+/help/[^"]+)"', answer.text)
    assert found
    return found[1]


def opened(server: Server, link: str, cookie: str = "") -> httpx.Response:
    """The button of a link's page, pressed in a browser that may have a pass already."""
    headers = {"Origin": server.url} | ({"Cookie": f"cg_pass={cookie}"} if cookie else {})
    path = link[link.index("/help/") :]
    return httpx.post(f"{server.url}{path}", headers=headers, trust_env=False)


def a_pass(server: Server, session: str, role: str = "helper", name: str = "Sam, table 2") -> str:
    """The cookie of a browser that has opened a new link."""
    return opened(server, a_link(server, session, role, name)).cookies["cg_pass"]
