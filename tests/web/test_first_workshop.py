"""The way to a first workshop: each step is ticked by what is there, and the next one has the button."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.people import Organiser, Workshop
from tests.serving import Server


@pytest.fixture
def desk(server: Server, organiser: Organiser) -> httpx.Client:
    return httpx.Client(base_url=server.url, headers=organiser.http.headers, trust_env=False, timeout=20)


def steps(desk: httpx.Client, programme: str) -> tuple[int, str]:
    """(how many steps are ticked, the words on the button of the one that comes next)"""
    page = desk.get(f"/programmes/{programme}/first-workshop").raise_for_status().text
    walk = page.partition('<ol class="walk">')[2].partition("</ol>")[0]
    following = walk.partition('aria-current="step"')[2].partition("</li>")[0]
    found = re.search(r'<a class="button[^"]*button-primary[^>]*>.*?<span>([^<]*)</span>', following)
    return walk.count('class="done"'), found[1] if found else ""


def test_the_steps_tick_themselves_off(desk: httpx.Client, organiser: Organiser, server: Server) -> None:
    programme = organiser.posts("/programmes", {"name": "Example programme"}, 201)["id"]
    home = desk.get(f"/programmes/{programme}").text
    assert f'href="/programmes/{programme}/first-workshop"' in home
    assert steps(desk, programme) == (0, "Add your ideas")
    organiser.posts(f"/programmes/{programme}/ideas", {"ideas": [{"text": "Come to my home"}]}, 201)
    assert steps(desk, programme) == (1, "Plan a workshop")
    session = organiser.session(programme, "vote", start=False)
    assert steps(desk, programme) == (2, "Rehearse")
    organiser.posts(f"/sessions/{session['id']}/start")
    assert steps(desk, programme) == (4, "See the poster")
    joined = httpx.post(
        f"{server.url}/api/v1/join", json={"code": session["code"], "community": "citizen"}, trust_env=False
    )
    assert joined.status_code == 201
    assert steps(desk, programme) == (5, "See the outcome")
    workshop = Workshop(organiser, session, {})
    workshop.turn("open")
    workshop.turn("close")
    organiser.posts(f"/sessions/{session['id']}/finish")
    assert steps(desk, programme) == (6, "")
    assert "/first-workshop" not in desk.get(f"/programmes/{programme}").text


def test_nobody_walks_through_a_programme_that_is_not_there(desk: httpx.Client) -> None:
    assert desk.get("/programmes/nowhere/first-workshop").status_code == 404
