"""Shutting accounts out: somebody always looks after the server."""

from __future__ import annotations

import pytest
from sqlmodel import Session as Db

from app.actions.admitting import let_in_again, shut_out, sign_out_everywhere
from app.screens.accounts import accounts_screen
from app.storage.memberships import add_account
from app.storage.sign_ins import add_sign_in
from tests.builders import refused

NOW = 1_000_000.0


@pytest.fixture
def database(sqlite: str) -> str:
    return sqlite


def test_the_last_who_looks_after_the_server_stays(db: Db) -> None:
    ann, ben = (add_account(db, f"{name}@example.org", name, "organiser", NOW) for name in ("ann", "ben"))
    shut_out(db, ann.id, ben.id, NOW)
    with refused("bad_field", "account"):
        shut_out(db, ben.id, "the command line", NOW)
    let_in_again(db, ann.id, ben.id, NOW)
    shut_out(db, ben.id, ann.id, NOW)
    assert [(line.email, line.shut_out_at) for line in accounts_screen(db, NOW)] == [
        ("ann@example.org", None), ("ben@example.org", NOW),
    ]  # fmt: skip


def test_browsers_are_counted_until_they_are_signed_out(db: Db) -> None:
    ann = add_account(db, "ann@example.org", "", "member", NOW)
    for n in range(2):
        add_sign_in(db, ann.id, NOW + n)
    (line,) = accounts_screen(db, NOW + 5)
    assert (line.browsers, line.seen, line.everywhere) == (2, NOW + 1, False)
    assert len(sign_out_everywhere(db, ann.id, "ben", NOW + 5)) == 2
    (line,) = accounts_screen(db, NOW + 5)
    assert (line.browsers, line.seen) == (0, None)
