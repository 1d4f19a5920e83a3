"""The people of a programme over the real doors: invited by a link, given a role, and shown out at once."""

from __future__ import annotations

import asyncio
import html
import re
import time
from collections.abc import Iterator

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.typing import Origin

from app.storage.tables import Account
from tests.people import Organiser, Workshop
from tests.serving import Server
from tests.web.keys import Keys

PASSWORD = "four words in a row"


@pytest.fixture
def keys(server: Server) -> Keys:
    return Keys(f"sqlite:///{server.data}/common-ground.db", time.time)


@pytest.fixture(scope="module")
def workshop(server: Server) -> Iterator[Workshop]:
    with Organiser(server) as organiser:
        yield organiser.workshop("vote")


class Browser:
    """Somebody without script, signed in or not."""

    def __init__(self, server: Server, cookie: str = "") -> None:
        cookies = {"cg_signed_in": cookie} if cookie else {}
        self.http = httpx.Client(
            base_url=server.url, cookies=cookies, headers={"Origin": server.url}, trust_env=False, timeout=20
        )

    def reads(self, path: str, status: int = 200) -> str:
        answer = self.http.get(path)
        assert answer.status_code == status, f"{path}: {answer.status_code}"
        return html.unescape(answer.text)

    def sends(self, path: str, status: int = 303, **form: str) -> str:
        answer = self.http.post(path, data=form)
        assert answer.status_code == status, f"{path}: {answer.status_code} {answer.text[:300]}"
        return html.unescape(answer.text)


def invited(browser: Browser, programme: str, email: str, role: str) -> str:
    """The path of a new invitation, as the page shows it once."""
    page = browser.sends(f"/programmes/{programme}/people/invite", 201, email=email, role=role)
    found = re.search(r'value="http[^"]+(/invitations/[^"]+)"', page)
    assert found
    assert found[1] not in browser.reads(f"/programmes/{programme}/people")
    return found[1]


@pytest.mark.check
def test_an_invitation_makes_an_account_that_sees_its_programme_and_no_other(
    server: Server, keys: Keys, workshop: Workshop, organiser: Organiser
) -> None:
    elsewhere = organiser.posts("/programmes", {"name": "Somebody else's"}, 201)["id"]
    desk = Browser(server, keys.signed_in({workshop.programme: "organiser"}))
    link = invited(desk, workshop.programme, "drafter@example.org", "drafter")
    new = Browser(server)
    for _ in range(2):
        page = new.reads(link)
        assert "Drafter" in page
        assert "drafter@example.org" in page
    assert "characters" in new.sends(link, 422, name="Dana Drafter", password="short")
    accepted = new.http.post(link, data={"name": "Dana Drafter", "password": PASSWORD})
    assert (accepted.status_code, accepted.headers["location"]) == (303, f"/programmes/{workshop.programme}")
    assert "spent" in Browser(server).sends(link, 401, name="Mallory", password=PASSWORD)
    listed = new.reads("/programmes")
    assert f"/programmes/{workshop.programme}" in listed
    assert "Somebody else's" not in listed
    assert "Start a programme" not in listed
    home = new.reads(f"/programmes/{workshop.programme}")
    assert f"/programmes/{workshop.programme}/people" not in home
    assert "Plan a workshop" not in home
    for path in (f"/programmes/{elsewhere}", f"/programmes/{workshop.programme}/people", "/record", "/programmes/none"):
        new.reads(path, 403)
    assert "Dana Drafter" in desk.reads(f"/programmes/{workshop.programme}/people")


def test_a_foreign_page_accepts_no_invitation(server: Server, keys: Keys, workshop: Workshop) -> None:
    desk = Browser(server, keys.signed_in({workshop.programme: "organiser"}))
    link = invited(desk, workshop.programme, "foreign@example.org", "viewer")
    sent = {"name": "Ann", "password": PASSWORD}
    answer = httpx.post(f"{server.url}{link}", data=sent, headers={"Origin": "https://evil.example"}, trust_env=False)
    assert answer.status_code == 403
    assert "foreign@example.org" in Browser(server).reads(link)


def test_an_invitation_taken_back_opens_nothing(server: Server, keys: Keys, workshop: Workshop) -> None:
    desk = Browser(server, keys.signed_in({workshop.programme: "organiser"}))
    link = invited(desk, workshop.programme, "late@example.org", "viewer")
    page = desk.reads(f"/programmes/{workshop.programme}/people")
    for path in re.findall(r'action="(/programmes/[^"]+/take-back)"', page):
        desk.sends(path)
    assert "late@example.org" not in desk.reads(f"/programmes/{workshop.programme}/people")
    assert "spent" in Browser(server).reads(link, 401)


def test_the_last_organiser_is_told_why_they_stay(server: Server, keys: Keys, organiser: Organiser) -> None:
    programme = organiser.posts("/programmes", {"name": "Ours"}, 201)["id"]
    account = keys.account({programme: "organiser"})
    desk = Browser(server, keys.cookie(account))
    for deed in ("remove", "role"):
        page = desk.sends(f"/programmes/{programme}/people/{account}/{deed}", 422, role="viewer")
        assert "A programme keeps one organiser" in page
    people = organiser.gets(f"/programmes/{programme}/people")["people"]
    assert [(one["account"], one["role"]) for one in people] == [(account, "organiser")]


def test_a_new_organiser_goes_on_to_the_second_step(server: Server, keys: Keys, workshop: Workshop) -> None:
    desk = Browser(server, keys.signed_in({workshop.programme: "organiser"}))
    link = invited(desk, workshop.programme, "new-organiser@example.org", "organiser")
    new = Browser(server)
    accepted = new.http.post(link, data={"name": "Orla Organiser", "password": PASSWORD})
    assert accepted.headers["location"] == f"/account/second-step?next=/programmes/{workshop.programme}"
    assert "new-organiser@example.org" in new.reads("/account")


def test_an_invitation_signs_nobody_in_to_an_account_that_was_there(
    server: Server, keys: Keys, workshop: Workshop, organiser: Organiser
) -> None:
    """Who organises one programme makes the link and sees it; the account may reach others."""
    elsewhere = organiser.posts("/programmes", {"name": "Somebody else's"}, 201)["id"]
    desk = Browser(server, keys.signed_in({workshop.programme: "organiser"}))
    account = keys.account({elsewhere: "organiser"})
    with keys.db() as db:
        known = db.get(Account, account)
        assert known is not None
        email = known.email
    here = f"/programmes/{workshop.programme}"
    for cookie, status in (("", 303), (keys.signed_in({elsewhere: "viewer"}), 403)):
        browser = Browser(server, cookie)
        answer = browser.http.post(invited(desk, workshop.programme, email, "viewer"))
        assert f"Now sign in as {email}" in html.unescape(answer.text)
        assert "set-cookie" not in answer.headers
        browser.reads(here, status)
        desk.sends(f"{here}/people/{account}/remove")
    theirs = keys.cookie(account)
    answer = Browser(server, theirs).http.post(invited(desk, workshop.programme, email, "viewer"))
    assert (answer.status_code, answer.headers["location"]) == (303, here)
    assert answer.cookies["cg_signed_in"] != theirs, "a new role, a new cookie"
    Browser(server, answer.cookies["cg_signed_in"]).reads(here)
    Browser(server, theirs).reads(here, 303)


@pytest.mark.check
@pytest.mark.parametrize("deed", ["role", "remove", "disable"])
async def test_whoever_loses_a_role_is_cut_off_within_two_seconds_also_on_an_open_console(
    server: Server, keys: Keys, workshop: Workshop, organiser: Organiser, deed: str
) -> None:
    account = keys.account({workshop.programme: "host"})
    cookie, token = keys.cookie(account), keys.token(account)
    address = f"{server.url.replace('http', 'ws')}/sessions/{workshop.id}/console/live"
    by_cookie = connect(
        address, additional_headers={"Cookie": f"cg_signed_in={cookie}"}, origin=Origin(server.url), proxy=None
    )
    by_token = connect(address, additional_headers={"Authorization": f"Bearer {token}"}, proxy=None)
    async with by_cookie as page, by_token as program:
        for socket in (page, program):
            await asyncio.wait_for(socket.recv(), 10)
        begun = time.monotonic()
        if deed == "disable":
            await asyncio.to_thread(keys.disable, account)
        else:
            here = f"/programmes/{workshop.programme}/people/{account}/{deed}"
            await asyncio.to_thread(organiser.posts, here, {"role": "viewer"})
        for socket in (page, program):
            await asyncio.wait_for(socket.wait_closed(), 5)
            assert socket.close_code == 1008
        assert time.monotonic() - begun < 2
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as http:
        again = await http.get(f"/sessions/{workshop.id}/console", headers={"Cookie": f"cg_signed_in={cookie}"})
        assert again.status_code == 303
        opened = await http.post(
            f"/api/v1/stages/{workshop.stage}/close", headers={"Authorization": f"Bearer {token}"}, json={}
        )
        assert opened.status_code == (401 if deed == "disable" else 403)


def test_a_token_is_shown_once_does_its_part_and_ends_with_a_button(
    server: Server, keys: Keys, workshop: Workshop
) -> None:
    desk = Browser(server, keys.signed_in({workshop.programme: "host"}))
    assert "Choose what it may do" in desk.sends("/tokens", 422, name="notebook", days="30")
    page = desk.sends("/tokens", 201, name="notebook", scopes="read", days="30", programme=workshop.programme)
    token = re.findall(r'value="(cg_[\w-]+)"', page)[0]
    assert token not in desk.reads("/tokens")
    program = httpx.Client(
        base_url=f"{server.url}/api/v1", headers={"Authorization": f"Bearer {token}"}, trust_env=False
    )
    assert program.get(f"/sessions/{workshop.id}").status_code == 200
    assert [one["id"] for one in program.get("/programmes").json()["programmes"]] == [workshop.programme]
    assert program.post(f"/stages/{workshop.stage}/close").status_code == 403
    assert program.get("/tokens").status_code == 403
    assert "Used" in desk.reads("/tokens")
    (end,) = re.findall(r'action="(/tokens/[0-9a-f]+/end)"', desk.reads("/tokens"))
    Browser(server, keys.signed_in({workshop.programme: "host"})).sends(end, 404)
    desk.sends(end)
    assert program.get(f"/sessions/{workshop.id}").status_code == 401


def test_people_and_tokens_by_the_api(server: Server, keys: Keys, organiser: Organiser) -> None:
    programme = organiser.posts("/programmes", {"name": "Ours"}, 201)["id"]
    asked = {"email": "ann@example.org", "role": "host"}
    link = organiser.posts(f"/programmes/{programme}/invitations", asked, 201)["link"]
    assert link.startswith(f"{server.url}/invitations/")
    (open_one,) = organiser.gets(f"/programmes/{programme}/people")["invitations"]
    assert (open_one["email"], open_one["role"]) == ("ann@example.org", "host")
    organiser.posts(f"/programmes/{programme}/invitations/{open_one['id']}/take-back")
    assert not organiser.gets(f"/programmes/{programme}/people")["invitations"]
    organiser.posts(f"/programmes/{programme}/invitations/nothing/take-back", status=404)
    made = organiser.posts("/tokens", {"name": "import", "scopes": ["plan"], "programme": programme, "days": 1}, 201)
    assert (made["scopes"], made["programme"], made["ended"]) == (["plan"], programme, False)
    with Organiser(server, made["token"]) as program:
        program.posts(f"/programmes/{programme}/ideas", {"ideas": [{"text": "A bus"}]}, 201)
        program.posts("/programmes", {"name": "Another"}, 403)
        program.gets(f"/programmes/{programme}/ideas", 403)
    organiser.posts(f"/tokens/{made['id']}/end")
    (listed,) = [one for one in organiser.gets("/tokens")["tokens"] if one["id"] == made["id"]]
    assert listed["ended"]
    assert "token" not in listed
    organiser.posts("/tokens", {"name": "import", "scopes": ["everything"]}, 422)


@pytest.mark.check
def test_the_command_line_makes_a_token_with_an_end(server: Server) -> None:
    token = server.command("token", "--name", "for a day", "--days", "1")
    assert re.fullmatch(r"cg_[\w-]{32}\n", token)
    with Organiser(server, token.strip()) as organiser:
        (made,) = [one for one in organiser.gets("/tokens")["tokens"] if one["name"] == "for a day"][:1]
    assert made["until"] is not None
