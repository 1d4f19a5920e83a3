"""A browser without script at the sign-in pages, and people with passwords and second steps."""

from __future__ import annotations

import html
import re
import time
from base64 import b32decode
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

import httpx
from sqlmodel import Session as Db

from app.domain.totp import STEP, code_at
from app.storage.accounts import add_link
from app.storage.database import writing_engine
from tests.serving import Server

P = ParamSpec("P")
R = TypeVar("R")

PASSWORD = "gravel teapot lantern"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


class SigningIn:
    """One browser."""

    def __init__(self, server: Server) -> None:
        headers = {"Origin": server.url, "User-Agent": FIREFOX}
        self.server = server
        self.http = httpx.Client(base_url=server.url, headers=headers, trust_env=False, timeout=20)

    def reads(self, path: str, status: int = 200) -> str:
        answer = self.http.get(path)
        assert answer.status_code == status, f"{path}: {answer.status_code} {answer.text[:300]}"
        return html.unescape(answer.text)

    def sends(self, path: str, status: int = 303, **form: str) -> str:
        """Posts a form → where it leads, or the page."""
        answer = self.http.post(path, data=form)
        assert answer.status_code == status, f"{path}: {answer.status_code} {answer.text[:600]}"
        return str(answer.headers["location"]) if status == 303 else html.unescape(answer.text)

    def signs_in(self, email: str, password: str = PASSWORD, status: int = 303, next: str = "") -> str:
        return self.sends("/sign-in", status, email=email, password=password, next=next)

    def is_in(self) -> bool:
        return self.http.get("/programmes").status_code == 200

    @property
    def cookie(self) -> str:
        return self.http.cookies.get("cg_signed_in") or ""


def a_link(server: Server, email: str) -> str:
    """The path of a new link, made beside the server as the command makes it."""
    return "/sign-in/" + beside(server, add_link, email, time.time())


def beside(server: Server, deed: Callable[Concatenate[Db, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Runs deed(db, …) in a short transaction beside a server."""
    engine = writing_engine(f"sqlite:///{server.data}/common-ground.db", 1, checkpoints=False)
    try:
        with Db(engine, expire_on_commit=False) as db, db.begin():
            return deed(db, *args, **kwargs)
    finally:
        engine.dispose()


def with_password(server: Server, email: str, password: str = PASSWORD) -> SigningIn:
    """Somebody who opened their first link and chose a password there."""
    browser = SigningIn(server)
    assert browser.sends(a_link(server, email), password=password) == "/account/second-step?next=/programmes"
    return browser


class App:
    """An authenticator app that scanned what a page offered."""

    def __init__(self, page: str) -> None:
        letters = re.search(r'class="step-letters">([^<]+)<', page)
        named = re.search(r'name="offered" value="([^"]+)"', page)
        assert letters, page
        assert named, page
        self.secret, self.offered = b32decode(letters[1].replace(" ", "")), named[1]
        self.first = ""
        """The first code that was asked for."""

    def code(self, later: int = 0) -> str:
        """The code of now, or of the step after."""
        code = code_at(self.secret, int(time.time() // STEP) + later)
        self.first = self.first or code
        return code


def codes_in(page: str) -> list[str]:
    return re.findall(r"<li><code>([^<]+)</code></li>", page)
