"""Whom the record means: the names of accounts that did something."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlmodel import Session as Db
from sqlmodel import col

from .tables import Account


def names_of(db: Db, ids: Iterable[str]) -> dict[str, str]:
    """{account: its name, or else its address}; what is no account's id is left out."""
    rows = db.scalars(select(Account).where(col(Account.id).in_(set(ids))))
    return {account.id: account.name or account.email for account in rows}
