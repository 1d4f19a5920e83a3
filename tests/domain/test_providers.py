"""Which addresses of a sign-in provider may be used, and what it must say of itself."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.id_tokens import Unbelievable
from app.domain.providers import fits_issuer, is_safe, places_in

ISSUER = "https://id.example.org"
SAID = {
    "issuer": ISSUER, "authorization_endpoint": f"{ISSUER}/authorize", "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": "https://keys.example.org/all",
}  # fmt: skip


def test_only_https_is_asked_but_on_this_very_machine() -> None:
    for good in (ISSUER, f"{ISSUER}/realm/one", "https://id.example.org:8443", "http://127.0.0.1:9000", "http://[::1]"):
        assert fits_issuer(good), good
    elsewhere = ("id.example.org", "http://id.example.org", "http://127.0.0.1.example.org", "ftp://127.0.0.1")
    for bad in (*elsewhere, "", f"{ISSUER}?tenant=1", f"{ISSUER}#a", "https://", "https://[", "https://a b"):
        assert not fits_issuer(bad), bad
    assert not is_safe("http://127.0.0.1:9000/token")
    assert not is_safe(f'{ISSUER}/"><script>')


def test_a_provider_says_where_it_does_what() -> None:
    places = places_in(SAID, ISSUER)
    assert (places.tokens, places.keys, places.people) == (f"{ISSUER}/token", "https://keys.example.org/all", None)
    assert not places.by_form
    assert places_in(SAID | {"token_endpoint_auth_methods_supported": ["client_secret_post"]}, ISSUER).by_form


@pytest.mark.parametrize(
    "changed",
    [
        {"issuer": "https://other.example.org"},
        {"issuer": None},
        {"token_endpoint": None},
        {"token_endpoint": "http://id.example.org/token"},
        {"token_endpoint": "http://127.0.0.1/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": ["https://id.example.org/keys"]},
        {"userinfo_endpoint": "http://id.example.org/people"},
    ],
)
def test_another_issuer_or_an_unsafe_place_is_not_believed(changed: dict[str, Any]) -> None:
    with pytest.raises(Unbelievable):
        places_in(SAID | changed, ISSUER)
