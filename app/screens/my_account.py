"""What somebody sees of their own account."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session as Db

from app.storage.accounts import someone
from app.storage.second_steps import recovery_codes_left
from app.storage.sign_ins import sign_ins_of, ways_in


@dataclass(frozen=True, slots=True)
class SignedInBrowser:
    """Where somebody is signed in. `handle` names it in addresses; times in seconds since 1970."""

    handle: str
    words: str
    since: float
    seen: float
    here: bool
    how: str
    """How they came in there, as the record says it; empty where it says nothing."""


@dataclass(frozen=True, slots=True)
class MyAccountScreen:
    email: str
    name: str
    has_password: bool
    has_second_step: bool
    codes_left: int
    provided: bool
    """Whether the provider that is set looks after how they sign in."""
    browsers: tuple[SignedInBrowser, ...]


def my_account_screen(db: Db, account: str, here: bytes, now: float, issuer: str = "") -> MyAccountScreen:
    """`here` is the hash of the cookie that asks, `issuer` the provider that is set, or empty."""
    known = someone(db, account)
    assert known is not None, "Somebody who is signed in has an account."
    rows = sign_ins_of(db, account, now)
    ways = ways_in(db, account, [row.created_at for row in rows])
    browsers = (
        SignedInBrowser(
            row.hash.hex(), row.browser, row.created_at, row.seen_at or row.created_at, row.hash == here,
            ways.get(row.created_at, ""),
        )
        for row in rows
    )  # fmt: skip
    return MyAccountScreen(
        known.email, known.name, known.password is not None, known.totp is not None,
        recovery_codes_left(db, account), bool(issuer) and known.is_with(issuer),
        tuple(sorted(browsers, key=lambda one: not one.here)),
    )  # fmt: skip
