"""Signing a browser in and out: its cookies, and what was open by an earlier one."""

from __future__ import annotations

import hmac
import secrets

from starlette.requests import Request
from starlette.responses import Response

from app.storage.accounts import Someone, someone
from app.storage.secrets import hash_of
from app.storage.sign_ins import SIGNED_IN_LIFE, add_sign_in, sign_out, signed_in_account

from .access import SIGNED_IN_COOKIE, mark_of
from .browsers import in_words
from .halfway import arrived
from .house import house_of
from .leaving import signed_out

KNOWN_COOKIE, KNOWN_LIFE = "cg_known", 180 * 24 * 3600
"""Says that somebody signed in here before. It opens nothing: wrong passwords from here are counted apart from others',
so that who guesses at an account elsewhere does not lock its owner out."""


async def signed_in_here(request: Request) -> Someone | None:
    """The account that is signed in in this browser."""
    house, cookie = house_of(request), request.cookies.get(SIGNED_IN_COOKIE, "")
    id = await house.store.read(signed_in_account, hash_of(cookie), house.now()) if cookie else None
    return None if id is None else await house.store.read(someone, id)


def browser_of(request: Request) -> str:
    return in_words(request.headers.get("user-agent", ""))


async def come_in(request: Request, account: Someone, answer: Response, how: str) -> Response:
    """Signs the browser in with a new cookie. Its earlier one ends, so that no cookie outlives a sign-in."""
    house = house_of(request)
    cookie = await house.store.write(add_sign_in, account.id, house.now(), browser_of(request), how)
    return await remember(request, answer, account, cookie)


async def remember(request: Request, answer: Response, account: Someone, cookie: str) -> Response:
    """The cookies of a browser that was just signed in."""
    await forget(request)
    https = request.url.scheme == "https"
    answer.set_cookie(
        SIGNED_IN_COOKIE, cookie, max_age=int(SIGNED_IN_LIFE), httponly=True, samesite="lax", secure=https
    )
    if not is_known(request, account):
        name = secrets.token_urlsafe(9)
        mark = _mark(house_of(request).settings.key, name, account)
        answer.set_cookie(
            KNOWN_COOKIE, f"{name}.{mark}", max_age=KNOWN_LIFE, path="/sign-in", httponly=True, samesite="lax",
            secure=https,
        )  # fmt: skip
    return arrived(answer)


async def forget(request: Request) -> None:
    """Ends what this browser was signed in with."""
    if earlier := request.cookies.get(SIGNED_IN_COOKIE):
        house = house_of(request)
        await house.store.write(sign_out, hash_of(earlier))
        signed_out(house.rooms, hash_of(earlier))


def is_known(request: Request, account: Someone | None) -> str:
    """The name of a browser where this account was signed in before, else empty."""
    name, _, mark = request.cookies.get(KNOWN_COOKIE, "").rpartition(".")
    if account is None or not name:
        return ""
    mine = _mark(house_of(request).settings.key, name, account)
    return name if hmac.compare_digest(mark.encode(), mine.encode()) else ""


def _mark(key: bytes, name: str, account: Someone) -> str:
    return mark_of(key, f"known browser {name} {account.id}")
