"""Printed tickets: one voter each, their codes shown once, and used for good."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import httpx
import pytest

from tests.people import Organiser, Workshop
from tests.serving import Server


@pytest.fixture
def workshop(organiser: Organiser) -> Workshop:
    return organiser.workshop("vote", joining="ticket")


@pytest.fixture(scope="module")
def cookie(server: Server) -> str:
    link = server.command("link", "--email", "tickets@example.org").strip().rpartition("/")[2]
    return httpx.post(f"{server.url}/sign-in/{link}", trust_env=False).cookies["cg_signed_in"]


@pytest.fixture
def desk(server: Server, cookie: str) -> Iterator[httpx.Client]:
    headers, signed_in = {"origin": server.url}, {"cg_signed_in": cookie}
    with httpx.Client(base_url=server.url, cookies=signed_in, headers=headers, trust_env=False, timeout=20) as desk:
        yield desk


def printed(desk: httpx.Client, workshop: Workshop, count: str, community: str = "") -> list[str]:
    answer = desk.post(f"/sessions/{workshop.id}/tickets", data={"count": count, "community": community})
    assert answer.status_code == 200
    return re.findall(r'class="slip-code figures">([^<]+)<', answer.text)


def joins(server: Server, workshop: Workshop, ticket: str, community: str = "citizen") -> httpx.Response:
    sent = {"code": workshop.code, "community": community, "ticket": ticket}
    return httpx.post(f"{server.url}/api/v1/join", json=sent, trust_env=False)


def test_each_slip_lets_one_person_in_once(server: Server, desk: httpx.Client, workshop: Workshop) -> None:
    codes = printed(desk, workshop, "13")
    assert len(set(codes)) == 13
    assert joins(server, workshop, codes[0]).status_code == 201
    again = joins(server, workshop, codes[0])
    assert (again.status_code, again.json()["error"]["code"]) == (409, "ticket_used")
    page = desk.get(f"/sessions/{workshop.id}/tickets").text
    assert "1 of 13 used" in page
    assert not any(code in page for code in codes)


@pytest.mark.parametrize("typing", [str.lower, lambda code: code.replace("-", " "), lambda code: code.replace("-", "")])
def test_a_slip_can_be_typed_as_people_type(
    server: Server, desk: httpx.Client, workshop: Workshop, typing: Callable[[str], str]
) -> None:
    (code,) = printed(desk, workshop, "1")
    assert joins(server, workshop, typing(code)).status_code == 201


def test_a_slip_for_a_community_preselects_it_and_lets_nobody_else_in(
    server: Server, desk: httpx.Client, workshop: Workshop
) -> None:
    (code,) = printed(desk, workshop, "1", "ahp")
    page = httpx.get(f"{workshop.links['join']}?ticket={code}", trust_env=False).text
    assert re.search(r'value="ahp" checked', page)
    assert not re.search(r'value="citizen" checked', page)
    assert f'value="{code}"' in page
    assert joins(server, workshop, code, "citizen").json()["error"]["field"] == "community"
    assert joins(server, workshop, code, "ahp").status_code == 201


def test_a_ticket_stays_used_when_its_person_takes_everything_back(
    server: Server, desk: httpx.Client, workshop: Workshop
) -> None:
    """Else somebody whom the host has removed would come back in with the same slip."""
    (code,) = printed(desk, workshop, "1")
    token = joins(server, workshop, code).json()["token"]
    httpx.delete(f"{server.url}/api/v1/me", headers={"Authorization": f"Bearer {token}"}, trust_env=False)
    assert joins(server, workshop, code).json()["error"]["code"] == "ticket_used"
    assert "1 of 1 used" in desk.get(f"/sessions/{workshop.id}/tickets").text


@pytest.mark.parametrize(
    "fields", [{"count": "0"}, {"count": "501"}, {"count": "x"}, {"count": "1", "community": "us"}]
)
def test_a_wish_that_cannot_be_met_makes_no_tickets(
    desk: httpx.Client, workshop: Workshop, fields: dict[str, str]
) -> None:
    assert desk.post(f"/sessions/{workshop.id}/tickets", data=fields).status_code == 422
    assert "used" not in re.sub(r"A used ticket stays used", "", desk.get(f"/sessions/{workshop.id}/tickets").text)


def test_an_open_workshop_says_that_tickets_are_not_asked_for(desk: httpx.Client, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    assert "This workshop is open to everyone with the code." in desk.get(f"/sessions/{workshop.id}/tickets").text
