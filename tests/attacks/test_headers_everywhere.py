"""S9: strict headers on every answer, whoever asks and whatever comes of it, and no code or style within any page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.web.guard import LARGEST_BODY
from tests.attacks.crawling import looks, visitors
from tests.attacks.reading import Reader
from tests.attacks.whole_house import WholeHouse, pages_of
from tests.serving import TOP, serving
from tests.web.routes import doors
from tests.web.test_access import APP

STATIC = TOP / "app" / "static"
WORDS = [f"Plain words {n}" for n in range(12)]
EXACT = {
    "x-content-type-options": "nosniff", "referrer-policy": "same-origin", "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
}  # fmt: skip
POLICY = {
    "default-src": "'self'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' data:",
    "font-src": "'self'", "connect-src": "'self'", "object-src": "'none'", "base-uri": "'none'",
    "form-action": "'self'",
}  # fmt: skip
STYLED = re.compile(r"<style|\sstyle\s*=|<script(?![^>]*\ssrc=)|\son[a-z]{3,}=|javascript:", re.I)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeHouse]:
    data = tmp_path_factory.mktemp("dressed") / "data"
    with serving(data, action_limit="0", trusted_proxies="127.0.0.1") as server:
        made = WholeHouse(server, WORDS, people=8)
        yield made
        made.close()


def lacking(answer: httpx.Response, *, https: bool = False) -> list[str]:
    """What this answer should have said and does not."""
    said = answer.headers
    found = [name for name, value in EXACT.items() if said.get(name) != value]
    policy = dict(part.strip().split(" ", 1) for part in said.get("content-security-policy", "x y").split(";"))
    frame = "'self'" if answer.url.path.endswith("/board") else "'none'"
    found += [name for name, value in (POLICY | {"frame-ancestors": frame}).items() if policy.get(name) != value]
    found += [name for name in policy if name not in POLICY and name != "frame-ancestors"]
    static = answer.url.path.startswith("/static/")
    if said.get("cache-control") != "no-store" and not static:
        found.append("cache-control")
    if ("strict-transport-security" in said) != https:
        found.append("strict-transport-security")
    found += [name for name in ("server", "x-powered-by", "access-control-allow-origin") if name in said]
    for cookie in said.get_list("set-cookie"):
        if "Max-Age=0" in cookie:
            continue
        marks = {mark.strip().lower() for mark in cookie.split(";")[1:]}
        found += [
            f"cookie {mark}"
            for mark in {"httponly", "samesite=lax"} | ({"secure"} if https else set())
            if mark not in marks
        ]
    return found  # fmt: skip


@pytest.mark.check
def test_every_address_answers_everybody_with_all_headers(house: WholeHouse) -> None:
    lacked, statuses = [], set()
    for visitor, address, answer in looks(house, visitors(house), at_most=1):
        statuses.add(answer.status_code)
        if missing := lacking(answer):
            lacked.append(f"{visitor.name} at {address} ({answer.status_code}): {missing}")
        if "text/html" in answer.headers.get("content-type", ""):
            assert not STYLED.search(answer.text), f"{visitor.name} at {address}: {STYLED.search(answer.text)}"
            assert Reader(answer.text, house.server.url).wounds == [], address
    assert lacked == []
    assert {200, 303, 401, 403, 404} <= statuses


@pytest.mark.check
def test_every_change_that_is_refused_answers_with_all_headers(house: WholeHouse) -> None:
    """Every door that changes something, pressed by everybody with nothing, with nonsense, and from elsewhere."""
    lacked = []
    changes = sorted({(d.method, d.path) for d in doors(APP) if d.method not in ("GET", "SOCKET")})
    sent: list[dict[str, Any]] = [
        {"json": {}}, {"content": b"{", "headers": {"Content-Type": "application/json"}},
        {"data": {"x": "y"}, "headers": {"Origin": "https://evil.example"}},
    ]  # fmt: skip
    with httpx.Client(base_url=house.server.url, trust_env=False, timeout=20) as http:
        for method, path in changes:
            for address in list(pages_of(house, [path]))[:1]:
                for body in sent:
                    answer = http.request(method, address, **body)
                    http.cookies.clear()
                    if missing := lacking(answer):
                        lacked.append(f"{method} {address} ({answer.status_code}): {missing}")
                    assert answer.status_code < 500, f"{method} {address}: {answer.text[:200]}"
    assert lacked == []


@pytest.mark.check
@pytest.mark.parametrize("https", [False, True], ids=["plain", "https before it"])
def test_errors_and_files_wear_them_too(house: WholeHouse, https: bool) -> None:
    headers = {"X-Forwarded-Proto": "https"} if https else {}
    files = [f"/static/{file.relative_to(STATIC)}" for file in STATIC.rglob("*") if file.is_file()]
    with httpx.Client(base_url=house.server.url, headers=headers, trust_env=False, timeout=20) as http:
        answers = [
            http.get(path) for path in [*files, "/nowhere", "/static/nowhere", "/static/../app", "/%00", "/a%0d%0ab"]
        ]
        answers += [http.request(method, "/") for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "HEAD")]
        answers += [
            http.post("/api/v1/join", content=b"x" * (LARGEST_BODY + 1)),
            http.get("/", headers={"Host": "a b"}),
        ]
        answers += [http.get("/api/v1/programmes", headers={"Authorization": "Bearer x"}), http.get("/programmes")]
        answers += [
            http.post("/join/" + house.code, data={"community": "citizen"}, headers={"Origin": _ours(house, https)})
        ]
        said = {answer.status_code for answer in answers}
        lacked = [
            f"{a.request.method} {a.url} ({a.status_code}): {m}" for a in answers if (m := lacking(a, https=https))
        ]
    assert lacked == []
    assert {200, 303, 400, 401, 403, 404, 405, 413} <= said | {403}


def _ours(house: WholeHouse, https: bool) -> str:
    return house.server.url.replace("http", "https", 1) if https else house.server.url


@pytest.mark.check
def test_who_is_signed_in_is_never_sent_round_in_a_circle(house: WholeHouse) -> None:
    """A signed-in organiser who opens what is for participants is told so: signing in again would not help."""
    link = house.server.command("link", "--email", "circle@example.org").strip()
    with httpx.Client(
        base_url=house.server.url, headers={"Origin": house.server.url}, trust_env=False, timeout=60
    ) as http:
        http.post("/sign-in/" + link.rsplit("/", 1)[1])
        http.follow_redirects, http.max_redirects = True, 5
        for path in sorted({door.path for door in doors(APP) if door.method == "GET"}):
            for address in list(pages_of(house, [path]))[:1]:
                assert http.get(address).status_code < 500, address


def test_htmx_runs_no_code_from_attributes() -> None:
    """Where htmx is, it has no way to evaluate text; the policy would stop it as well."""
    for page in (TOP / "app" / "templates").rglob("*.html"):
        for settings in re.findall(r"name=\"htmx-config\" content='([^']+)'", page.read_text("utf-8")):
            assert json.loads(settings).get("allowEval", False) is False, page
    ours = "\n".join(Path(file).read_text("utf-8") for file in (STATIC / "js").rglob("*.js"))
    assert not re.search(
        r"\beval\s*\(|new Function|innerHTML\s*=|outerHTML\s*=|insertAdjacentHTML|document\.write", ours
    )


def test_no_template_holds_code_or_style() -> None:
    for page in [*(TOP / "app" / "templates").rglob("*.html"), *(TOP / "app" / "templates").rglob("*.jinja")]:
        found = STYLED.search(re.sub(r"\{#.*?#\}", "", page.read_text("utf-8"), flags=re.S))
        assert not found, f"{page}: {found}"
        if page.name == "icons.jinja":  # its drawings are a table of our own
            continue
        assert not re.search(r"(?<!['\"\]])\s*\|\s*safe\b", page.read_text("utf-8")), f"{page} trusts what may be words"
