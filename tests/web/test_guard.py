"""What every request passes: strict headers, bounded bodies, our own origin."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.web.guard import LARGEST_BODY
from tests.people import Organiser, Workshop
from tests.serving import Server
from tests.web.within import application

STRICT = {
    "x-content-type-options": "nosniff", "referrer-policy": "same-origin", "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}  # fmt: skip
ADDRESSES = ["/", "/nowhere", "/healthz", "/api/v1/programmes", "/api/v1/nowhere", "/static/css/tokens.css",
             "/static/nowhere", "/docs", "/sign-in", "/privacy"]  # fmt: skip


@pytest.fixture(scope="module")
def workshop(server: Server) -> Workshop:
    return Organiser(server).workshop("vote")


@pytest.fixture
def browser(server: Server, workshop: Workshop) -> Iterator[httpx.Client]:
    """A browser that has joined: it carries the device cookie."""
    with httpx.Client(base_url=server.url, trust_env=False) as http:
        joined = http.post("/api/v1/join", json={"code": workshop.code, "community": "citizen"})
        assert joined.status_code == 201
        yield http


@pytest.mark.parametrize("path", ADDRESSES)
def test_every_answer_wears_strict_headers(server: Server, path: str) -> None:
    answer = httpx.get(server.url + path, trust_env=False)
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert {name: answer.headers[name] for name in STRICT} == STRICT
    assert (policy["default-src"], policy["script-src"], policy["style-src"]) == ("'self'", "'self'", "'self'")
    assert (policy["object-src"], policy["base-uri"], policy["frame-ancestors"]) == ("'none'", "'none'", "'none'")
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["cache-control"] in ("no-store", "no-cache")
    assert "strict-transport-security" not in answer.headers, "a hall without a certificate must stay reachable"


def test_only_the_board_may_be_framed_and_only_by_us(server: Server, workshop: Workshop) -> None:
    board = httpx.get(workshop.links["board"], trust_env=False)
    assert "frame-ancestors 'self'" in board.headers["content-security-policy"]


def test_a_marked_static_file_is_kept_for_good(server: Server) -> None:
    answer = httpx.get(f"{server.url}/static/css/tokens.css?v=abc", trust_env=False)
    assert "immutable" in answer.headers["cache-control"]


def test_nothing_is_open_to_other_sites(server: Server) -> None:
    answer = httpx.options(
        f"{server.url}/api/v1/programmes", trust_env=False,
        headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"},
    )  # fmt: skip
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("size", [LARGEST_BODY + 1, 5_000_000])
@pytest.mark.parametrize("chunked", [False, True], ids=["with its length", "in chunks"])
@pytest.mark.parametrize("path", ["/api/v1/join", "/api/v1/actions", "/api/v1/programmes"])
def test_a_body_that_is_too_large_is_413(server: Server, path: str, size: int, chunked: bool) -> None:
    body = b'{"code": "' + b"1" * size + b'", "community": "citizen"}'
    pieces = (body[n : n + 65536] for n in range(0, len(body), 65536))
    answer = httpx.post(
        server.url + path, content=pieces if chunked else body, trust_env=False, timeout=20,
        headers={"Content-Type": "application/json", "Authorization": f"Bearer {server.token}"},
    )  # fmt: skip
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


def test_a_body_at_the_limit_is_read(server: Server) -> None:
    body = b'{"name": "' + b"x" * (LARGEST_BODY - 12) + b'"}'
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {server.token}"}
    answer = httpx.post(f"{server.url}/api/v1/programmes", content=body, headers=headers, trust_env=False)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "too_long")


def test_a_file_of_ideas_may_be_larger_but_not_endless(organiser: Organiser) -> None:
    programme, _ = organiser.programme({"r": "An idea"})
    path = f"/programmes/{programme}/ideas/import?dry_run=true"
    large = b"text\n" + b"".join(b"Idea number %d with some more words to it\n" % n for n in range(10_000))
    assert len(large) > LARGEST_BODY
    answer = organiser.http.post(path, files={"file": ("ideas.csv", large, "text/csv")})
    assert answer.status_code in (200, 422), answer.text
    answer = organiser.http.post(path, files={"file": ("ideas.csv", b"x" * 11_000_000, "text/csv")})
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


FOREIGN = ["https://evil.example", "http://127.0.0.1.evil.example", "null", "http://127.0.0.1:1"]


@pytest.mark.parametrize("origin", FOREIGN)
@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_a_foreign_page_does_nothing_with_our_cookie(
    browser: httpx.Client, workshop: Workshop, origin: str, method: str
) -> None:
    path = "/api/v1/actions" if method == "POST" else f"/api/v1/me?session={workshop.id}"
    answer = browser.request(method, path, json=workshop.vote("r0", "agree"), headers={"Origin": origin})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "wrong_origin")
    me = browser.get(f"/api/v1/me?session={workshop.id}").json()
    assert me["answers"] == {}


def test_our_own_page_may_answer_with_our_cookie(browser: httpx.Client, server: Server, workshop: Workshop) -> None:
    answer = browser.post("/api/v1/actions", json=workshop.vote("r0", "agree"), headers={"Origin": server.url})
    assert answer.json()["acks"][0]["ok"]


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain", ""])
def test_a_form_without_an_origin_is_taken_for_foreign(browser: httpx.Client, kind: str) -> None:
    answer = browser.post(
        "/api/v1/actions", content=b"a=b", headers={"Content-Type": kind, "Sec-Fetch-Site": "cross-site"}
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "wrong_origin")


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain", ""])
def test_a_foreign_form_makes_nobody_join_though_its_words_are_json(
    server: Server, workshop: Workshop, kind: str
) -> None:
    """Who has no cookie yet may be sent a call; what a form can send is no call."""
    body = json.dumps({"code": workshop.code, "community": "citizen"})
    headers = {"Origin": "https://evil.example"} | ({"Content-Type": kind} if kind else {})
    answer = httpx.post(f"{server.url}/api/v1/join", content=body, headers=headers, trust_env=False)
    assert (answer.status_code, "set-cookie" in answer.headers) == (400, False)


def test_a_token_beside_our_cookie_is_enough_where_no_origin_is_named(
    browser: httpx.Client, server: Server, workshop: Workshop
) -> None:
    """A program with one jar for host and participant: no foreign form can send the header with the token."""
    token = {"Authorization": f"Bearer {server.token}"}
    assert browser.post(f"/api/v1/stages/{workshop.stage}/open", headers=token).status_code == 409
    for said in ("", "Bearer", "Basic YTpi"):
        answer = browser.post(f"/api/v1/stages/{workshop.stage}/open", headers={"Authorization": said})
        assert answer.status_code == 403, "what brings no token is taken for a form"
    foreign = token | {"Origin": "https://evil.example"}
    assert browser.post(f"/api/v1/stages/{workshop.stage}/open", headers=foreign).status_code == 403


def test_what_is_for_developers_is_there_for_nobody_else(server: Server, tmp_path: Path) -> None:
    with application(tmp_path / "data") as (_, client, _):
        assert client.get("/gallery").status_code == 404
    assert httpx.get(f"{server.url}/gallery", trust_env=False).status_code == 200, "this one is in development"


def test_a_token_without_a_cookie_may_come_from_anywhere(server: Server) -> None:
    headers = {"Authorization": f"Bearer {server.token}", "Origin": "https://notebook.example"}
    answer = httpx.post(f"{server.url}/api/v1/programmes", json={"name": "Elsewhere"}, headers=headers, trust_env=False)
    assert answer.status_code == 201
