"""Coming in by an organisation's own sign-in: who does, who does not, and what that changes."""

from __future__ import annotations

import html
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from app.actions.coming_by_provider import forget_provider
from app.domain.totp import STEP, code_at, step_of
from app.serving import Unsafe, refuse_unsafe
from app.settings import Settings
from app.storage.accounts import disable
from app.storage.invitations import add_invitation
from app.storage.memberships import add_account
from app.storage.sealing import seal
from app.storage.second_steps import set_totp
from app.storage.secrets import hash_of
from app.web.provider import MOST_AT_ONCE
from tests.serving import TOP
from tests.web.provider import ec_key, rsa_key
from tests.web.providing import (
    HERE,
    KEY,
    PASSWORD,
    UNKNOWN,
    UNREACHED,
    House,
    asking_a_provider,
    refused,
    signed_in_there,
    text_of,
    with_password,
)
from tests.web.within import application


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with asking_a_provider(tmp_path_factory.mktemp("provider") / "data") as house:
        yield house


@pytest.fixture
def house(whole: House) -> House:
    return whole.anew()


def test_a_person_who_is_known_here_comes_in_and_the_record_says_how(house: House) -> None:
    browser = house.browser()
    page = html.unescape(browser.http.get("/sign-in?next=/programmes?x=1").text)
    assert "Sign in with Example ICB" in page
    assert browser.goes("/programmes?x=1") == "/programmes?x=1"
    assert browser.is_in()
    assert house.deeds("ann@example.org") == ["connect to provider", "sign in with provider"]
    assert house.account("ann@example.org").subject == f"{house.provider.issuer} person-1"
    shown = html.unescape(browser.http.get("/account").text)
    assert "through your organisation" in shown
    assert shown.count("Your organisation’s sign-in looks after it.") == 2
    assert house.browser().goes() == "/programmes"
    assert house.deeds("ann@example.org")[2:] == ["sign in with provider"]


def test_the_question_tells_the_provider_no_more_than_it_needs(house: House) -> None:
    browser = house.browser()
    asked = dict(parse_qsl(urlsplit(browser.sets_out("/programmes/secret-name")).query))
    assert set(asked) == {
        "tenant", "response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge",
        "code_challenge_method",
    }  # fmt: skip
    assert asked["scope"] == "openid email"
    given = browser.http.cookies["cg_provider"]
    assert not any(asked[name] in given for name in ("state", "nonce", "code_challenge"))
    again = dict(parse_qsl(urlsplit(browser.sets_out()).query))
    assert not {asked[name] for name in ("state", "nonce", "code_challenge")} & set(again.values())


def test_the_cookie_of_the_way_is_only_for_the_way(house: House) -> None:
    answer = house.browser().http.post("/sign-in/provider")
    (cookie,) = [value for value in answer.headers.get_list("set-cookie") if value.startswith("cg_provider=")]
    assert {"httponly", "max-age=600", "path=/sign-in/provider", "samesite=lax"} <= set(cookie.lower().split("; "))
    assert "refresh" in answer.text
    assert "form-action 'self'" in answer.headers["content-security-policy"]


def test_looking_at_the_way_back_changes_nothing_and_uses_nothing_up(house: House) -> None:
    browser, before = house.browser(), house.traces()
    way = signed_in_there(browser.sets_out())
    house.provider.asked.clear()
    for _ in range(3):
        assert browser.http.get(way).status_code == 200
    assert (house.traces(), house.provider.asked) == (before, [])
    assert browser.comes_back(way) == "/programmes"


@pytest.mark.parametrize(
    "kind", ["RS256", "PS256", "ES256", "named by the form", "told by userinfo", "key without name"]
)
def test_honest_providers_differ(house: House, kind: str) -> None:
    provider = house.provider
    if kind in ("PS256", "ES256"):
        provider.header["alg"] = kind
    if kind == "ES256":
        provider.key = ec_key("one")
        provider.keys = [rsa_key("other"), provider.key]
    if kind == "key without name":
        provider.header = {"alg": "RS256"}
    provider.by_form = kind == "named by the form"
    provider.email_in_token = kind != "told by userinfo"
    assert house.browser().goes() == "/programmes"
    assert ("GET /userinfo" in provider.asked) == (kind == "told by userinfo")


def test_an_address_that_the_provider_did_not_check_lets_nobody_in(house: House) -> None:
    for changed in ({"email_verified": False}, {"email_verified": None}, {"email_verified": "true"}):
        house.provider.claims = changed
        browser = house.browser()
        refused(house, browser, signed_in_there(browser.sets_out()), "has not confirmed your email address")
    assert house.account("ann@example.org").subject is None


def test_nobody_gets_an_account_by_signing_in(house: House) -> None:
    house.provider.email = "stranger@example.org"
    browser = house.browser()
    refused(house, browser, signed_in_there(browser.sets_out()), UNKNOWN)


def test_a_disabled_account_stays_out_before_and_after_it_was_connected(house: House) -> None:
    for _ in range(2):
        house.beside(disable, "ann@example.org", time.time())
        browser = house.browser()
        refused(house, browser, signed_in_there(browser.sets_out()), UNKNOWN)
        house.beside(disable, "ann@example.org", time.time(), True)
        assert house.browser().goes() == "/programmes"
    house.beside(disable, "ann@example.org", time.time())
    house.beside(add_account, "ben@example.org", "Ben", "organiser", time.time())
    house.provider.email = "ben@example.org"
    browser = house.browser()
    refused(house, browser, signed_in_there(browser.sets_out()), UNKNOWN)


def test_an_account_is_one_persons_even_if_their_address_becomes_anothers(house: House) -> None:
    house.browser().goes()
    house.provider.sub = "person-2"
    browser = house.browser()
    refused(house, browser, signed_in_there(browser.sets_out()), "belongs to another sign-in")
    house.provider.sub, house.provider.email = "person-1", "ann.married@example.org"
    assert house.browser().goes() == "/programmes"
    assert house.beside(forget_provider, "ann@example.org", time.time())
    assert not house.beside(forget_provider, "ann@example.org", time.time())
    house.provider.sub, house.provider.email = "person-2", "ann@example.org"
    assert house.browser().goes() == "/programmes"


@pytest.mark.check
def test_a_password_sleeps_once_its_owner_has_come_by_the_provider(house: House) -> None:
    with_password(house)

    def by_password() -> int:
        form = {"email": "ann@example.org", "password": PASSWORD}
        return int(house.browser().http.post("/sign-in", data=form).status_code)

    assert by_password() == 303
    browser = house.browser()
    browser.goes()
    assert by_password() == 401
    changed = browser.http.post("/account/password", data={"current": PASSWORD, "password": "another four words here"})
    assert changed.status_code == 403
    house.beside(forget_provider, "ann@example.org", time.time())
    assert by_password() == 303


def test_who_has_a_second_step_here_gives_it_when_the_account_is_connected(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise whoever is given somebody's address at the provider had their account without their phone."""
    ann, secret = house.account("ann@example.org"), b"0123456789abcdef0123"
    now = time.time()
    monkeypatch.setattr(house.app.state.house, "now", lambda: now)
    at = int(now // STEP)
    step = step_of(secret, code_at(secret, at - 1), now, None)
    assert step is not None
    house.beside(set_totp, ann.id, seal(KEY.encode(), ann.id, secret), step, time.time())
    before = house.traces()
    browser = house.browser()
    assert browser.goes("/programmes?x=1") == "/sign-in/code?next=/programmes%3Fx%3D1"
    assert not browser.is_in()
    assert browser.http.get("/sign-in/code").status_code == 200
    assert browser.http.post("/sign-in/code", data={"code": "000000"}).status_code == 401
    assert (house.traces()[:2], house.account("ann@example.org").subject) == (before[:2], None)
    account, _, until, mark = browser.http.cookies["cg_halfway"].split(".")
    someone_else = text_of(f"{house.provider.issuer} person-2".encode())
    forger = house.browser()
    forger.http.cookies.set("cg_halfway", f"{account}.provider~{someone_else}.{until}.{mark}", path="/sign-in")
    assert forger.http.post("/sign-in/code", data={"code": code_at(secret, at)}).headers["location"] == "/sign-in"
    done = browser.http.post("/sign-in/code", data={"code": code_at(secret, at), "next": "/programmes?x=1"})
    assert done.headers["location"] == "/programmes?x=1"
    assert house.account("ann@example.org").subject == f"{house.provider.issuer} person-1"
    assert house.deeds("ann@example.org")[-2:] == ["connect to provider", "sign in with provider"]
    assert house.browser().goes() == "/programmes"


def test_who_is_invited_needs_no_password_where_the_provider_knows_them(house: House) -> None:
    """The link alone opens nothing then: only the person whom the provider names by that address comes in."""
    link = "/invitations/" + house.beside(add_invitation, None, "nia@example.org", "organiser", "tests", time.time())
    new = house.browser()
    assert "without a password" in new.http.get(link).text
    nameless = new.http.post(link, data={"way": "provider"})
    assert (nameless.status_code, "Please give your name." in nameless.text) == (422, True)
    made = new.http.post(link, data={"name": "Nia", "way": "provider"})
    page = html.unescape(made.text)
    assert made.status_code == 200
    assert "Now sign in as nia@example.org" in page
    assert 'action="/sign-in/provider"' in page
    assert "/sign-in?next" not in page, "there is no password to sign in with"
    assert not new.is_in()
    assert house.account("nia@example.org").password is None
    assert house.browser().http.post(link, data={"name": "Mallory", "way": "provider"}).status_code == 401
    for typed in ("", PASSWORD):
        form = {"email": "nia@example.org", "password": typed}
        assert house.browser().http.post("/sign-in", data=form).status_code == 401
    thief = house.browser()
    assert thief.goes("/programmes") == "/programmes"  # as Ann, whom the provider names
    assert "nia@example.org" not in thief.http.get("/account").text
    house.provider.sub, house.provider.email = "person-2", "nia@example.org"
    assert new.goes("/programmes") == "/programmes"
    assert "nia@example.org" in new.http.get("/account").text


def test_who_has_an_account_and_is_invited_finds_the_providers_button_too(house: House) -> None:
    link = "/invitations/" + house.beside(add_invitation, None, "ann@example.org", "organiser", "tests", time.time())
    page = html.unescape(house.browser().http.post(link).text)
    assert "Sign in with Example ICB" in page
    assert "/sign-in?next=/programmes" in page


@pytest.mark.parametrize(
    "next", ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "/a\nb", "/" * 2000]
)
def test_it_leads_only_to_addresses_of_this_server(house: House, next: str) -> None:
    assert house.browser().goes(next) == "/programmes"


def test_who_stops_at_the_provider_is_told_so(house: House) -> None:
    browser = house.browser()
    state = dict(parse_qsl(urlsplit(browser.sets_out()).query))["state"]
    refused(house, browser, f"/sign-in/provider/back?error=access_denied&state={state}", "did not sign you in")


@pytest.mark.check
def test_a_provider_that_is_down_is_said_so_and_everybody_else_comes_in(house: House) -> None:
    ann = with_password(house)
    browser = house.browser()
    way = signed_in_there(browser.sets_out())
    provider = house.app.state.house.provider
    issuer, provider._places = provider.issuer, None
    provider.issuer = "http://127.0.0.1:9"
    try:
        assert UNREACHED in browser.sets_out(status=503)
        refused(house, browser, way, UNREACHED, 503)
        form = {"email": ann.email, "password": PASSWORD}
        assert house.browser().http.post("/sign-in", data=form).status_code == 303
    finally:
        provider.issuer = issuer
        house.forgets()


def test_only_so_many_are_asked_about_at_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = house.browser()
    way = signed_in_there(browser.sets_out())
    monkeypatch.setattr(house.app.state.house.provider, "_under_way", MOST_AT_ONCE)
    refused(house, browser, way, "Many people sign in at the moment", 503)


@pytest.mark.check
def test_without_a_provider_there_is_no_button_and_no_door(tmp_path: Path) -> None:
    with application(tmp_path / "data") as (_, client, _):
        assert "/sign-in/provider" not in client.get("/sign-in").text
        assert client.post("/sign-in/provider").status_code == 404
        assert client.get("/sign-in/provider/back?code=x&state=x").status_code == 404
        assert client.post("/sign-in/provider/back", data={"code": "x", "state": "x"}).status_code == 404
        with closing(sqlite3.connect(tmp_path / "data" / "common-ground.db")) as db, db:
            row = [hash_of("invited"), "nia@example.org", "organiser", "tests", time.time(), time.time() + 999]
            names = "hash, email, role, who, created_at, expires_at"
            db.execute(f"INSERT INTO invitation ({names}) VALUES (?, ?, ?, ?, ?, ?)", row)
        assert "without a password" not in client.get("/invitations/invited").text
        made = client.post("/invitations/invited", data={"name": "Nia", "way": "provider"})
        assert (made.status_code, "12 characters" in made.text) == (422, True), "a password is asked for as ever"


ISSUER = {"oidc_issuer": "https://id.example.org"}


CLIENT_AND_SECRET = {"oidc_client_id": "x", "oidc_client_secret": "x"}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (ISSUER, "COMMON_GROUND_OIDC_CLIENT_ID and COMMON_GROUND_OIDC_CLIENT_SECRET"),
        ({"oidc_client_secret": "x"}, "COMMON_GROUND_OIDC_ISSUER and COMMON_GROUND_OIDC_CLIENT_ID"),
        (CLIENT_AND_SECRET | {"oidc_issuer": "http://id.example.org"}, "https"),
        (CLIENT_AND_SECRET | ISSUER, "COMMON_GROUND_BASE_URL"),
    ],
)
def test_a_server_does_not_start_on_half_a_provider(tmp_path: Path, given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Unsafe, match=sentence):
        refuse_unsafe(Settings(data_dir=tmp_path, **given), 1)


def test_a_server_without_the_extra_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.settings.find_spec", lambda _: None)
    given: dict[str, Any] = CLIENT_AND_SECRET | ISSUER
    with pytest.raises(Unsafe, match="extra oidc"):
        refuse_unsafe(Settings(data_dir=tmp_path, base_url=HERE, **given), 1)


@pytest.mark.check
def test_nothing_of_it_is_loaded_where_it_is_off() -> None:
    code = "import sys; from app.main import create_app; create_app(); print({'joserfc', 'httpx'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=TOP, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "set()"
