"""Questions about who belongs to a programme, and what an account may therefore do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlmodel import Session as Db
from sqlmodel import col

from .audit import record
from .secrets import new_id
from .sign_ins import signed_in_account
from .tables import Account, ApiToken, Membership, Programme, SignedIn

ORGANISER, MEMBER = "organiser", "member"
"""What an account is here: an organiser may do everything, a member what its programmes say."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An account that is in use. `everywhere`: it may do all there is; else `roles` says {programme: role}."""

    account: str
    everywhere: bool
    roles: Mapping[str, str] = field(default_factory=dict)


def standing_of(db: Db, account: str) -> Standing | None:
    """What an account may do; None where there is none, or it was disabled."""
    known = db.get(Account, account)
    if known is None or known.disabled_at is not None:
        return None
    if known.role == ORGANISER:
        return Standing(account, True)
    m = Membership
    rows = db.execute(select(col(m.programme), col(m.role)).where(col(m.account) == account))
    return Standing(account, False, {row.programme: row.role for row in rows})


def signed_in_standing(db: Db, cookie: bytes, now: float) -> Standing | None:
    """What the account may do that is signed in with this cookie."""
    account = signed_in_account(db, cookie, now)
    return None if account is None else standing_of(db, account)


def members_of(db: Db, programme: str) -> list[tuple[Account, Membership]]:
    """Everybody with a role in a programme, the first one first."""
    m = Membership
    rows = db.execute(
        select(Account, m)
        .join(m, col(m.account) == col(Account.id))
        .where(col(m.programme) == programme)
        .order_by(col(m.at), col(Account.email))
    )
    return [(account, member) for account, member in rows]


def everywhere(db: Db) -> list[Account]:
    """Accounts in use that may do everything here."""
    a = Account
    asked = select(a).where(col(a.role) == ORGANISER, col(a.disabled_at).is_(None)).order_by(col(a.created_at))
    return list(db.scalars(asked))


def roles_of_all(db: Db) -> dict[str, list[tuple[str, str, str]]]:
    """{account: (programme, its name, role) of each of its programmes, by name}"""
    m, p = Membership, Programme
    rows = db.execute(
        select(col(m.account), col(p.id), col(p.name), col(m.role))
        .join(p, col(p.id) == col(m.programme))
        .order_by(col(p.name), col(p.id))
    )
    found: dict[str, list[tuple[str, str, str]]] = {}
    for account, programme, name, role in rows:
        found.setdefault(account, []).append((programme, name, role))
    return found


def role_in(db: Db, programme: str, account: str) -> str | None:
    member = db.get(Membership, (programme, account))
    return None if member is None else member.role


def set_role(db: Db, programme: str, account: str, role: str, who: str, now: float) -> None:
    """Gives an account a role in a programme, in place of another it may have had."""
    member = db.get(Membership, (programme, account))
    if member is None:
        db.add(Membership(programme=programme, account=account, role=role, who=who, at=now))
    else:
        member.role, member.who, member.at = role, who, now
    record(db, who, f"make {role}", now, programme, about=account)
    db.flush()


def remove_member(db: Db, programme: str, account: str, who: str, now: float) -> None:
    member = db.get(Membership, (programme, account))
    if member is not None:
        db.delete(member)
        record(db, who, "remove member", now, programme, about=account)
        db.flush()


def add_account(db: Db, email: str, name: str, role: str, now: float) -> Account:
    made = Account(id=new_id(), email=email, name=name, role=role, created_at=now)
    db.add(made)
    db.flush()
    return made


def keys_of(db: Db, account: str) -> list[bytes]:
    """The hashes of every cookie and token by which an account may have a page open."""
    cookies = db.scalars(select(col(SignedIn.hash)).where(col(SignedIn.account) == account))
    tokens = db.scalars(select(col(ApiToken.hash)).where(col(ApiToken.account) == account))
    return [*cookies, *tokens]
