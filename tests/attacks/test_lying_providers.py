"""A sign-in by a provider that is forged, replayed, led astray or lied about signs nobody in."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from joserfc.jwk import RSAKey

from app.web.provider import LARGEST
from tests.web.provider import CLIENT, SECRET, rsa_key
from tests.web.providing import (
    TOO_LATE,
    UNTRUE,
    Browser,
    House,
    asking_a_provider,
    refused,
    signed_in_there,
    text_of,
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with asking_a_provider(tmp_path_factory.mktemp("provider") / "data") as house:
        yield house


@pytest.fixture
def house(whole: House) -> House:
    return whole.anew()


def test_a_state_that_was_not_asked_with_is_refused(house: House) -> None:
    browser = house.browser()
    way = signed_in_there(browser.sets_out())
    house.provider.asked.clear()
    for changed in (way[:-1], way + "x", re.sub("state=[^&]+", "state=", way), re.sub("&?state=[^&]+", "", way)):
        refused(house, browser, changed, TOO_LATE)
        code = dict(parse_qsl(urlsplit(changed).query)).get("code", "")
        assert TOO_LATE in browser.presses({"state": "x", "code": code}, 403)
    assert house.provider.asked == []


def test_a_way_back_opens_nothing_in_another_browser(house: House) -> None:
    """Nobody is signed in as somebody else by a link that was sent to them, whether they were on their way or not."""
    attacker, victim = house.browser(), house.browser()
    way = signed_in_there(attacker.sets_out())
    refused(house, victim, way, TOO_LATE)
    victim.sets_out()
    refused(house, victim, way, TOO_LATE)
    form = dict(parse_qsl(urlsplit(way).query))
    assert TOO_LATE in victim.presses(form, 403)
    assert not victim.is_in()


def test_of_two_tabs_the_later_one_comes_in_and_neither_takes_what_is_the_others(house: House) -> None:
    browser = house.browser()
    first, second = (signed_in_there(browser.sets_out(next)) for next in ("/programmes?tab=1", "/programmes?tab=2"))
    mixed = dict(parse_qsl(urlsplit(second).query)) | {"state": dict(parse_qsl(urlsplit(first).query))["state"]}
    refused(house, browser, first, TOO_LATE)
    assert TOO_LATE in browser.presses(mixed, 403)
    assert browser.comes_back(second) == "/programmes?tab=2"
    third, fourth = (signed_in_there(browser.sets_out()) for _ in range(2))
    code = dict(parse_qsl(urlsplit(third).query))["code"]
    other = house.browser()
    other.http.cookies = browser.http.cookies
    assert UNTRUE in other.comes_back(re.sub("code=[^&]+", f"code={code}", fourth), 403), "a code of the other tab"


def test_only_our_own_page_can_press_the_button(house: House) -> None:
    browser = house.browser()
    form = dict(parse_qsl(urlsplit(signed_in_there(browser.sets_out())).query))
    for path, sent in (("/sign-in/provider/back", form), ("/sign-in/provider", {})):
        answer = browser.http.post(path, data=sent, headers={"Origin": "https://evil.example"})
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers
    assert not browser.is_in()


def test_a_way_back_is_good_once(house: House) -> None:
    browser = house.browser()
    way = signed_in_there(browser.sets_out())
    kept = browser.http.cookies["cg_provider"]
    assert browser.comes_back(way) == "/programmes"
    assert "cg_provider" not in browser.http.cookies
    thief = house.browser()
    thief.http.cookies.set("cg_provider", kept)
    house.provider.asked.clear()
    refused(house, thief, way, TOO_LATE)
    assert house.provider.asked == []


def test_a_code_that_was_used_is_refused_by_its_provider(house: House) -> None:
    browser = house.browser()
    code = dict(parse_qsl(urlsplit(signed_in_there(browser.sets_out())).query))["code"]
    second = signed_in_there(browser.sets_out())
    house.provider.questions.pop(code)
    refused(house, browser, re.sub("code=[^&]+", f"code={code}", second), UNTRUE)


def test_a_code_of_another_question_is_refused(house: House) -> None:
    """Somebody else's code, put into one's own way back: the verifier does not fit it."""
    victim, attacker = house.browser(), house.browser()
    stolen = dict(parse_qsl(urlsplit(signed_in_there(victim.sets_out())).query))["code"]
    own = signed_in_there(attacker.sets_out())
    refused(house, attacker, re.sub("code=[^&]+", f"code={stolen}", own), UNTRUE)


def test_ten_minutes_later_it_is_too_late(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = house.browser()
    way = signed_in_there(browser.sets_out())
    clock = house.app.state.house.now
    monkeypatch.setattr(house.app.state.house, "now", lambda: clock() + 601)
    refused(house, browser, way, TOO_LATE)


@pytest.mark.parametrize("cookie", ["", "a.b.c", "a.b.c.d", "....", "a.9999999999.bmV4dA.x"])
def test_a_cookie_that_was_made_up_is_none(house: House, cookie: str) -> None:
    browser = house.browser()
    browser.http.cookies.set("cg_provider", cookie)
    refused(house, browser, "/sign-in/provider/back?code=x&state=x", TOO_LATE)


def test_neither_time_nor_way_can_be_changed_in_the_cookie(house: House) -> None:
    browser = house.browser()
    way = signed_in_there(browser.sets_out())
    secret, until, next, mark = browser.http.cookies["cg_provider"].split(".")
    for changed in (
        f"{secret}.{int(until) + 600}.{next}.{mark}",
        f"{secret}.{until}.{text_of(b'//evil.example')}.{mark}",
        f"{secret}.{until}.{next}.",
    ):
        forger = house.browser()
        forger.http.cookies.set("cg_provider", changed, path="/sign-in/provider")
        refused(house, forger, way, TOO_LATE)


NOW = time.time()


LIES: dict[str, dict[str, Any]] = {
    "another nonce": {"nonce": "x"},
    "no nonce": {"nonce": None},
    "another audience": {"aud": "others"},
    "for others too, at their asking": {"aud": [CLIENT, "others"], "azp": "others"},
    "another issuer": {"iss": "https://other.example.org"},
    "expired": {"exp": int(NOW) - 3600},
    "made long ago": {"iat": int(NOW) - 7200},
    "nobody": {"sub": None},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_says_something_else_signs_nobody_in(house: House, lie: str) -> None:
    house.provider.claims = LIES[lie]
    browser = house.browser()
    refused(house, browser, signed_in_there(browser.sets_out()), UNTRUE)


@pytest.mark.parametrize(
    "how", ["none", "None", "public key as secret", "client secret", "another key", "own key in the header", "no dots"]
)
def test_a_signature_that_is_not_the_providers_signs_nobody_in(house: House, how: str) -> None:
    public, thief = rsa_key("one"), rsa_key("thief")
    pem = public.as_pem(private=False)
    own = {"alg": "RS256", "kid": "one", "jwk": thief.as_dict(private=False)}
    house.provider.signed = {
        "none": lambda claims: forged({"alg": "none"}, claims, None),
        "None": lambda claims: forged({"alg": "None", "kid": "one"}, claims, None),
        "public key as secret": lambda claims: forged({"alg": "HS256", "kid": "one"}, claims, pem),
        "client secret": lambda claims: forged({"alg": "HS256", "kid": "one"}, claims, SECRET.encode()),
        "another key": lambda claims: _signed({"alg": "RS256", "kid": "one"}, claims, thief),
        "own key in the header": lambda claims: _signed(own, claims, thief),
        "no dots": lambda _: "nonsense",
    }[how]
    browser = house.browser()
    refused(house, browser, signed_in_there(browser.sets_out()), UNTRUE)


def forged(header: dict[str, Any], claims: dict[str, Any], secret: bytes | None) -> str:
    """A token put together by hand."""
    parts = [text_of(json.dumps(part).encode()) for part in (header, claims)]
    mark = b"" if secret is None else hmac.new(secret, ".".join(parts).encode(), hashlib.sha256).digest()
    return ".".join([*parts, text_of(mark)])


def _signed(header: dict[str, Any], claims: dict[str, Any], key: RSAKey) -> str:
    from joserfc import jwt

    return jwt.encode(header, claims, key)


def test_a_new_key_is_asked_for_once_and_one_that_nobody_knows_is_refused(house: House) -> None:
    provider = house.provider
    house.browser().goes()
    provider.asked.clear()
    provider.key = rsa_key("two")
    provider.header, provider.keys = {"alg": "RS256", "kid": "two"}, [provider.key]
    assert house.browser().goes() == "/programmes"
    assert provider.asked.count("GET /keys") == 1
    assert house.browser().goes() == "/programmes"
    assert provider.asked.count("GET /keys") == 1
    provider.header = {"alg": "RS256", "kid": "three"}
    browser = house.browser()
    refused(house, browser, signed_in_there(browser.sets_out()), UNTRUE)
    assert provider.asked.count("GET /keys") == 2


def test_an_answer_of_another_issuer_is_refused(house: House) -> None:
    """RFC 9207: with two providers, a code of one is never taken to the other."""
    browser = house.browser()
    way = signed_in_there(browser.sets_out())
    refused(house, browser, f"{way}&iss=https://other.example.org", UNTRUE)


BROKEN: dict[str, Callable[[int, dict[str, Any]], tuple[int, bytes]]] = {
    "an error": lambda _, said: (500, json.dumps(said).encode()),
    "a redirect": lambda _, said: (302, json.dumps(said).encode()),
    "without end": lambda status, said: (status, json.dumps(said | {"more": "x" * LARGEST}).encode()),
    "no JSON": lambda status, _: (status, b"<html>"),
    "no object": lambda status, said: (status, json.dumps([said]).encode()),
    "too deep": lambda status, _: (status, b"[" * 100_000),
    "no token": lambda status, _: (status, b"{}"),
    "a token that is none": lambda status, said: (status, json.dumps(said | {"id_token": 7}).encode()),
    "half a letter": lambda status, said: (status, json.dumps(said | {"id_token": "\ud800.\ud800.\ud800"}).encode()),
}


@pytest.mark.parametrize("how", BROKEN)
def test_an_answer_that_is_not_as_it_should_be_signs_nobody_in(house: House, how: str) -> None:
    """The first three bring a good token."""
    house.provider.answer = BROKEN[how]
    browser = house.browser()
    refused(house, browser, signed_in_there(browser.sets_out()), UNTRUE)


def test_what_is_told_about_somebody_else_is_refused(house: House) -> None:
    house.provider.email_in_token = False
    house.provider.told = {"sub": "person-2"}
    browser = house.browser()
    refused(house, browser, signed_in_there(browser.sets_out()), UNTRUE)


def test_the_log_says_which_check_failed_and_nothing_of_what_was_said(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """Honest ways and lying ones: no address, person, code, token or secret, nor what a lie was made of."""
    provider, words = house.provider, [SECRET, "person-1", "ann@example.org", "for-userinfo", "canary"]
    caplog.set_level("INFO")
    lies: list[dict[str, Any]] = [{name: "canary"} for name in ("iss", "aud", "azp", "nonce", "exp", "sub", "email")]
    for claims in ({}, {"name": "canary"}, {"sub": "canary" * 99}, *lies):
        provider.be_honest()
        provider.claims = claims
        words += way_of(house.browser())
    for answer in BROKEN.values():
        provider.be_honest()
        provider.answer = answer
        words += way_of(house.browser())
    provider.be_honest()
    provider.answer = lambda _, said: (400, json.dumps(said | {"error": "canary"}).encode())
    words += way_of(house.browser())
    provider.be_honest()
    house.forgets()
    provider.document = {"issuer": "https://canary.example.org"}
    assert UNTRUE in house.browser().sets_out(status=403)
    assert "is not believed" in caplog.text
    assert "of another issuer" in caplog.text
    lines = [one for one in caplog.records if not one.name.startswith("httpx")]  # the browser's, and silenced there
    assert {one.name for one in lines} == {"app.web.provider"}
    assert [word for word in words if word in " ".join(one.getMessage() for one in lines)] == []


def way_of(browser: Browser) -> list[str]:
    """Goes there and comes back, whatever becomes of it → what the two told each other."""
    asked = browser.sets_out()
    way = signed_in_there(asked)
    said = dict(parse_qsl(urlsplit(asked).query)) | dict(parse_qsl(urlsplit(way).query))
    told = [said[name] for name in ("state", "nonce", "code_challenge", "code")]
    browser.http.post("/sign-in/provider/back", data={"state": said["state"], "code": said["code"]})
    return [*told, *browser.http.cookies.values()]


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://other.example.org"},
        {"token_endpoint": "http://other.example.org/token"},
        {"authorization_endpoint": None},
        {"jwks_uri": "file:///etc/passwd"},
    ],
)
def test_a_provider_that_says_it_is_another_is_not_gone_to(house: House, document: dict[str, Any]) -> None:
    house.provider.document = document
    browser = house.browser()
    assert UNTRUE in browser.sets_out(status=403)
    assert "cg_provider" not in browser.http.cookies
