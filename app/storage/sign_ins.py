"""Questions about browsers where somebody is signed in: since when, last seen, and ending them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlmodel import Session as Db
from sqlmodel import col

from .audit import record
from .secrets import hash_of, new_secret
from .tables import Account, ApiToken, AuditLine, SessionPass, SignedIn

SIGNED_IN_LIFE, IDLE_LIFE = 12 * 3600.0, 2 * 3600.0
"""Seconds that a signing-in lasts in all, and without a sign of life, such as an open console."""


def add_sign_in(db: Db, account: str, now: float, browser: str = "", how: str = "sign in") -> str:
    """Signs a browser in → the secret for its cookie, which nobody else ever had."""
    secret = new_secret()
    db.add(
        SignedIn(
            hash=hash_of(secret), account=account, browser=browser, created_at=now, seen_at=now,
            expires_at=now + SIGNED_IN_LIFE,
        )
    )  # fmt: skip
    record(db, account, how, now)
    db.flush()
    return secret


def signed_in_account(db: Db, hash: bytes, now: float) -> str | None:
    """The account that is signed in with this cookie, if it still is."""
    s = SignedIn
    found = db.execute(select(col(s.account)).join(Account).where(col(s.hash) == hash, *_alive(now))).first()
    return None if found is None else str(found[0])


def sign_ins_of(db: Db, account: str, now: float) -> list[SignedIn]:
    """Where an account is signed in now, the one seen last first."""
    s = SignedIn
    rows = db.scalars(select(s).join(Account).where(col(s.account) == account, *_alive(now)))
    return sorted(rows, key=lambda row: row.seen_at or row.created_at, reverse=True)


def ways_in(db: Db, account: str, at: Collection[float]) -> dict[float, str]:
    """How an account came in at these moments, {moment: deed}, as the record says it."""
    line = AuditLine
    where = (col(line.who) == account, col(line.at).in_(at), col(line.what).startswith("sign in"))
    return {float(moment): str(what) for moment, what in db.execute(select(col(line.at), col(line.what)).where(*where))}


def sign_ins_of_all(db: Db, now: float) -> dict[str, tuple[int, float]]:
    """{account: (in how many browsers it is signed in now, when one of them was last seen)}"""
    s = SignedIn
    seen = func.max(func.coalesce(col(s.seen_at), col(s.created_at)))
    rows = db.execute(
        select(col(s.account), func.count(), seen).join(Account).where(*_alive(now)).group_by(col(s.account))
    )
    return {account: (browsers, last) for account, browsers, last in rows}


def sign_out(db: Db, hash: bytes) -> None:
    row = db.get(SignedIn, hash)
    if row is not None:
        db.delete(row)
        db.flush()


def end_sign_ins(db: Db, account: str, but: bytes | None = None) -> list[bytes]:
    """Ends all of an account, or all but one → the hashes of their cookies, whose connections are to be closed."""
    s = SignedIn
    which = [col(s.account) == account] + ([col(s.hash) != but] if but is not None else [])
    ended = list(db.scalars(select(col(s.hash)).where(*which)))
    db.execute(delete(s).where(*which))
    return ended


def still_good(db: Db, hashes: Collection[bytes], now: float) -> set[bytes]:
    """Those of these hashes of cookies by which somebody may still look: signed in, or with a pass or token."""
    s, p, t = SignedIn, SessionPass, ApiToken
    signed_in = db.scalars(select(col(s.hash)).join(Account).where(col(s.hash).in_(hashes), *_alive(now)))
    by_pass = db.scalars(
        select(col(p.cookie)).where(col(p.cookie).in_(hashes), col(p.revoked_at).is_(None), col(p.expires_at) > now)
    )
    by_token = db.scalars(
        select(col(t.hash))
        .outerjoin(Account, col(Account.id) == col(t.account))
        .where(
            col(t.hash).in_(hashes), col(t.revoked_at).is_(None), col(Account.disabled_at).is_(None),
            or_(col(t.expires_at).is_(None), col(t.expires_at) > now),
        )
    )  # fmt: skip
    return {*signed_in, *by_token, *(hash for hash in by_pass if hash is not None)}


def note_seen(db: Db, hashes: Collection[bytes], now: float) -> None:
    """These browsers gave a sign of life."""
    s = SignedIn
    db.execute(update(s).where(col(s.hash).in_(hashes)).values(seen_at=now))


def forget_ended(db: Db, now: float) -> None:
    """Removes the rows of browsers whose signing-in is over."""
    db.execute(delete(SignedIn).where(or_(col(SignedIn.expires_at) < now, _idle(now))))


def _alive(now: float) -> list[Any]:
    return [col(SignedIn.expires_at) >= now, ~_idle(now), col(Account.disabled_at).is_(None)]


def _idle(now: float) -> ColumnElement[bool]:
    return func.coalesce(col(SignedIn.seen_at), col(SignedIn.created_at)) < now - IDLE_LIFE
