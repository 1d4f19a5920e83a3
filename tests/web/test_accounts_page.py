"""All accounts of a server, for who looks after it: seen, signed out, shut out at once, and let in again."""

from __future__ import annotations

import html
import time

import httpx
import pytest

from app.storage.tables import Account
from tests.people import Organiser
from tests.serving import Server
from tests.web.keys import Keys


@pytest.fixture
def keys(server: Server) -> Keys:
    return Keys(f"sqlite:///{server.data}/common-ground.db", time.time)


class Desk:
    """Somebody signed in, without script."""

    def __init__(self, server: Server, cookie: str) -> None:
        self.http = httpx.Client(
            base_url=server.url, headers={"Origin": server.url, "Cookie": f"cg_signed_in={cookie}"}, trust_env=False,
            timeout=20,
        )  # fmt: skip

    def reads(self, path: str, status: int = 200) -> str:
        answer = self.http.get(path)
        assert answer.status_code == status, f"{path}: {answer.status_code}"
        return html.unescape(answer.text)

    def presses(self, path: str, status: int = 303) -> str:
        answer = self.http.post(path)
        assert answer.status_code == status, f"{path}: {answer.status_code} {answer.text[:300]}"
        return html.unescape(answer.text)


def test_who_looks_after_the_server_sees_everybody_and_shuts_somebody_out(
    server: Server, keys: Keys, organiser: Organiser
) -> None:
    programme = organiser.posts("/programmes", {"name": "Nearer home"}, 201)["id"]
    theirs = keys.account({programme: "organiser"})
    cookie, token = keys.cookie(theirs), keys.token(theirs)
    desk, member = Desk(server, keys.signed_in({}, everywhere=True)), Desk(server, cookie)
    member.reads("/accounts", 403)
    member.presses(f"/accounts/{theirs}/shut-out", 403)
    with keys.db() as db:
        known = db.get(Account, theirs)
        assert known is not None
        email = known.email
    page = desk.reads("/accounts")
    assert email in page
    assert "Nearer home</a>: Organiser" in page
    assert f"/accounts/{theirs}/sign-out" in page
    desk.presses(f"/accounts/{theirs}/sign-out")
    member.reads("/programmes", 303)
    member = Desk(server, keys.cookie(theirs))
    member.reads("/programmes")
    desk.presses(f"/accounts/{theirs}/shut-out")
    member.reads("/programmes", 303)
    bearer = {"Authorization": f"Bearer {token}"}
    assert httpx.get(f"{server.url}/api/v1/programmes", headers=bearer, trust_env=False).status_code == 401
    assert "Shut out on" in desk.reads("/accounts")
    desk.presses(f"/accounts/{theirs}/let-in")
    Desk(server, keys.cookie(theirs)).reads(f"/programmes/{programme}")
    record = desk.reads("/record")
    for words in ("Disabled an account", "Let an account in again", "Signed out everywhere"):
        assert words in record


def test_nobody_shuts_out_themselves_or_somebody_unknown(server: Server, keys: Keys) -> None:
    own = keys.account({}, everywhere=True)
    desk = Desk(server, keys.cookie(own))
    assert f"/accounts/{own}/" not in desk.reads("/accounts")
    assert "This is your own account." in desk.presses(f"/accounts/{own}/shut-out", 422)
    for deed in ("shut-out", "let-in", "sign-out"):
        desk.presses(f"/accounts/unknown/{deed}", 404)
