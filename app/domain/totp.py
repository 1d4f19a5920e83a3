"""The six digits that an authenticator app shows: RFC 6238 on RFC 4226, with SHA-1, as every app knows it."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b32encode
from urllib.parse import quote, urlencode

STEP = 30
"""Seconds for which an app shows a code."""
DIGITS = 6
SECRET_SIZE = 20
"""Bytes of a secret, as many as SHA-1 gives (RFC 4226, section 4, R6)."""
DRIFT = 1
"""Steps that an app's clock may be off, either way."""


def code_at(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """The code of the step that is `step` × 30 seconds after 1970."""
    mac = hmac.new(secret, step.to_bytes(8), hashlib.sha1).digest()
    start = mac[-1] & 15
    number = int.from_bytes(mac[start : start + 4]) & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def step_of(secret: bytes, code: str, now: float, after: int | None = None) -> int | None:
    """The step whose code this is, no further than the drift from `now`, or None.

    Steps up to `after` were used before: their codes fit no more.
    """
    given = "".join(code.split())
    current = int(now // STEP)
    for step in range(max(0, current - DRIFT), current + DRIFT + 1):
        fits = hmac.compare_digest(code_at(secret, step).encode(), given.encode())
        if fits and (after is None or step > after):
            return step
    return None


def typed_secret(secret: bytes) -> str:
    """The secret for who cannot scan it, in groups of four letters."""
    text = b32encode(secret).decode().rstrip("=")
    return " ".join(text[n : n + 4] for n in range(0, len(text), 4))


def address_for_app(secret: bytes, email: str, issuer: str = "Common Ground") -> str:
    """What the QR code holds: the "otpauth" address that authenticator apps read."""
    told = {"secret": b32encode(secret).decode().rstrip("="), "issuer": issuer}
    return f"otpauth://totp/{quote(issuer)}:{quote(email)}?{urlencode(told, quote_via=quote)}"
