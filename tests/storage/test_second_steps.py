"""The second step: codes and recovery codes are good once, and it is asked of those who organise."""

from __future__ import annotations

import pytest
from sqlmodel import Session as Db

from app.actions.accounts import come_by_link, set_password
from app.actions.signing_in import set_up, use_code
from app.domain.totp import STEP, code_at
from app.storage import accounts, second_steps
from app.storage.audit import settle
from app.storage.secrets import hash_of
from app.storage.sign_ins import add_sign_in, signed_in_account
from app.storage.tables import Account, Membership, Programme

KEY, SECRET, NOW = b"a key", b"12345678901234567890", 1_000_000_000.0


@pytest.fixture
def ann(db: Db) -> str:
    """An organiser with a password and a second step, whose code of now is used."""
    accounts.add_link(db, "ann@example.org", NOW)
    row = accounts.account_of_email(db, "Ann@Example.org")
    assert row is not None
    set_password(db, row.id, "a hash", NOW)
    return row.id


def code(at: float) -> str:
    return code_at(SECRET, int(at // STEP))


def test_it_is_on_once_the_app_shows_the_right_code(db: Db, ann: str) -> None:
    assert set_up(db, KEY, ann, SECRET, "000000", NOW) is None
    codes = set_up(db, KEY, ann, SECRET, code(NOW), NOW)
    assert codes is not None
    assert len(set(codes)) == 10
    kept = accounts.account_row(db, ann)
    assert kept is not None
    assert kept.totp is not None
    assert SECRET not in kept.totp


def test_a_code_signs_in_once(db: Db, ann: str) -> None:
    set_up(db, KEY, ann, SECRET, code(NOW), NOW)
    db.expire_all()
    assert not use_code(db, KEY, ann, code(NOW), NOW)
    later = NOW + STEP
    assert use_code(db, KEY, ann, code(later), later)
    db.expire_all()
    assert not use_code(db, KEY, ann, code(later), later)
    assert not use_code(db, b"another key", ann, code(later + STEP), later + STEP)


def test_a_recovery_code_stands_in_once_and_for_its_owner_only(db: Db, ann: str) -> None:
    codes = set_up(db, KEY, ann, SECRET, code(NOW), NOW)
    assert codes is not None
    accounts.add_link(db, "ben@example.org", NOW)
    ben = accounts.account_of_email(db, "ben@example.org")
    assert ben is not None
    set_up(db, KEY, ben.id, SECRET, code(NOW), NOW)
    db.expire_all()
    assert not use_code(db, KEY, ben.id, codes[0], NOW)
    assert use_code(db, KEY, ann, codes[0].lower().replace("-", " "), NOW)
    assert not use_code(db, KEY, ann, codes[0], NOW)
    assert second_steps.recovery_codes_left(db, ann) == 9
    fresh = second_steps.new_recovery_codes(db, ann, NOW)
    assert not use_code(db, KEY, ann, codes[1], NOW)
    assert use_code(db, KEY, ann, fresh[1], NOW)


def test_a_link_drops_it_and_sets_a_password_once(db: Db, ann: str) -> None:
    set_up(db, KEY, ann, SECRET, code(NOW), NOW)
    elsewhere = add_sign_in(db, ann, NOW)
    link = hash_of(accounts.add_link(db, "ann@example.org", NOW))
    db.expire_all()
    done = come_by_link(db, link, NOW, "Firefox on Linux", "another hash", True)
    assert done is not None
    cookie, ended = done
    db.expire_all()
    known = accounts.someone(db, ann)
    assert known is not None
    assert (known.totp, known.password) == (None, "another hash")
    assert ended == [hash_of(elsewhere)]
    assert signed_in_account(db, hash_of(cookie), NOW) == ann
    assert come_by_link(db, link, NOW, "", "a third hash", True) is None
    assert second_steps.recovery_codes_left(db, ann) == 0


def test_it_is_asked_of_those_who_organise(db: Db, ann: str) -> None:
    db.add(Programme(id="p", name="Example", created_at=NOW))
    db.add_all(Account(id=id, email=f"{id}@example.org", role="member", created_at=NOW) for id in ("host", "lead"))
    db.flush()
    for id, role in (("host", "host"), ("lead", "organiser")):
        db.add(Membership(programme="p", account=id, role=role, who=ann, at=NOW))
    db.flush()
    assert [second_steps.is_asked(db, id) for id in (ann, "host", "lead", "nobody")] == [True, False, True, False]


def test_it_is_known_who_has_used_a_password(db: Db, ann: str) -> None:
    add_sign_in(db, ann, NOW)
    settle(db)
    assert not second_steps.has_used_password(db, ann)
    add_sign_in(db, ann, NOW, how=second_steps.BY_PASSWORD)
    settle(db)
    assert second_steps.has_used_password(db, ann)


def test_of_two_who_give_the_same_code_at_once_one_is_first(db: Db, ann: str) -> None:
    """Both found it right before either had used it."""
    set_up(db, KEY, ann, SECRET, code(NOW), NOW)
    step = int(NOW // STEP) + 1
    assert [second_steps.use_step(db, ann, step) for _ in range(2)] == [True, False]
    assert not second_steps.use_step(db, "nobody", step)
