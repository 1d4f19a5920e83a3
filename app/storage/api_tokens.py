"""Questions about API tokens: who speaks by one, what it is limited to, since when it was not used."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session as Db
from sqlmodel import col

from .audit import record
from .memberships import Standing, standing_of
from .secrets import hash_of, new_secret
from .tables import ApiToken

USED_WITHIN = 600.0
"""Seconds for which a token's last use is not written again."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who comes with a token that is good now. Without a `standing` it was made on the command line, for everything.

    `stale`: its last use should be written down.
    """

    name: str
    standing: Standing | None
    programme: str | None
    scopes: frozenset[str] | None
    expires_at: float | None
    stale: bool


def add_token(
    db: Db, name: str, role: str, now: float, account: str | None = None, programme: str | None = None,
    scopes: Collection[str] | None = None, expires_at: float | None = None,
) -> str:  # fmt: skip
    """Makes an API token and keeps its hash → the token, which is shown only now."""
    token = f"cg_{new_secret()}"
    db.add(
        ApiToken(
            hash=hash_of(token), name=name, role=role, account=account, programme=programme,
            scopes=None if scopes is None else sorted(scopes), created_at=now, expires_at=expires_at,
        )
    )  # fmt: skip
    record(db, account or "command line", "make token", now, programme)
    db.flush()
    return token


def bearer_of(db: Db, hash: bytes, now: float) -> Bearer | None:
    """Who comes with the token of this hash; None where it ended, or its maker may no longer come in."""
    row = db.get(ApiToken, hash)
    if row is None or row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= now):
        return None
    standing = None if row.account is None else standing_of(db, row.account)
    if row.account is not None and standing is None:
        return None
    return Bearer(
        row.name, standing, row.programme, None if row.scopes is None else frozenset(row.scopes), row.expires_at,
        row.used_at is None or now - row.used_at > USED_WITHIN,
    )  # fmt: skip


def note_use(db: Db, hash: bytes, now: float) -> None:
    row = db.get(ApiToken, hash)
    if row is not None:
        row.used_at = now
        db.flush()


def tokens_of(db: Db, account: str | None) -> list[ApiToken]:
    """Every token that an account made, or the command line, the newest first."""
    t = ApiToken
    return list(db.scalars(select(t).where(col(t.account) == account).order_by(col(t.created_at).desc())))


def tokens_for(db: Db, programme: str) -> list[ApiToken]:
    """The tokens that were made for one programme alone, the newest first."""
    t = ApiToken
    return list(db.scalars(select(t).where(col(t.programme) == programme).order_by(col(t.created_at).desc())))


def revoke_token(db: Db, hash: bytes, account: str | None, now: float) -> bool:
    """Ends one of this account's tokens at once → whether there was one. Its row stays as a record."""
    row = db.get(ApiToken, hash)
    if row is None or row.account != account:
        return False
    row.revoked_at = row.revoked_at or now
    record(db, account or "command line", "end token", now, row.programme)
    db.flush()
    return True
