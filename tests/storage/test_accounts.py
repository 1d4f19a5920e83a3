"""Who may sign in: tokens shown once, links that work once, and browsers that are signed in for a while."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select, update
from sqlmodel import Session as Db
from sqlmodel import col

from app.storage import accounts
from app.storage.database import writing_engine
from app.storage.secrets import hash_of
from app.storage.tables import Account

NOW = 1_000_000.0
ADDRESS = "host@example.org"


@pytest.fixture
def db(database: str) -> Iterator[Db]:
    engine = writing_engine(database)
    with Db(engine, expire_on_commit=False) as db, db.begin():
        yield db
    engine.dispose()


def test_a_token_is_kept_as_a_hash_only(db: Db) -> None:
    token = accounts.add_token(db, "notebook", "organiser", NOW)
    assert accounts.role_of_token(db, hash_of(token)) == ("notebook", "organiser")
    assert accounts.role_of_token(db, hash_of(token + "x")) is None


def test_a_link_signs_in_once(db: Db) -> None:
    secret = accounts.add_link(db, ADDRESS, NOW)
    assert accounts.link_account(db, hash_of(secret), NOW) == ADDRESS
    cookie = accounts.use_link(db, hash_of(secret), NOW)
    assert cookie is not None
    assert accounts.signed_in_account(db, hash_of(cookie), NOW) is not None
    assert accounts.use_link(db, hash_of(secret), NOW) is None
    assert accounts.link_account(db, hash_of(secret), NOW) is None


def test_a_link_and_a_signed_in_browser_end_with_time(db: Db) -> None:
    old = accounts.add_link(db, ADDRESS, NOW - accounts.LINK_LIFE - 1)
    assert accounts.use_link(db, hash_of(old), NOW) is None
    cookie = accounts.use_link(db, hash_of(accounts.add_link(db, ADDRESS, NOW)), NOW)
    assert cookie is not None
    assert accounts.signed_in_account(db, hash_of(cookie), NOW + accounts.SIGNED_IN_LIFE + 1) is None


def test_signing_out_ends_it_at_once_and_so_does_disabling(db: Db) -> None:
    cookies = []
    for _ in range(2):
        cookie = accounts.use_link(db, hash_of(accounts.add_link(db, ADDRESS, NOW)), NOW)
        assert cookie is not None
        cookies.append(cookie)
    accounts.sign_out(db, hash_of(cookies[0]))
    assert accounts.signed_in_account(db, hash_of(cookies[0]), NOW) is None
    assert accounts.signed_in_account(db, hash_of(cookies[1]), NOW) is not None
    db.execute(update(Account).where(col(Account.email) == ADDRESS).values(disabled_at=NOW))
    db.expire_all()
    assert accounts.signed_in_account(db, hash_of(cookies[1]), NOW) is None


def test_an_address_has_one_account(db: Db) -> None:
    assert not accounts.has_accounts(db)
    for _ in range(3):
        accounts.add_link(db, ADDRESS, NOW)
    assert len(db.scalars(select(Account)).all()) == 1
