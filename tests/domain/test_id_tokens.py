"""What an id token must say before it is believed, one claim at a time."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.id_tokens import OLDEST, SKEW, Expected, Unbelievable, subject_of, verified_email

NOW = 1_800_000_000.0
ISSUER, CLIENT, NONCE = "https://id.example.org", "us", "asked-just-now"
GOOD = {"iss": ISSUER, "aud": CLIENT, "sub": "person-1", "exp": NOW + 300, "iat": NOW - 1, "nonce": NONCE}
GONE = object()


def believed(**changed: Any) -> str:
    claims = {name: value for name, value in (GOOD | changed).items() if value is not GONE}
    return subject_of(claims, Expected(ISSUER, CLIENT, NONCE), NOW)


def test_a_token_that_is_for_us_from_them_and_now_names_somebody() -> None:
    assert believed() == "person-1"
    assert believed(aud=[CLIENT]) == "person-1"
    assert believed(aud=[CLIENT, "others"], azp=CLIENT) == "person-1"
    assert believed(exp=NOW - SKEW + 1, iat=NOW + SKEW - 1, nbf=NOW + SKEW - 1) == "person-1"


@pytest.mark.parametrize(
    ("claim", "values"),
    [
        ("iss", [GONE, "", f"{ISSUER}/", "https://id.example.org.example", [ISSUER], None]),
        ("aud", [GONE, "", "others", ["others"], [], {CLIENT: 1}, None, 7]),
        ("azp", ["others", ""]),
        ("exp", [GONE, NOW - SKEW, NOW - 3600, "9999999999", float("nan"), True, None]),
        ("iat", [GONE, NOW - OLDEST - SKEW, NOW + SKEW, float("nan"), float("inf"), "now"]),
        ("nbf", [NOW + SKEW, float("nan"), "now", None]),
        ("nonce", [GONE, "", "another", [NONCE], None, "\ud800"]),
        ("sub", [GONE, "", "x" * 256, 7, "a\nb", None]),
    ],
)
def test_one_claim_that_is_wrong_or_missing_is_enough_to_believe_nothing(claim: str, values: list[Any]) -> None:
    for value in values:
        with pytest.raises(Unbelievable):
            believed(**{claim: value})


def test_a_token_for_several_must_say_that_we_asked_for_it() -> None:
    with pytest.raises(Unbelievable, match="authorised party"):
        believed(aud=[CLIENT, "others"])


@pytest.mark.parametrize(
    ("claims", "email"),
    [
        ({"email": "Ann@Example.org", "email_verified": True}, "ann@example.org"),
        ({"email": "ann@example.org", "email_verified": "true"}, ""),
        ({"email": "ann@example.org", "email_verified": 1.5}, ""),
        ({"email": "ann@example.org", "email_verified": False}, ""),
        ({"email": "ann@example.org", "email_verified": False, "xms_edov": True}, ""),
        ({"email": "ann@example.org", "email_verified": None, "xms_edov": True}, ""),
        ({"email": "ann@example.org"}, ""),
        ({"email": "ann@example.org", "xms_edov": "1"}, "ann@example.org"),
        ({"email": "ann@example.org", "xms_edov": "0"}, ""),
        ({"email": ["ann@example.org"], "email_verified": True}, ""),
        ({"email": "no address", "email_verified": True}, ""),
        ({"email_verified": True}, ""),
    ],
)
def test_an_address_counts_only_where_the_provider_checked_it(claims: dict[str, Any], email: str) -> None:
    assert verified_email(claims) == email
