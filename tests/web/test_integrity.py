"""What looks odd, over the real doors: seen, set aside, counted again, and told wherever figures are taken."""

from __future__ import annotations

import csv
import io
import re
import time
import zipfile
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.people import Json, Organiser, Workshop, an_action
from tests.serving import Server


@pytest.fixture(scope="module")
def cookie(server: Server) -> str:
    link = server.command("link", "--email", "odd@example.org").strip().rpartition("/")[2]
    return httpx.post(f"{server.url}/sign-in/{link}", trust_env=False).cookies["cg_signed_in"]


@pytest.fixture
def host(server: Server, cookie: str) -> Iterator[httpx.Client]:
    with httpx.Client(
        base_url=server.url, cookies={"cg_signed_in": cookie}, headers={"origin": server.url}, trust_env=False
    ) as host:
        yield host


@pytest.fixture
def workshop(organiser: Organiser) -> Workshop:
    return organiser.workshop("vote")


def joins(server: Server, workshop: Workshop, **more: Any) -> httpx.Response:
    sent = {"code": workshop.code, "community": "citizen"} | more
    return httpx.post(f"{server.url}/api/v1/join", json=sent, trust_env=False)


def robot(server: Server, workshop: Workshop) -> str:
    """Joins and answers everything in the same breath → its token."""
    token: str = joins(server, workshop).json()["token"]
    votes = [workshop.vote(ref, "disagree") for ref in workshop.ideas]
    answer = httpx.post(
        f"{server.url}/api/v1/actions", json=votes, headers={"Authorization": f"Bearer {token}"}, trust_env=False
    )
    assert all(ack["ok"] for ack in answer.json()["acks"])
    return token


def at(workshop: Workshop) -> str:
    return f"/sessions/{workshop.id}/health"


def odd(workshop: Workshop) -> list[Json]:
    found: list[Json] = workshop.host.gets(f"/sessions/{workshop.id}/health")["integrity"]["odd"]
    return found


def disagreeing(workshop: Workshop) -> int:
    return int(workshop.tally()["r0"]["citizen"]["disagree"])


def test_a_robot_is_named_to_the_host_by_what_it_did_and_by_nothing_else(
    server: Server, workshop: Workshop, host: httpx.Client
) -> None:
    token = robot(server, workshop)
    page = host.get(at(workshop)).text
    assert "One phone answered 4 ideas in 1 second." in page
    assert "It may be a demonstration, or someone in a hurry." in page
    assert "Leave it" in page
    assert "Set aside" in page
    participant = httpx.get(
        f"{server.url}/api/v1/me", headers={"Authorization": f"Bearer {token}"}, trust_env=False
    ).json()["participant"]["id"]
    assert participant not in page
    assert participant not in str(workshop.host.gets(f"/sessions/{workshop.id}/health"))


def test_set_aside_by_a_press_it_counts_nowhere_until_it_is_counted_again(
    server: Server, workshop: Workshop, host: httpx.Client
) -> None:
    robot(server, workshop)
    (found,) = odd(workshop)
    assert (found["kind"], found["people"], found["answers"]) == ("quick", 1, 4)
    assert disagreeing(workshop) == 1
    pressed = host.post(f"{at(workshop)}/aside", data={"press": "aside", "odd": found["id"]})
    assert pressed.status_code == 303
    page = host.get(at(workshop)).text
    assert re.search(r"1 phone</strong> · very quick", page)
    assert "Nothing. All is well." in page
    assert disagreeing(workshop) == 0
    assert workshop.shown()["here"]["citizen"] == 0
    host.post(f"{at(workshop)}/aside", data={"press": "count", "reason": "quick"})
    assert disagreeing(workshop) == 1
    assert odd(workshop) == []  # a host has looked at it


def test_what_is_left_is_not_shown_again(server: Server, workshop: Workshop, host: httpx.Client) -> None:
    robot(server, workshop)
    (found,) = odd(workshop)
    host.post(f"{at(workshop)}/aside", data={"press": "leave", "odd": found["id"]})
    assert odd(workshop) == []
    assert disagreeing(workshop) == 1
    late = host.post(f"{at(workshop)}/aside", data={"press": "aside", "odd": found["id"]})
    assert late.status_code == 409
    assert "This has changed meanwhile. Look again." in late.text


def test_the_look_and_the_outcome_show_the_totals_with_them_and_without_them(
    server: Server, workshop: Workshop, host: httpx.Client
) -> None:
    robot(server, workshop)
    (found,) = odd(workshop)
    workshop.host.posts(f"/sessions/{workshop.id}/set-aside", {"odd": found["id"]})
    look = host.post(f"/sessions/{workshop.id}/console/look", data={"stage": workshop.stage})
    page = look.text if look.status_code == 200 else host.get(f"/sessions/{workshop.id}/console/look").text
    outcome = host.get(f"/sessions/{workshop.id}/outcomes").text
    for text in (page, outcome):
        assert re.search(r'<td class="num strong">0 of 0</td><td class="num second">0 of 1</td>', text)


@pytest.mark.check
def test_after_the_finish_it_is_the_outcome_s_next_version_and_every_file_says_so(
    server: Server, workshop: Workshop
) -> None:
    robot(server, workshop)
    (found,) = odd(workshop)
    workshop.host.posts(f"/sessions/{workshop.id}/finish")
    assert workshop.outcomes()["revision"] == 1
    workshop.host.posts(f"/sessions/{workshop.id}/set-aside", {"odd": found["id"]})
    outcome = workshop.outcomes()
    assert (outcome["revision"], outcome["set_aside"]["reasons"]) == (2, {"quick": 1})
    assert outcome["stages"][0]["ballots"]["citizen"] == 0
    assert outcome["stages"][0]["with_set_aside"]["ballots"]["citizen"] == 1
    for kind in ("csv", "polis"):
        assert {"joining": "open", "set_aside": "1", "set_aside_quick": "1"}.items() <= about(workshop, kind).items()
    workshop.host.posts(f"/sessions/{workshop.id}/set-aside", {"odd": "", "aside": False, "participants": ["nobody"]},
                        status=422)  # fmt: skip


def about(workshop: Workshop, kind: str) -> dict[str, str]:
    answer = workshop.host.http.get(f"/sessions/{workshop.id}/export?format={kind}")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return dict(list(csv.reader(io.StringIO(archive.read("about.csv").decode())))[1:])


def test_a_locked_room_takes_nobody_new_from_that_moment_and_everybody_back(
    server: Server, workshop: Workshop, host: httpx.Client
) -> None:
    known = joins(server, workshop, id="0123456789abcdef0123")
    began = time.monotonic()
    version = workshop.shown()["version"]
    host.post(f"{at(workshop)}/doors", data={"expected_version": version, "locked": "true"})
    refused = joins(server, workshop)
    assert time.monotonic() - began < 1.0
    assert refused.json()["error"]["code"] == "not_allowed"
    again = joins(server, workshop, id="0123456789abcdef0123")
    assert again.json()["participant"] == known.json()["participant"]


def test_tickets_can_be_asked_for_until_somebody_has_joined(
    server: Server, workshop: Workshop, host: httpx.Client
) -> None:
    version = workshop.shown()["version"]
    press = {"expected_version": version, "joining": "ticket"}
    assert host.post(f"{at(workshop)}/joining", data=press).status_code == 303
    assert joins(server, workshop).json()["error"]["code"] == "ticket_needed"
    press = {"expected_version": workshop.shown()["version"], "joining": "open"}
    host.post(f"{at(workshop)}/joining", data=press)
    assert joins(server, workshop).status_code == 201
    press = {"expected_version": workshop.shown()["version"], "joining": "ticket"}
    late = host.post(f"{at(workshop)}/joining", data=press)
    assert "People have joined already" in late.text


def test_every_decision_is_in_the_record_of_the_workshop(
    server: Server, workshop: Workshop, host: httpx.Client
) -> None:
    robot(server, workshop)
    (found,) = odd(workshop)
    for press in ({"press": "aside", "odd": found["id"]}, {"press": "count", "reason": "quick"}):
        host.post(f"{at(workshop)}/aside", data=press)
    log = host.get(f"/sessions/{workshop.id}/console/log.csv").text
    assert "set aside,people: 1,,,,,quick" in log
    assert "counted,people: 1,,,,,quick" in log
    record = host.get("/record").text
    assert "Set answers aside" in record
    assert "Left answers in, or counted them again" in record


def test_five_comments_a_minute_are_taken_and_the_sixth_waits(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("discuss")
    token = joins(server, workshop).json()["token"]
    said = [an_action(workshop.stage, "comment", idea=workshop.ideas["r0"], text=f"Words {n}") for n in range(6)]
    answer = httpx.post(
        f"{server.url}/api/v1/actions", json=said, headers={"Authorization": f"Bearer {token}"}, trust_env=False
    )
    acks = answer.json()["acks"]
    assert [ack["ok"] for ack in acks] == [True] * 5 + [False]
    assert acks[5]["error"]["code"] == "busy"
    assert "wait a minute" in acks[5]["error"]["message"]


def test_who_is_set_aside_reads_it_beside_their_answers_once_the_workshop_has_ended(
    server: Server, workshop: Workshop
) -> None:
    """Before that, whoever stuffs a vote would learn from it what gives them away."""
    joined = joins(server, workshop)
    device, token = joined.cookies["cg_device"], joined.json()["token"]
    votes = [workshop.vote(ref, "disagree") for ref in workshop.ideas]
    with httpx.Client(base_url=server.url, headers={"Cookie": f"cg_device={device}"}, trust_env=False) as phone:

        def own() -> tuple[str, Json]:
            me = httpx.get(f"{server.url}/api/v1/me", headers={"Authorization": f"Bearer {token}"}, trust_env=False)
            return phone.get(f"/sessions/{workshop.id}/remove").text, me.json() | {"version": 0}

        bearer = {"Authorization": f"Bearer {token}"}
        httpx.post(f"{server.url}/api/v1/actions", json=votes, headers=bearer, trust_env=False).raise_for_status()
        before = own()
        workshop.host.posts(f"/sessions/{workshop.id}/set-aside", {"participants": [joined.json()["participant"]]})
        assert disagreeing(workshop) == 0
        assert own() == before
        workshop.host.posts(f"/sessions/{workshop.id}/finish")
        assert "A host has set your answers aside." in own()[0]
        again = {"participants": [joined.json()["participant"]], "aside": False}
        workshop.host.posts(f"/sessions/{workshop.id}/set-aside", again)
        assert "set your answers aside" not in own()[0]
