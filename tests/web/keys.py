"""Cookies, passes and tokens of every kind, made beside a server as its pages would make them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlmodel import Session as Db

from app.storage import tables as t
from app.storage.api_tokens import add_token, revoke_token
from app.storage.database import writing_engine
from app.storage.memberships import add_account, set_role
from app.storage.passes import add_pass, revoke_pass, use_pass
from app.storage.secrets import hash_of, new_id
from app.storage.sign_ins import add_sign_in

FOR_EVER = 4e9


class Keys:
    """`database` is its address, `now` the server's clock."""

    def __init__(self, database: str, now: Callable[[], float]) -> None:
        self._database, self._now = database, now

    @contextmanager
    def db(self) -> Iterator[Db]:
        engine = writing_engine(self._database, 1, checkpoints=False)
        with Db(engine, expire_on_commit=False) as db, db.begin():
            yield db
        engine.dispose()

    def account(self, roles: Mapping[str, str], everywhere: bool = False) -> str:
        """A new account with {programme: role}."""
        with self.db() as db:
            kind = "organiser" if everywhere else "member"
            made = add_account(db, f"{new_id().lower()}@example.org", "", kind, self._now())
            for programme, role in roles.items():
                set_role(db, programme, made.id, role, "tests", self._now())
            return made.id

    def cookie(self, account: str) -> str:
        with self.db() as db:
            return add_sign_in(db, account, self._now())

    def signed_in(self, roles: Mapping[str, str], everywhere: bool = False, disabled: bool = False) -> str:
        """The cookie of a new account."""
        account = self.account(roles, everywhere)
        cookie = self.cookie(account)
        if disabled:
            self.disable(account)
        return cookie

    def disable(self, account: str) -> None:
        with self.db() as db:
            row = db.get(t.Account, account)
            assert row is not None
            row.disabled_at = self._now()

    def token(self, account: str | None = None, revoked: bool = False, **limits: Any) -> str:
        with self.db() as db:
            token = add_token(db, "a program", "organiser", self._now(), account, **limits)
            if revoked:
                revoke_token(db, hash_of(token), account, self._now())
            return token

    def by_pass(self, session: str, role: str, stopped: bool = False) -> str:
        """The cookie of a browser that opened a link."""
        with self.db() as db:
            id, link = add_pass(db, session, role, "Sam", self._now(), FOR_EVER)
            used = use_pass(db, hash_of(link), self._now())
            assert used is not None
            if stopped:
                revoke_pass(db, session, id, self._now())
            return used[1]
