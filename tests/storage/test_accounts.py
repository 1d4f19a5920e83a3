"""Who may sign in: links that work once, and browsers that are signed in for a while."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlmodel import Session as Db
from sqlmodel import col

from app.storage import accounts, sign_ins
from app.storage.secrets import hash_of
from app.storage.tables import Account

NOW = 1_000_000.0
ADDRESS = "host@example.org"


def test_a_link_signs_in_once(db: Db) -> None:
    secret = accounts.add_link(db, ADDRESS, NOW)
    found = accounts.someone_with_link(db, hash_of(secret), NOW)
    assert found is not None
    assert found.email == ADDRESS
    cookie = accounts.use_link(db, hash_of(secret), NOW)
    assert cookie is not None
    assert sign_ins.signed_in_account(db, hash_of(cookie), NOW) is not None
    assert accounts.use_link(db, hash_of(secret), NOW) is None
    assert accounts.someone_with_link(db, hash_of(secret), NOW) is None


def test_a_link_and_a_signed_in_browser_end_with_time(db: Db) -> None:
    old = accounts.add_link(db, ADDRESS, NOW - accounts.LINK_LIFE - 1)
    assert accounts.use_link(db, hash_of(old), NOW) is None
    cookie = accounts.use_link(db, hash_of(accounts.add_link(db, ADDRESS, NOW)), NOW)
    assert cookie is not None
    assert sign_ins.signed_in_account(db, hash_of(cookie), NOW + sign_ins.SIGNED_IN_LIFE + 1) is None


def test_signing_out_ends_it_at_once_and_so_does_disabling(db: Db) -> None:
    cookies = []
    for _ in range(2):
        cookie = accounts.use_link(db, hash_of(accounts.add_link(db, ADDRESS, NOW)), NOW)
        assert cookie is not None
        cookies.append(cookie)
    sign_ins.sign_out(db, hash_of(cookies[0]))
    assert sign_ins.signed_in_account(db, hash_of(cookies[0]), NOW) is None
    assert sign_ins.signed_in_account(db, hash_of(cookies[1]), NOW) is not None
    db.execute(update(Account).where(col(Account.email) == ADDRESS).values(disabled_at=NOW))
    db.expire_all()
    assert sign_ins.signed_in_account(db, hash_of(cookies[1]), NOW) is None


def test_an_address_has_one_account(db: Db) -> None:
    assert accounts.all_accounts(db) == []
    for _ in range(3):
        accounts.add_link(db, ADDRESS, NOW)
    assert len(accounts.all_accounts(db)) == 1


def test_without_a_sign_of_life_it_ends_after_two_hours(db: Db) -> None:
    cookie = accounts.use_link(db, hash_of(accounts.add_link(db, ADDRESS, NOW)), NOW)
    assert cookie is not None
    kept = hash_of(cookie)
    last = NOW + sign_ins.IDLE_LIFE
    assert sign_ins.signed_in_account(db, kept, last) is not None
    assert sign_ins.signed_in_account(db, kept, last + 1) is None
    sign_ins.note_seen(db, {kept}, last)
    db.expire_all()
    assert sign_ins.still_good(db, {kept, b"another"}, last + 1) == {kept}
    sign_ins.forget_ended(db, last + 1)
    assert sign_ins.signed_in_account(db, kept, last + 1) is not None
    sign_ins.forget_ended(db, last + sign_ins.IDLE_LIFE + 1)
    db.expire_all()
    assert sign_ins.sign_ins_of(db, "nobody", NOW) == []
    assert sign_ins.still_good(db, {kept}, NOW) == set()


def test_a_disabled_account_is_nobodys_and_comes_back_signed_out(db: Db) -> None:
    cookie = accounts.use_link(db, hash_of(accounts.add_link(db, ADDRESS, NOW)), NOW)
    assert cookie is not None
    assert accounts.disable(db, "HOST@example.org", NOW) is not None
    assert accounts.someone_at(db, ADDRESS) is None
    assert sign_ins.still_good(db, {hash_of(cookie)}, NOW) == set()
    link = accounts.add_link(db, ADDRESS, NOW)
    assert accounts.use_link(db, hash_of(link), NOW) is None
    accounts.disable(db, ADDRESS, NOW, again=True)
    assert accounts.someone_at(db, ADDRESS) is not None
    assert sign_ins.signed_in_account(db, hash_of(cookie), NOW) is None
    assert accounts.disable(db, "nobody@example.org", NOW) is None


def test_an_address_is_one_however_it_is_written(db: Db) -> None:
    for typed in (ADDRESS, "Host@Example.org", " HOST@EXAMPLE.ORG"):
        accounts.add_link(db, typed, NOW)
    assert [row.email for row in db.scalars(select(Account))] == [ADDRESS]
