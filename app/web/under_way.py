"""A sign-in that is under way at a provider: what only the browser that began it can bring back, once, in ten minutes.

The browser keeps a random secret in a signed cookie. State, nonce and verifier follow from it by the server's key, so
nothing is kept here before somebody has come back, and whoever sees one of them knows none of the others.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from app.storage.secrets import new_secret

from .access import mark_of
from .house import house_of

COOKIE, LIFE = "cg_provider", 10 * 60.0
PATH = "/sign-in/provider"
NUMBER = re.compile("[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class UnderWay:
    """What was sent along with the question, and where the person was going."""

    state: str
    nonce: str
    verifier: str
    next: str

    @property
    def challenge(self) -> str:
        """What the verifier is known by until it is told (RFC 7636, section 4.2)."""
        return _text(hashlib.sha256(self.verifier.encode()).digest())


def begin(request: Request, next: str) -> tuple[UnderWay, str]:
    """A new one, and the cookie for `keep`."""
    house = house_of(request)
    secret = new_secret()
    named = f"{secret}.{int(house.now() + LIFE)}.{_text(next.encode())}"
    return _follows(house.settings.key, secret, next), f"{named}.{mark_of(house.settings.key, f'under way {named}')}"


def keep(request: Request, answer: Response, cookie: str) -> Response:
    answer.set_cookie(
        COOKIE, cookie, max_age=int(LIFE), path=PATH, httponly=True, samesite="lax",
        secure=request.url.scheme == "https",
    )  # fmt: skip
    return answer


def under_way(request: Request, state: str) -> UnderWay | None:
    """What this browser began, if it is this very question and still in time."""
    house = house_of(request)
    named, _, mark = request.cookies.get(COOKIE, "").rpartition(".")
    parts = named.split(".")
    fits = hmac.compare_digest(mark.encode(), mark_of(house.settings.key, f"under way {named}").encode())
    if not fits or len(parts) != 3 or not NUMBER.fullmatch(parts[1]) or int(parts[1]) < house.now():
        return None
    begun = _follows(house.settings.key, parts[0], urlsafe_b64decode(parts[2] + "===").decode())
    return begun if hmac.compare_digest(state.encode("utf-8", "replace"), begun.state.encode()) else None


def over(answer: Response) -> Response:
    answer.delete_cookie(COOKIE, path=PATH)
    return answer


def _follows(key: bytes, secret: str, next: str) -> UnderWay:
    state, nonce, verifier = (mark_of(key, f"provider {what} {secret}") for what in ("state", "nonce", "verifier"))
    return UnderWay(state, nonce, verifier, next)


def _text(some: bytes) -> str:
    return urlsafe_b64encode(some).decode().rstrip("=")
