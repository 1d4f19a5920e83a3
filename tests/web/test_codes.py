"""Wrong join codes: enough tries for people who mistype, too few for somebody who guesses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request

from app.web import codes
from app.web.codes import A_DAY, WRONG_A_DAY, WrongCodes, address_of
from tests.web.within import application

HERE, ELSEWHERE = "192.0.2.1", "192.0.2.2"


def after(wrong: int = 0, joined: int = 0) -> WrongCodes:
    counted = WrongCodes()
    for _ in range(joined):
        counted.joined(HERE, 0.0)
    for _ in range(wrong):
        counted.wrong(HERE, 0.0)
    return counted


def test_an_address_has_twenty_wrong_codes_a_day() -> None:
    assert after(wrong=WRONG_A_DAY - 1).wait(HERE, 1.0) == 0
    assert after(wrong=WRONG_A_DAY).wait(HERE, 0.0) == A_DAY
    assert after(wrong=WRONG_A_DAY).wait(HERE, A_DAY - 0.5) == 1
    assert after(wrong=WRONG_A_DAY).wait(HERE, A_DAY) == 0
    assert after(wrong=WRONG_A_DAY).wait(ELSEWHERE, 0.0) == 0


@pytest.mark.parametrize(("joined", "more"), [(9, 0), (10, 1), (40, 4), (3_000, 300)])
def test_every_ten_people_who_came_in_earn_one_more(joined: int, more: int) -> None:
    assert after(WRONG_A_DAY + more - 1, joined).wait(HERE, 1.0) == 0
    assert after(WRONG_A_DAY + more, joined).wait(HERE, 1.0) > 0


def test_so_many_addresses_are_remembered_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "MOST_ADDRESSES", 10)
    counted = WrongCodes()
    for n in range(50):
        counted.wrong(f"address-{n}", 0.0)
    assert len(counted._seen) == 10


def joins(client: Any, code: str) -> Any:
    client.cookies.clear()
    return client.post("/api/v1/join", json={"code": code, "community": "citizen"})


def test_over_the_limit_every_typed_code_waits_but_the_qr_code_and_tokens_work(tmp_path: Path) -> None:
    with application(tmp_path / "data") as (_, client, organiser):
        workshop = organiser.workshop("vote")
        token = joins(client, workshop.code).json()["token"]
        for _ in range(WRONG_A_DAY):
            assert joins(client, wrong(workshop.code)).status_code == 404
        for code in (wrong(workshop.code), workshop.code):
            answer = joins(client, code)
            assert (answer.status_code, answer.json()["error"]["code"]) == (429, "busy")
            assert 0 < int(answer.headers["Retry-After"]) <= A_DAY
        secret = workshop.links["join"].rpartition("/")[2]
        assert joins(client, secret).status_code == 201
        client.cookies.clear()
        assert client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"}).status_code == 200


def test_over_the_limit_words_that_are_no_code_wait_as_well(tmp_path: Path) -> None:
    with application(tmp_path / "data") as (_, client, organiser):
        workshop = organiser.workshop("vote")
        for n in range(WRONG_A_DAY):
            assert joins(client, ("12345", "WRONG", "1234567890")[n % 3]).status_code == 404
        assert {joins(client, code).status_code for code in ("12345", "WRONG", workshop.code)} == {429}


def test_one_network_of_ipv6_is_one_address() -> None:
    """Whoever has one such address has all 2^64 of its network."""
    named = {there: address_of(asking_from(there)) for there in (
        "2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1", "192.0.2.1", "::ffff:192.0.2.1", "a phone:1", "",
        "64:ff9b::c000:201",
    )}  # fmt: skip
    assert named["2001:db8:1:2::1"] == named["2001:db8:1:2:ffff::9"] != named["2001:db8:1:3::1"]
    assert (named["192.0.2.1"], named["::ffff:192.0.2.1"], named[""]) == ("192.0.2.1", "::ffff:192.0.2.1", "")
    assert named["64:ff9b::c000:201"] == "192.0.2.1", "behind a gateway everybody else would share one"
    assert named["a phone:1"] == "a phone:1"


def asking_from(address: str) -> Request:
    return Request({"type": "http", "client": (address, 1) if address else None})


def test_right_codes_never_count(tmp_path: Path) -> None:
    with application(tmp_path / "data") as (_, client, organiser):
        workshop = organiser.workshop("vote")
        assert {joins(client, workshop.code).status_code for _ in range(2 * WRONG_A_DAY)} == {201}
        assert joins(client, wrong(workshop.code)).status_code == 404


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10 ** len(code):0{len(code)}d}"
