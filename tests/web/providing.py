"""Browsers without script on their way through a local provider, and the application that sends them there."""

from __future__ import annotations

import html
import re
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import Session as Db
from sqlmodel import col, select
from starlette.testclient import TestClient

from app.actions.accounts import set_password
from app.settings import Settings
from app.storage.accounts import account_of_email
from app.storage.database import writing_engine
from app.storage.memberships import add_account
from app.storage.password_hashes import hash_password
from app.storage.tables import Account, AuditLine, SignedIn
from tests.web.provider import CLIENT, SECRET, LocalProvider, local_provider
from tests.web.within import application

HERE, KEY = "http://testserver", "only-for-this-test-0123456789abcdef"
PASSWORD = "gravel teapot lantern"
UNTRUE = "gave an answer that we cannot trust"
UNREACHED = "cannot be reached"
TOO_LATE = "was not begun in this browser"
UNKNOWN = "There is no account here for you"


@contextmanager
def asking_a_provider(data: Path) -> Iterator[House]:
    """The application, with a local provider set, in this very process."""
    with local_provider() as provider:
        settings: dict[str, Any] = {
            "base_url": HERE, "secret_key": KEY, "oidc_issuer": provider.issuer, "oidc_client_id": CLIENT,
            "oidc_client_secret": SECRET, "oidc_name": "Example ICB",
        }  # fmt: skip
        assert Settings(**settings).provider_trouble == ""
        with pytest.MonkeyPatch.context() as patch, application(data, **settings) as (app, client, _):
            patch.setattr("app.web.provider.PATIENCE", 60.0)
            yield House(app, client, provider, data)


class House:
    """The application with a provider set, and what stands in its database."""

    def __init__(self, app: FastAPI, client: TestClient, provider: LocalProvider, data: Path) -> None:
        self.app, self.client, self.provider = app, client, provider
        self._engine = writing_engine(f"sqlite:///{data}/common-ground.db", 1, checkpoints=False)

    def beside(self, deed: Any, *args: Any) -> Any:
        with Db(self._engine, expire_on_commit=False) as db, db.begin():
            return deed(db, *args)

    def account(self, email: str) -> Account:
        found: Account | None = self.beside(account_of_email, email)
        assert found is not None
        return found

    def traces(self) -> tuple[int, set[str | None], int]:
        """(browsers signed in, who is known to a provider, lines of the record)."""

        def counted(db: Db) -> tuple[int, set[str | None], int]:
            subjects = set(db.scalars(select(Account.subject)))
            return len(db.scalars(select(SignedIn)).all()), subjects, len(db.scalars(select(AuditLine)).all())

        found: tuple[int, set[str | None], int] = self.beside(counted)
        return found

    def deeds(self, email: str) -> list[str]:
        who = self.account(email).id

        def of(db: Db) -> list[str]:
            lines = db.scalars(select(AuditLine).where(AuditLine.who == who).order_by(col(AuditLine.number)))
            return [line.what for line in lines]

        found: list[str] = self.beside(of)
        return found

    def forgets(self) -> None:
        """What the application remembers of its provider is as at its start."""
        provider = self.app.state.house.provider
        provider._places = provider._keys = None

    def browser(self) -> Browser:
        return Browser(self)

    def anew(self) -> House:
        """With Ann, who has an account and has never come by the provider; a provider that is honest again."""

        def again(db: Db) -> None:
            for account in db.scalars(select(Account)):
                account.email, account.subject = f"{account.id}@gone.example.org", None
            add_account(db, "ann@example.org", "Ann", "organiser", time.time())

        self.beside(again)
        self.provider.be_honest()
        self.forgets()
        return self


class Browser:
    """One browser without script."""

    def __init__(self, house: House) -> None:
        self.http = TestClient(house.app, HERE, headers={"Origin": HERE}, follow_redirects=False)
        self.http.portal = house.client.portal

    def sets_out(self, next: str = "", status: int = 200) -> str:
        """Presses the button → where the page leads."""
        answer = self.http.post("/sign-in/provider", data={"next": next})
        assert answer.status_code == status, answer.text[:600]
        led = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', answer.text)
        return html.unescape(led[1] if led else answer.text)

    def comes_back(self, way: str, status: int = 303) -> str:
        """By the address that the provider sent it to, and its button → where that leads, or the page."""
        looked = self.http.get(way)
        if looked.status_code != 200:
            assert looked.status_code == status, looked.text[:600]
            return html.unescape(looked.text)
        form = dict(re.findall(r'<input type="hidden" name="(state|code)" value="([^"]*)"', looked.text))
        return self.presses({name: html.unescape(value) for name, value in form.items()}, status)

    def presses(self, form: dict[str, str], status: int = 303) -> str:
        answer = self.http.post("/sign-in/provider/back", data=form)
        assert answer.status_code == status, f"{answer.status_code}: {html.unescape(answer.text)[-1500:]}"
        return str(answer.headers["location"]) if status == 303 else html.unescape(answer.text)

    def goes(self, next: str = "", status: int = 303) -> str:
        """The whole way."""
        return self.comes_back(signed_in_there(self.sets_out(next)), status)

    def is_in(self) -> bool:
        return self.http.get("/account").status_code == 200


def signed_in_there(address: str) -> str:
    """Signs in at the provider → the way back, as the browser is sent there."""
    back = httpx.get(address, trust_env=False).headers["location"]
    assert back.startswith(f"{HERE}/sign-in/provider/back?")
    return back.removeprefix(HERE)


def refused(house: House, browser: Browser, way: str, sentence: str, status: int = 403) -> None:
    """Nobody is signed in or connected by this way back, and one sentence says so."""
    before = house.traces()
    assert sentence in browser.comes_back(way, status)
    assert not browser.is_in()
    assert house.traces() == before


def with_password(house: House) -> Account:
    ann = house.account("ann@example.org")
    house.beside(set_password, ann.id, hash_password(PASSWORD), time.time())
    return ann


def text_of(some: bytes) -> str:
    """As cookies and tokens carry bytes."""
    return urlsafe_b64encode(some).decode().rstrip("=")
