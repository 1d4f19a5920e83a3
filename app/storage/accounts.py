"""Questions about who may sign in: accounts, and their one-time links."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlmodel import Session as Db
from sqlmodel import col

from app.domain.emails import tidy_email

from .audit import record
from .secrets import hash_of, new_id, new_secret
from .sign_ins import add_sign_in, end_sign_ins
from .tables import Account, SignInLink

LINK_LIFE = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Someone:
    """An account that is in use. `password` is a hash, `totp` the sealed secret of the second step; None without."""

    id: str
    email: str
    name: str
    password: str | None
    totp: bytes | None
    subject: str | None
    """Issuer and subject of an outside provider, where they came by one."""

    def is_with(self, issuer: str) -> bool:
        """Whether this provider looks after how they sign in."""
        return self.subject is not None and self.subject.startswith(f"{issuer} ")


def someone(db: Db, id: str) -> Someone | None:
    """The account with this id, if it is in use."""
    return _in_use(db.get(Account, id))


def someone_at(db: Db, email: str) -> Someone | None:
    """The account with this address, if it is in use."""
    return _in_use(account_of_email(db, email))


def _in_use(row: Account | None) -> Someone | None:
    if row is None or row.disabled_at is not None:
        return None
    return Someone(row.id, row.email, row.name, row.password, row.totp, row.subject)


def account_known_as(db: Db, subject: str) -> Account | None:
    """The account of who a provider says this is, in use or not."""
    return db.scalars(select(Account).where(col(Account.subject) == subject)).first()


def set_subject(db: Db, id: str, subject: str) -> bool:
    """Says who an account is to a provider → whether nobody had said so before."""
    a = Account
    said = db.connection().execute(update(a).where(col(a.id) == id, col(a.subject).is_(None)).values(subject=subject))
    return said.rowcount == 1


def account_of_email(db: Db, email: str) -> Account | None:
    """The account with this address, however its letters are written."""
    return db.scalars(select(Account).where(func.lower(col(Account.email)) == (tidy_email(email) or email))).first()


def account_row(db: Db, id: str) -> Account | None:
    return db.get(Account, id)


def add_link(db: Db, email: str, now: float) -> str:
    """A one-time sign-in link's secret for this address; makes the account the first time."""
    account = account_of_email(db, email)
    if account is None:
        account = Account(id=new_id(), email=tidy_email(email) or email, created_at=now)
        db.add(account)
        db.flush()
    secret = new_secret()
    db.add(SignInLink(hash=hash_of(secret), account=account.id, expires_at=now + LINK_LIFE))
    record(db, "command line", "make sign-in link", now, about=account.id)
    db.flush()
    return secret


def someone_with_link(db: Db, hash: bytes, now: float) -> Someone | None:
    """The account of a link that can still be used."""
    link = db.get(SignInLink, hash)
    good = link is not None and link.used_at is None and link.expires_at >= now
    return someone(db, link.account) if good and link is not None else None


def use_link(db: Db, hash: bytes, now: float, browser: str = "") -> str | None:
    """Signs a browser in with a one-time link → the secret for its cookie, or None if the link is spent."""
    account = someone_with_link(db, hash, now)
    if account is None:
        return None
    link = SignInLink
    taken = db.connection().execute(
        update(link).where(col(link.hash) == hash, col(link.used_at).is_(None)).values(used_at=now)
    )
    return add_sign_in(db, account.id, now, browser) if taken.rowcount == 1 else None


def account_email(db: Db, id: str) -> str | None:
    account = db.get(Account, id)
    return None if account is None else account.email


def rename(db: Db, id: str, name: str) -> None:
    """What colleagues call somebody."""
    db.execute(update(Account).where(col(Account.id) == id).values(name=name))


def disable(db: Db, email: str, now: float, again: bool = False) -> Account | None:
    """Ends what an account may do, until it is enabled again → the account, or None where there is none."""
    account = account_of_email(db, email)
    if account is not None:
        put_in_use(db, account, again, "command line", now)
    return account


def put_in_use(db: Db, account: Account, in_use: bool, who: str, now: float) -> None:
    """Ends what an account may do, or lets it in again; either way signed out."""
    account.disabled_at = None if in_use else account.disabled_at or now
    end_sign_ins(db, account.id)
    record(db, who, "enable account" if in_use else "disable account", now, about=account.id)
    db.flush()


def all_accounts(db: Db) -> list[Account]:
    """Every account of this server, the first one first."""
    return list(db.scalars(select(Account).order_by(col(Account.created_at), col(Account.email))))
