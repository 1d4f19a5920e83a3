"""Requests that no page of ours sends: each is refused in words, and none is our fault (500)."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator

import httpx
import pytest

from tests.people import Organiser, Workshop
from tests.serving import Server

UPGRADE = (
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
)
NO_HOSTS = ["[", "a" * 4000, "a b", "x<script>", "x:port", "a,b", "[::1", "x/y", "x@y"]


@pytest.fixture(scope="module")
def workshop(server: Server) -> Workshop:
    return Organiser(server).workshop("rate")


@pytest.fixture
def organiser(server: Server) -> Iterator[Organiser]:
    with Organiser(server) as organiser:
        yield organiser


def raw(server: Server, path: str, *headers: str, host: str | None = None, method: str = "GET", more: str = "") -> int:
    """Sends a request as it is written → the status of its answer."""
    named = f"127.0.0.1:{server.port}" if host is None else host
    lines = [f"{method} {path} HTTP/1.1", f"Host: {named}", *headers]
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as wire:
        wire.sendall(("\r\n".join(lines) + "\r\n" + (more or "Connection: close\r\n") + "\r\n").encode("latin-1"))
        return int(wire.makefile("rb").readline().split()[1])


@pytest.mark.parametrize("host", NO_HOSTS)
def test_a_host_that_cannot_be_one_is_refused_before_links_are_made_from_it(
    server: Server, workshop: Workshop, host: str
) -> None:
    at = f"/sessions/{workshop.id}/board"
    assert raw(server, at, host=host) == 400
    assert raw(server, f"{at}/live", host=host, more=UPGRADE) == 403


@pytest.mark.parametrize("host", ["hall.example", "hall.example:8000", "192.168.1.2:80", "[fe80::1]:8000", "web_1", ""])
def test_a_host_that_can_be_one_is_taken(server: Server, workshop: Workshop, host: str) -> None:
    assert raw(server, f"/sessions/{workshop.id}/board", host=host) == 200


@pytest.mark.parametrize("origin", ["http://[", "http://", "null", "http://]", "\xe9", "//"])
def test_an_origin_that_cannot_be_read_is_not_ours(server: Server, workshop: Workshop, origin: str) -> None:
    named = (f"Origin: {origin}", "Cookie: cg_device=x")
    assert raw(server, "/sign-in", *named, "Content-Length: 0", method="POST") == 403
    assert raw(server, "/api/v1/live", *named, more=UPGRADE) == 403
    assert raw(server, f"/sessions/{workshop.id}/board/live", *named, more=UPGRADE) == 403


def test_a_token_that_is_not_known_turns_a_board_away_at_the_handshake(server: Server, workshop: Workshop) -> None:
    before = len(server.log.read_text())
    for screen in ("board", "console"):
        path = f"/sessions/{workshop.id}/{screen}/live"
        assert raw(server, path, "Authorization: Bearer nobody", more=UPGRADE) == 403
    assert "Traceback" not in server.log.read_text()[before:]


@pytest.mark.parametrize(("settings", "ideas"), [
    ({"question": "\ud800"}, "all"), ({"note": "a\0b"}, "all"), ({"start_from": "²"}, "all"),
    ({"of": ["9" * 5000]}, "all"), ({}, {"from": "²"}),
])  # fmt: skip
def test_a_run_sheet_that_cannot_be_kept_or_read_is_refused(
    organiser: Organiser, settings: dict[str, object], ideas: object
) -> None:
    programme, _ = organiser.programme({"a": "An idea"})
    stages = [{"kind": "vote"}, {"kind": "rank", "settings": settings, "ideas": ideas}]
    body = json.dumps({"name": "W", "stages": stages})  # half a character travels as an escape
    answer = organiser.http.post(
        f"/programmes/{programme}/sessions", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in (404, 422), answer.text


def test_an_idea_never_keeps_its_step_from_opening(organiser: Organiser) -> None:
    programme = organiser.posts("/programmes", {"name": "a\0b"}, 201)["id"]
    idea = {"text": "one\0two", "ref": "r\x001", "name": "\0", "theme": "t\0", "detail": "\x01d"}
    made = organiser.posts(f"/programmes/{programme}/ideas", {"ideas": [idea]}, 201)["ideas"][0]
    assert (made["text"], made["ref"], made["name"], made["theme"]) == ("onetwo", "r1", None, "t")
    session = organiser.session(programme, "vote")
    assert organiser.posts(f"/stages/{session['stages'][0]['id']}/open")["stages"][0]["state"] == "open"


@pytest.mark.parametrize("number", ["²", "9" * 5000, "٣", "-1", "1e3"])
def test_numbers_that_are_none_change_nothing_in_a_form(server: Server, workshop: Workshop, number: str) -> None:
    with httpx.Client(base_url=server.url, trust_env=False, headers={"Origin": server.url}) as browser:
        browser.post("/api/v1/join", json={"code": workshop.code, "community": "citizen"})
        scores = {f"rate-{idea}-0": number for idea in workshop.ideas.values()}
        answers = {"stage": workshop.stage, "nonce": "n"} | scores
        assert browser.post(f"/sessions/{workshop.id}/answers", data=answers).status_code < 500


@pytest.mark.parametrize("charset", ["undefined", "unicode_escape", "idna", "nowhere"])
def test_a_form_in_letters_that_cannot_be_read_is_refused(server: Server, workshop: Workshop, charset: str) -> None:
    form = b'--x\r\nContent-Disposition: form-data; name="stage"\r\n\r\n\\ud800\xff\r\n--x--\r\n'
    with httpx.Client(base_url=server.url, trust_env=False, headers={"Origin": server.url}) as browser:
        browser.post("/api/v1/join", json={"code": workshop.code, "community": "citizen"})
        kind = {"Content-Type": f"multipart/form-data; boundary=x; charset={charset}"}
        answer = browser.post(f"/sessions/{workshop.id}/answers", content=form, headers=kind)
    assert 400 <= answer.status_code < 500


def test_a_foreign_page_makes_nobody_join(server: Server, workshop: Workshop) -> None:
    before = workshop.shown()["here"]
    for origin in ("https://evil.example", "null"):
        form, page = {"community": "citizen"}, {"Origin": origin}
        sent = httpx.post(f"{server.url}/join/{workshop.code}", data=form, headers=page, trust_env=False)
        assert sent.status_code == 403
    assert workshop.shown()["here"] == before


def test_a_run_sheet_takes_over_no_step_of_another_session(organiser: Organiser) -> None:
    ours, theirs = organiser.workshop("vote", opened=False), organiser.workshop("vote", "discuss", opened=False)
    answer = organiser.http.post(
        f"/sessions/{ours.id}/runsheet",
        json={"stages": [{"id": ours.stage, "kind": "vote"}, {"id": theirs.stages[1], "kind": "discuss"}]},
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_stage")
    assert [stage["id"] for stage in theirs.shown()["stages"]] == theirs.stages


@pytest.mark.parametrize("step", [
    {"ideas": [[1]]}, {"ideas": ["another programme's"]}, {"settings": [1]}, {"settings": "x"}, {"kind": ["vote"]},
    {"title": 1}, 1,
])  # fmt: skip
def test_a_run_sheet_is_whole_or_refused(organiser: Organiser, step: object) -> None:
    workshop = organiser.workshop("vote", opened=False)
    first = {"id": workshop.stage, "kind": "vote"}
    sent = first | step if isinstance(step, dict) else step
    for stages in ([sent], [first, first]):
        assert organiser.http.post(f"/sessions/{workshop.id}/runsheet", json={"stages": stages}).status_code == 422
    assert len(workshop.shown()["stages"]) == 1


def test_a_number_that_no_column_holds_is_refused(server: Server, organiser: Organiser) -> None:
    programme, ideas = organiser.programme({"r0": "A home visit after a fall"})
    at = f"{server.url}/api/v1/programmes/{programme}/ideas/{ideas['r0']}/restore"
    headers = {"Authorization": f"Bearer {server.token}"}
    answer = httpx.post(at, json={"number": 10**30}, headers=headers, trust_env=False)
    assert (answer.status_code, answer.json()["error"]["message"]) == (422, "This number is larger than can be kept.")
