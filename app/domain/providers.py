"""What may be trusted of a sign-in provider before anything is asked of it: its address, and what it says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from .id_tokens import Unbelievable

LOOPBACK = ("127.0.0.1", "::1", "localhost")
LONGEST = 2000


def is_loopback(address: str) -> bool:
    return _host(address) in LOOPBACK


def fits_issuer(issuer: str) -> bool:
    """Whether this can be an issuer: an https address without query and fragment, or any of this very machine."""
    return is_safe(issuer, here=is_loopback(issuer)) and not {"?", "#"} & set(issuer)


def is_safe(address: object, here: bool = False) -> bool:
    """Whether an address may be asked, or people sent to it: https; plain http only where all is on this machine."""
    if not isinstance(address, str) or not 0 < len(address) <= LONGEST:
        return False
    if not (address.isascii() and address.isprintable()) or {" ", '"', "'", "<", ">", "\\"} & set(address):
        return False
    scheme, host = address.partition("://")[0], _host(address)
    return bool(host) and (scheme == "https" or (scheme == "http" and here and host in LOOPBACK))


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


@dataclass(frozen=True, slots=True)
class Places:
    """Where a provider does what. `people` tells about the person, and may be missing. `by_form`: our secret goes in
    the form, because the provider takes it no other way."""

    asking: str
    tokens: str
    keys: str
    people: str | None
    by_form: bool


def places_in(said: Mapping[str, object], issuer: str) -> Places:
    """What a provider says of itself (OpenID Connect Discovery 1.0, section 4.3). Raises Unbelievable."""
    if said.get("issuer") != issuer:
        raise Unbelievable("the discovery document is of another issuer")
    here, found = is_loopback(issuer), dict[str, str]()
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"):
        address = said.get(name)
        if isinstance(address, str) and is_safe(address, here):
            found[name] = address
        elif address is not None or name != "userinfo_endpoint":
            raise Unbelievable(f"no {name} that is safe to use")
    ways = said.get("token_endpoint_auth_methods_supported")
    by_form = isinstance(ways, list) and "client_secret_basic" not in ways
    return Places(
        found["authorization_endpoint"], found["token_endpoint"], found["jwks_uri"], found.get("userinfo_endpoint"),
        by_form,
    )  # fmt: skip
