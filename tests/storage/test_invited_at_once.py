"""An invitation is used once, however many press its button at the same moment and wherever their request goes."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine
from sqlmodel import Session as Db
from sqlmodel import select

from app.actions import inviting
from app.domain.refusals import Refusal
from app.storage.database import writing_engine
from app.storage.secrets import hash_of
from app.storage.tables import Account, Membership, Programme
from tests.postgres import Postgres

NOW, AT_ONCE = 1_000_000.0, 8


@pytest.fixture
def engine(postgres: Postgres) -> Iterator[Engine]:
    """PostgreSQL, where several processes write; SQLite has one writer for all."""
    engine = writing_engine(postgres.emptied(), AT_ONCE)
    with Db(engine) as db, db.begin():
        db.add(Programme(id="p", name="Programme", created_at=NOW))
    yield engine
    engine.dispose()


def pressed(engine: Engine, secrets: list[str]) -> list[str]:
    """All press at once → what became of each: an account, or why not."""
    together = Barrier(len(secrets))

    def press(secret: str) -> str:
        together.wait()
        try:
            with Db(engine) as db, db.begin():
                return f"account {inviting.accept(db, hash_of(secret), 'Ann', 'a hash', NOW).account}"
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(len(secrets)) as crowd:
        return sorted(crowd.map(press, secrets))


def test_one_link_pressed_by_eight_makes_one_account(engine: Engine) -> None:
    with Db(engine) as db, db.begin():
        secret = inviting.invite(db, "p", "ann@example.org", "host", "tests", NOW)
    done = pressed(engine, [secret] * AT_ONCE)
    assert done[1:] == ["not_signed_in"] * (AT_ONCE - 1)
    with Db(engine) as db:
        assert [f"account {one.id}" for one in db.exec(select(Account))] == done[:1]


def test_eight_links_to_one_address_make_one_account_with_a_role(engine: Engine) -> None:
    with Db(engine) as db, db.begin():
        secrets = [inviting.invite(db, "p", "ann@example.org", "host", "tests", NOW) for _ in range(AT_ONCE)]
    done = pressed(engine, secrets)
    assert len(set(done)) == 1, done
    with Db(engine) as db:
        assert [one.role for one in db.exec(select(Membership))] == ["host"]
