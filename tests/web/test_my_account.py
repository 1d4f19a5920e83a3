"""One's own account: where one is signed in, a new password, and ending what others have open."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect

from app.web.browsers import in_words
from tests.people import Organiser
from tests.serving import Server
from tests.web.signing import FIREFOX, PASSWORD, App, SigningIn, a_link, codes_in, with_password

pytestmark = pytest.mark.check


@asynccontextmanager
async def a_console(server: Server, session: str, browser: SigningIn) -> AsyncIterator[ClientConnection]:
    address = f"{server.ws.removesuffix('/api/v1/live')}/sessions/{session}/console/live"
    headers = {"Cookie": f"cg_signed_in={browser.cookie}", "Origin": server.url}
    async with connect(address, additional_headers=headers, proxy=None) as socket:
        await asyncio.wait_for(socket.recv(), 5)
        yield socket


async def closes_within_two_seconds(socket: ClientConnection) -> None:
    started = time.monotonic()
    async with asyncio.timeout(3):
        await socket.wait_closed()
    assert socket.close_code == 1008
    assert time.monotonic() - started < 2


def test_one_sees_where_one_is_signed_in_in_words(server: Server) -> None:
    browser = with_password(server, "looking@example.org")
    SigningIn(server).signs_in("looking@example.org")
    page = browser.reads("/account")
    assert page.count("Firefox on Linux") == 2
    assert page.count("This one") == 1
    assert FIREFOX not in page
    assert "looking@example.org" in page


async def test_a_browser_is_signed_out_from_another_and_its_console_closes(
    server: Server, organiser: Organiser
) -> None:
    session = organiser.workshop("vote").id
    browser = await asyncio.to_thread(with_password, server, "elsewhere@example.org")
    other = SigningIn(server)
    await asyncio.to_thread(other.signs_in, "elsewhere@example.org")
    async with a_console(server, session, other) as gone, a_console(server, session, browser) as stays:
        (handle,) = re.findall(r"/account/browsers/(\w+)/end", await asyncio.to_thread(browser.reads, "/account"))
        await asyncio.to_thread(browser.sends, f"/account/browsers/{handle}/end")
        await closes_within_two_seconds(gone)
        assert not other.is_in()
        assert browser.is_in()
        assert stays.close_code is None


def test_nobody_ends_another_accounts_signing_in(server: Server) -> None:
    mallory, victim = with_password(server, "mallory@example.org"), with_password(server, "victim@example.org")
    helper = SigningIn(server)
    helper.signs_in("victim@example.org")
    (handle,) = re.findall(r"/account/browsers/(\w+)/end", helper.reads("/account"))
    mallory.sends(f"/account/browsers/{handle}/end")
    mallory.sends("/account/browsers/end")
    assert victim.is_in()
    assert mallory.is_in()
    helper.sends("/account/browsers/end")
    assert (victim.is_in(), helper.is_in()) == (False, True)


async def test_a_new_password_gives_a_new_cookie_and_closes_all_else(server: Server, organiser: Organiser) -> None:
    """S10: the old cookie is good for nothing, on pages and on open consoles."""
    session = organiser.workshop("vote").id
    browser = await asyncio.to_thread(with_password, server, "changing@example.org")
    thief = SigningIn(server)
    await asyncio.to_thread(thief.signs_in, "changing@example.org")
    old, better = browser.cookie, "another four words here"
    async with a_console(server, session, thief) as stolen:
        for current in ("", "not the password"):
            page = await asyncio.to_thread(browser.sends, "/account/password", 403, current=current, password=better)
            assert "That is not your password." in page
        assert "characters or more" in await asyncio.to_thread(
            browser.sends, "/account/password", 422, current=PASSWORD, password="short"
        )
        assert thief.is_in()
        await asyncio.to_thread(browser.sends, "/account/password", current=PASSWORD, password=better)
        await closes_within_two_seconds(stolen)
    assert browser.is_in()
    assert browser.cookie != old
    assert not thief.is_in()
    kept = httpx.get(f"{server.url}/account", headers={"Cookie": f"cg_signed_in={old}"}, trust_env=False)
    assert kept.status_code == 303
    SigningIn(server).signs_in("changing@example.org", PASSWORD, 401)


async def test_what_a_disabled_account_has_open_closes_within_two_seconds(server: Server, organiser: Organiser) -> None:
    """S10: by the command line, in another process than the server."""
    session = organiser.workshop("vote").id
    browser = await asyncio.to_thread(with_password, server, "disabled@example.org")
    async with a_console(server, session, browser) as console:
        await asyncio.to_thread(server.command, "disable", "--email", "disabled@example.org")
        await closes_within_two_seconds(console)
    assert not browser.is_in()
    assert SigningIn(server).signs_in("disabled@example.org", PASSWORD, 401)
    await asyncio.to_thread(server.command, "disable", "--email", "disabled@example.org", "--undo")
    assert not browser.is_in()
    assert SigningIn(server).signs_in("disabled@example.org")


def test_the_second_step_moves_to_another_phone_with_the_password_only(server: Server) -> None:
    browser = with_password(server, "moving@example.org")
    first = App(browser.reads("/account/second-step"))
    codes = codes_in(browser.sends("/account/second-step", 200, code=first.code(), offered=first.offered))
    second = App(browser.reads("/account/second-step"))
    assert second.secret != first.secret
    for current in ("", "not the password"):
        body = {"code": second.code(), "offered": second.offered, "current": current}
        assert "That is not your password." in browser.sends("/account/second-step", 422, **body)
    moved = {"code": second.code(), "offered": second.offered, "current": PASSWORD}
    new = codes_in(browser.sends("/account/second-step", 200, **moved))
    assert not set(new) & set(codes)
    other = SigningIn(server)
    other.signs_in("moving@example.org")
    for old in (first.code(), first.code(1), codes[0]):
        other.sends("/sign-in/code", 401, code=old)
    other.sends("/sign-in/code", code=second.code(1))
    assert other.is_in()
    assert "Organisers keep a second step" in browser.sends("/account/second-step/off", 403, current=PASSWORD)


def test_new_recovery_codes_take_the_place_of_old_ones(server: Server) -> None:
    browser = with_password(server, "recovering@example.org")
    app = App(browser.reads("/account/second-step"))
    old = codes_in(browser.sends("/account/second-step", 200, code=app.code(), offered=app.offered))
    assert "10 recovery codes are left" in browser.reads("/account")
    browser.sends("/account/recovery-codes", 403, current="not the password")
    new = codes_in(browser.sends("/account/recovery-codes", 200, current=PASSWORD))
    assert len(set(new) - set(old)) == 10
    other = SigningIn(server)
    other.signs_in("recovering@example.org")
    other.sends("/sign-in/code", 401, code=old[3])
    other.sends("/sign-in/code", code=new[3])
    assert "9 recovery codes are left" in other.reads("/account")


def test_a_name_is_kept_and_stays_words(server: Server) -> None:
    browser = with_password(server, "named@example.org")
    browser.sends("/account/name", name="  Jo <b>Example</b> ")
    assert 'value="Jo <b>Example</b>"' in browser.reads("/account")
    assert "<b>Example" not in browser.http.get("/account").text


def test_a_token_is_nobodys_browser(server: Server) -> None:
    answer = httpx.get(f"{server.url}/account", headers={"Authorization": f"Bearer {server.token}"}, trust_env=False)
    assert answer.status_code == 403


def test_a_link_without_a_password_sets_one_later(server: Server) -> None:
    browser = SigningIn(server)
    browser.sends(a_link(server, "later@example.org"))
    assert "You have none yet" in browser.reads("/account")
    assert browser.sends("/account/second-step", code="1", offered="x") == "/account"
    assert browser.sends("/account/password", password=PASSWORD) == "/account/second-step?next=/account"
    assert browser.is_in()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140",
         "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile Safari/604.1",
         "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36",
         "Chrome on Android"),
        ("curl/8.0", "A browser"), ("", "A browser"),
    ],
)  # fmt: skip
def test_browsers_are_told_apart_by_their_kind_only(sent: str, words: str) -> None:
    assert in_words(sent) == words
