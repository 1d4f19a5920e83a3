"""Answers after the close: refused, counted once each for the host, and only for the closing they were late for."""

from __future__ import annotations

import re
import time

import httpx

from tests.people import Json, Organiser, Phone, Workshop, an_action, join
from tests.serving import Server

GRACE = 2.1


def console_says(server: Server, workshop: Workshop) -> str | None:
    """How many answers the console says came too late."""
    headers = {"authorization": f"Bearer {server.token}"}
    page = httpx.get(f"{server.url}/sessions/{workshop.id}/console", headers=headers, trust_env=False)
    page.raise_for_status()
    found = re.search(r"(\d+) answers? came too late to count", page.text)
    return found[1] if found else None


def post(server: Server, token: str, *actions: Json) -> list[Json]:
    answer = httpx.post(
        f"{server.url}/api/v1/actions",
        json=list(actions),
        headers={"authorization": f"Bearer {token}"},
        trust_env=False,
    )
    acks: list[Json] = answer.json()["acks"]
    return acks


async def test_late_answers_are_counted_by_every_door_and_a_retry_counts_once(
    server: Server, organiser: Organiser
) -> None:
    workshop = organiser.workshop("vote")
    one, two = await join(server, workshop.code, [{"community": "citizen"}, {"community": "ahp"}])
    workshop.turn("close")
    assert console_says(server, workshop) is None
    time.sleep(GRACE)
    late = [workshop.vote("r0", "agree"), workshop.vote("r1", "disagree")]
    acks = post(server, one["token"], *late, an_action(workshop.stage, "done"))
    assert [ack["error"]["code"] for ack in acks] == ["stage_closed"] * 3
    post(server, one["token"], *late, workshop.vote("r0", "unsure"))
    assert console_says(server, workshop) == "2"
    async with Phone(server, two["token"]) as phone:
        await phone.does(workshop.vote("r0", "agree"))
    assert console_says(server, workshop) == "3"


async def test_reopening_begins_the_count_anew(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    (person,) = await join(server, workshop.code, [{"community": "citizen"}])
    for _ in range(2):
        workshop.turn("close")
        assert console_says(server, workshop) is None
        time.sleep(GRACE)
        post(server, person["token"], workshop.vote("r0", "agree"))
        assert console_says(server, workshop) == "1"
        workshop.turn("reopen")
        assert console_says(server, workshop) is None
