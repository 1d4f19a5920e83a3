"""What an id token must say before we believe whom it names (OpenID Connect Core 1.0, section 3.1.3.7).

Its signature was found good before. The rest stands here: for us, from them, now, and in answer to this question.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from .emails import tidy_email

SKEW = 120.0
"""Seconds by which two clocks may differ."""
OLDEST = 600.0
"""Seconds since a token was made: it answers a question that was put a moment ago."""
LONGEST_SUBJECT = 255


class Unbelievable(ValueError):
    """A provider's answer that cannot be trusted. Its words are for the log and name no person."""


@dataclass(frozen=True, slots=True)
class Expected:
    """From whom a token must come, for which client it must be, and the number that the question carried."""

    issuer: str
    client: str
    nonce: str


def subject_of(claims: Mapping[str, object], expected: Expected, now: float) -> str:
    """The name that the provider gives this person for ever. Raises Unbelievable."""
    if claims.get("iss") != expected.issuer:
        raise Unbelievable("another issuer")
    _check_audience(claims, expected.client)
    _check_times(claims, now)
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not hmac.compare_digest(nonce.encode("utf-8", "replace"), expected.nonce.encode()):
        raise Unbelievable("another nonce")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise Unbelievable("no subject")
    return subject


def _check_audience(claims: Mapping[str, object], client: str) -> None:
    """It is for us; where it is for others too, it says that we asked for it."""
    named = claims.get("aud")
    audience = named if isinstance(named, list) else [named]
    if client not in audience:
        raise Unbelievable("another audience")
    party = claims.get("azp")
    if party != client and (party is not None or len(audience) > 1):
        raise Unbelievable("another authorised party")


def _check_times(claims: Mapping[str, object], now: float) -> None:
    """Comparisons are written so that what is no number fails them."""
    if not _number(claims, "exp") > now - SKEW:
        raise Unbelievable("expired")
    if not now - OLDEST - SKEW < _number(claims, "iat") < now + SKEW:
        raise Unbelievable("not made now")
    if "nbf" in claims and not _number(claims, "nbf") < now + SKEW:
        raise Unbelievable("not good yet")


def _number(claims: Mapping[str, object], name: str) -> float:
    value = claims.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else float("nan")


def verified_email(claims: Mapping[str, object]) -> str:
    """The address that the provider says it has checked, as we compare addresses; empty where it says so of none.

    Entra ID has another word for it, `xms_edov`, which counts only where the usual one is not said.
    """
    email, said = claims.get("email"), claims.get("email_verified", claims.get("xms_edov"))
    yes = (True,) if "email_verified" in claims else (True, "1", "true")
    return tidy_email(email) if isinstance(email, str) and said in yes else ""
