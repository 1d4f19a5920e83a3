"""Questions about who may sign in: accounts, one-time links, browsers that are signed in, API tokens."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlmodel import Session as Db
from sqlmodel import col

from .secrets import hash_of, new_id, new_secret
from .tables import Account, ApiToken, SignedIn, SignInLink

LINK_LIFE = 24 * 3600.0
SIGNED_IN_LIFE = 12 * 3600.0


def add_token(db: Db, name: str, role: str, now: float) -> str:
    """Makes an API token and keeps its hash → the token, which is shown only now."""
    token = f"cg_{new_secret()}"
    db.add(ApiToken(hash=hash_of(token), name=name, role=role, created_at=now))
    db.flush()
    return token


def role_of_token(db: Db, hash: bytes) -> tuple[str, str] | None:
    """(name, role) of a token's hash."""
    token = db.get(ApiToken, hash)
    return None if token is None else (token.name, token.role)


def add_link(db: Db, email: str, now: float) -> str:
    """A one-time sign-in link's secret for this address; makes the account the first time."""
    account = db.scalars(select(Account).where(col(Account.email) == email)).first()
    if account is None:
        account = Account(id=new_id(), email=email, created_at=now)
        db.add(account)
        db.flush()
    secret = new_secret()
    db.add(SignInLink(hash=hash_of(secret), account=account.id, expires_at=now + LINK_LIFE))
    db.flush()
    return secret


def link_account(db: Db, hash: bytes, now: float) -> str | None:
    """The address that a link which can still be used belongs to."""
    link = db.get(SignInLink, hash)
    if link is None or link.used_at is not None or link.expires_at < now:
        return None
    account = db.get(Account, link.account)
    return None if account is None or account.disabled_at is not None else account.email


def use_link(db: Db, hash: bytes, now: float) -> str | None:
    """Signs a browser in with a one-time link → the secret for its cookie, or None if the link is spent."""
    if link_account(db, hash, now) is None:
        return None
    link = SignInLink
    taken = db.connection().execute(
        update(link).where(col(link.hash) == hash, col(link.used_at).is_(None)).values(used_at=now)
    )
    found = db.get(link, hash)
    if taken.rowcount != 1 or found is None:
        return None
    secret = new_secret()
    db.add(SignedIn(hash=hash_of(secret), account=found.account, created_at=now, expires_at=now + SIGNED_IN_LIFE))
    db.flush()
    return secret


def signed_in_account(db: Db, hash: bytes, now: float) -> str | None:
    """The account that is signed in with this cookie, if it still is."""
    row = db.get(SignedIn, hash)
    if row is None or row.expires_at < now:
        return None
    account = db.get(Account, row.account)
    return None if account is None or account.disabled_at is not None else account.id


def sign_out(db: Db, hash: bytes) -> None:
    row = db.get(SignedIn, hash)
    if row is not None:
        db.delete(row)
        db.flush()


def has_accounts(db: Db) -> bool:
    return db.scalars(select(col(Account.id)).limit(1)).first() is not None


def account_email(db: Db, id: str) -> str | None:
    account = db.get(Account, id)
    return None if account is None else account.email
