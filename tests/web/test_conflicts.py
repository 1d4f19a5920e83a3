"""Every no that comes of the state of things says where the session is, whichever door refuses."""

from __future__ import annotations

import httpx

from tests.people import Json, Organiser, an_action
from tests.serving import Server


def conflict(organiser: Organiser, session: str, answer: httpx.Response) -> str:
    """The code of a 409 that carries the session's version."""
    error = answer.json()["error"]
    assert (answer.status_code, error.get("version")) == (409, organiser.gets(f"/sessions/{session}")["version"])
    code: str = error["code"]
    return code


def test_deeds_that_come_too_early_or_too_late(organiser: Organiser) -> None:
    workshop = organiser.workshop("vote", "rank", opened=False)
    at, stages, post = f"/sessions/{workshop.id}", workshop.stages, organiser.http.post

    def told(path: str, body: Json) -> str:
        return conflict(organiser, workshop.id, post(path, json=body))

    sheet = {"community": "citizen", "answers": [workshop.vote("r0", "agree")]}
    decision = {"idea": workshop.ideas["r0"], "verdict": "park", "reason": "too early"}
    assert told(f"{at}/paper", sheet) == "stage_not_open"
    assert told(f"{at}/publish", {}) == "moved_on"
    assert told(f"{at}/decisions", decision) == "moved_on"
    assert told(f"/stages/{stages[0]}/close", {}) == "moved_on"
    workshop.turn("open")
    assert told(f"/stages/{stages[1]}/open", {}) == "another_stage_open"
    assert told(f"/stages/{stages[0]}/close", {"expected_version": 1}) == "moved_on"
    workshop.turn("close")
    workshop.turn("reveal")
    assert told(f"{at}/paper", sheet) == "stage_closed"
    organiser.posts(f"{at}/finish")
    assert told(f"{at}/paper", sheet) == "session_over"
    assert told("/join", {"code": workshop.code, "community": "citizen"}) == "session_over"


def test_ideas_from_a_step_that_is_still_to_close(organiser: Organiser) -> None:
    workshop = organiser.workshop("vote", {"kind": "rank", "ideas": {"from": 0, "top": 2}}, opened=False)
    refused = organiser.http.post(f"/stages/{workshop.stages[1]}/open", json={})
    assert conflict(organiser, workshop.id, refused) == "stage_not_open"


def test_a_ticket_that_somebody_has_used(organiser: Organiser, server: Server) -> None:
    workshop = organiser.workshop("vote", joining="ticket")
    (ticket,) = organiser.posts(f"/sessions/{workshop.id}/tickets", {"count": 1})["tickets"]
    body = {"code": workshop.code, "community": "citizen", "ticket": ticket["code"]}
    came = [httpx.post(f"{server.url}/api/v1/join", json=body, trust_env=False) for _ in range(2)]
    assert came[0].status_code == 201
    assert conflict(organiser, workshop.id, came[1]) == "ticket_used"


def test_what_one_action_is_told_is_no_answer_to_the_whole_request(organiser: Organiser, server: Server) -> None:
    workshop = organiser.workshop("vote", opened=False)
    body = {"code": workshop.code, "community": "citizen"}
    token = httpx.post(f"{server.url}/api/v1/join", json=body, trust_env=False).json()["token"]
    sent = httpx.post(
        f"{server.url}/api/v1/actions", headers={"Authorization": f"Bearer {token}"}, trust_env=False,
        json=an_action(workshop.stage, "vote", idea=workshop.ideas["r0"], choice="agree"),
    )  # fmt: skip
    assert sent.status_code == 200
    assert sent.json()["acks"][0]["error"]["code"] == "stage_not_open"
