"""A host's calls: stages one step at a time, a finish that waits for answers under way, and looks that are recorded."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from tests.people import Json, Organiser, Phone, Workshop, an_action, join
from tests.serving import Server

MANY = 12


def at_once(server: Server) -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {server.token}"}
    return httpx.AsyncClient(base_url=f"{server.url}/api/v1", headers=headers, trust_env=False, timeout=30)


async def test_finishing_closes_the_open_stage_and_waits_until_no_answer_can_count(
    server: Server, organiser: Organiser
) -> None:
    workshops = [organiser.workshop("vote") for _ in range(MANY)]
    async with at_once(server) as http:
        answers = await asyncio.gather(*(http.post(f"/sessions/{w.id}/finish", json={}) for w in workshops))
    assert [answer.status_code for answer in answers] == [200] * MANY
    for answer in answers:
        assert (answer.json()["state"], answer.json()["stages"][0]["state"]) == ("ended", "closed")


async def test_revealing_right_after_the_close_waits_too(server: Server, organiser: Organiser) -> None:
    workshops = [organiser.workshop("vote") for _ in range(MANY)]
    for workshop in workshops:
        workshop.turn("close")
    async with at_once(server) as http:
        answers = await asyncio.gather(*(http.post(f"/stages/{w.stage}/reveal", json={}) for w in workshops))
    assert [answer.status_code for answer in answers] == [200] * MANY


async def test_an_answer_that_arrives_while_a_host_finishes_is_counted(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    (joined,) = await join(server, workshop.code, [{"community": "citizen"}])
    async with Phone(server, joined["token"]) as phone, at_once(server) as http:
        finishing = asyncio.create_task(http.post(f"/sessions/{workshop.id}/finish", json={}))
        await phone.hears("changed")
        assert (await phone.does(workshop.vote("r0", "agree")))["ok"]
        assert (await finishing).status_code == 200
        late = await phone.does(workshop.vote("r0", "disagree"))
        assert (late["ok"], late["error"]["code"]) == (False, "stage_closed")
    assert workshop.tally()["r0"]["citizen"] == {"agree": 1, "unsure": 0, "disagree": 0}


async def test_two_consoles_that_press_at_once_make_one_step(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote", "rank", "break", "vote")
    async with at_once(server) as http:
        for stage in range(3):
            for n, deed in ((stage, "close"), (stage + 1, "open")):
                seen = workshop.shown()["version"]
                path, body = f"/stages/{workshop.stages[n]}/{deed}", {"expected_version": seen}
                answers = await asyncio.gather(*(http.post(path, json=body) for _ in range(2)))
                assert sorted(answer.status_code for answer in answers) == [200, 409]
                refused = next(answer.json()["error"] for answer in answers if answer.status_code == 409)
                assert (refused["code"], refused["version"]) == ("moved_on", seen + 1)
    assert [stage["state"] for stage in workshop.shown()["stages"]] == ["closed"] * 3 + ["open"]


def test_a_finished_session_has_one_outcome_that_stays(organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    organiser.posts(f"/sessions/{workshop.id}/finish")
    first = workshop.outcomes()
    assert (first["revision"], first["session"]) == (1, workshop.id)
    assert organiser.posts(f"/sessions/{workshop.id}/finish")["state"] == "ended"
    assert workshop.outcomes() == first


def test_a_look_raises_no_version(organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    before = workshop.shown()["version"]
    workshop.outcomes()
    organiser.gets(f"/sessions/{workshop.id}/export?format=json")
    assert workshop.shown()["version"] == before


async def test_who_is_here_and_who_has_finished_are_counted_by_community(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    people = await join(server, workshop.code, [{"community": c} for c in ("citizen", "citizen", "ahp", "other")])
    async with Phone(server, people[0]["token"]) as one, Phone(server, people[2]["token"]) as other:
        await one.does(an_action(workshop.stage, "done"))
        for ref in workshop.ideas:
            await other.does(workshop.vote(ref, "agree"))
        shown = workshop.shown()
    assert shown["here"] == {"citizen": 2, "ahp": 1, "other": 1}
    assert shown["finished"] == {"citizen": 1, "ahp": 1, "other": 0}
    assert shown["connected"] == 2


@pytest.fixture
async def remarked(server: Server, organiser: Organiser) -> tuple[Workshop, Json]:
    """A workshop with one comment that waits."""
    workshop = organiser.workshop("discuss")
    (joined,) = await join(server, workshop.code, [{"community": "ahp"}])
    async with Phone(server, joined["token"]) as phone:
        comment = an_action(workshop.stage, "comment", idea=workshop.ideas["r0"], text="A remark")
        return workshop, await phone.does(comment)


async def test_a_host_checks_comments_and_may_change_their_mind(remarked: tuple[Workshop, Json]) -> None:
    workshop, ack = remarked
    for deed, state, spotlight in (
        ("hide", "hidden", False), ("allow", "allowed", False), ("spotlight", "allowed", True),
        ("unspotlight", "allowed", False),
    ):  # fmt: skip
        found: Any = workshop.host.posts(f"/comments/{ack['comment']}/{deed}", {"reason": f"for {deed}"})
        assert (found["state"], found["spotlight"], found["reason"]) == (state, spotlight, f"for {deed}")
        listed = workshop.host.gets(f"/sessions/{workshop.id}/comments?state={state}")["comments"]
        assert [comment["id"] for comment in listed] == [ack["comment"]]
    assert workshop.host.gets(f"/sessions/{workshop.id}/comments?state=waiting")["comments"] == []
