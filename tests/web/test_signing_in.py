"""Coming in: by password and second step, with few guesses for strangers and a way in for who is guessed at."""

from __future__ import annotations

import html
import re
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from app.storage.accounts import disable
from tests.serving import Server
from tests.web.routes import doors
from tests.web.signing import PASSWORD, App, SigningIn, a_link, beside, codes_in, with_password

pytestmark = pytest.mark.check

WRONG = "That email and password don’t match."


def test_a_first_link_sets_a_password_that_signs_in_from_then_on(server: Server) -> None:
    at = a_link(server, "first@example.org")
    browser = SigningIn(server)
    assert "Choose a password too" in browser.reads(at)
    assert "12 characters or more" in browser.sends(at, 422, password="short")
    assert "guessed first" in browser.sends(at, 422, password="Password2026!")
    assert "too close" in browser.sends(at, 422, password="first@example.org")
    assert not browser.is_in()
    assert browser.sends(at, password=PASSWORD) == "/account/second-step?next=/programmes"
    assert browser.is_in()
    other = SigningIn(server)
    assert other.signs_in("First@Example.org") == "/account/second-step?next=/programmes"
    assert other.is_in()


def test_a_link_alone_is_enough_and_leads_where_one_was_going(server: Server) -> None:
    browser = SigningIn(server)
    assert browser.sends(a_link(server, "hurried@example.org"), next="/programmes?x=1") == "/programmes?x=1"
    assert browser.is_in()


def test_wrong_words_are_the_same_whether_an_address_is_known_or_not(server: Server) -> None:
    with_password(server, "known@example.org")
    a_link(server, "passwordless@example.org")
    with_password(server, "gone@example.org")
    beside(server, disable, "gone@example.org", 1.0)
    pages = []
    for email in ("known@example.org", "nobody@example.org", "passwordless@example.org", "gone@example.org"):
        answer = SigningIn(server).http.post("/sign-in", data={"email": email, "password": "wrong wrong wrong"})
        assert answer.status_code == 401
        assert "set-cookie" not in answer.headers
        pages.append(answer.text.replace(email, "…"))
    assert len(set(pages)) == 1
    assert f"{WRONG} You can try 9 more times." in html.unescape(pages[0])


@pytest.mark.parametrize(
    "email", ["", "no address", "x" * 300 + "@example.org", "nul\x00@example.org", "ÄÖ@example.org"]
)
@pytest.mark.parametrize("password", ["", "x" * 5000, "nul\x00"])
def test_odd_addresses_and_passwords_are_only_wrong(server: Server, email: str, password: str) -> None:
    assert "don’t match" in SigningIn(server).signs_in(email, password, 401)


def test_ten_guesses_and_no_more_while_others_and_known_browsers_come_in(server: Server) -> None:
    """S14: from one address, as in a hall."""
    genuine, colleague = with_password(server, "guessed@example.org"), with_password(server, "colleague@example.org")
    genuine.sends("/sign-out")
    colleague.sends("/sign-out")

    def guess(n: int) -> int:
        body = {"email": "guessed@example.org", "password": f"not the password {n}"}
        return SigningIn(server).http.post("/sign-in", data=body).status_code

    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(guess, range(40)))
    assert sorted(answers) == [401] * 10 + [429] * 30
    stranger = SigningIn(server)
    locked = stranger.http.post("/sign-in", data={"email": "guessed@example.org", "password": PASSWORD})
    assert locked.status_code == 429
    assert 0 < int(locked.headers["retry-after"]) <= 900
    assert "Too many tries. Wait 15 minutes, or use a sign-in link." in html.unescape(locked.text)
    assert genuine.signs_in("guessed@example.org") == "/account/second-step?next=/programmes"
    colleague.http.cookies.clear()
    colleague.signs_in("colleague@example.org")
    stranger.sends(a_link(server, "guessed@example.org"))
    assert stranger.is_in()


def test_the_mark_of_a_known_browser_is_its_own_and_cannot_be_made(server: Server) -> None:
    with_password(server, "marked@example.org")
    forger, other = SigningIn(server), with_password(server, "unmarked@example.org")
    for cookie in ("x.y", other.http.cookies["cg_known"], ".", "a.b.c"):
        forger.http.cookies.set("cg_known", cookie)
        forger.signs_in("marked@example.org", "not the password", 401)
    for _ in range(6):
        forger.signs_in("marked@example.org", "not the password", 401)
    forger.signs_in("marked@example.org", PASSWORD, 429)


def second_step_on(server: Server, email: str) -> tuple[App, list[str]]:
    browser = with_password(server, email)
    page = browser.reads("/account/second-step?next=/programmes")
    assert "Not now" in page
    app = App(page)
    wrong = browser.sends("/account/second-step", 422, code="000000", offered=app.offered)
    assert App(wrong).secret == app.secret
    done = browser.sends("/account/second-step", 200, code=app.code(), offered=app.offered, next="/programmes")
    codes = codes_in(done)
    assert len(codes) == 10
    assert not any(code in browser.reads("/account") for code in codes)
    browser.sends("/sign-out")
    return app, codes


def test_a_second_step_is_asked_for_and_its_codes_work_once(server: Server) -> None:
    app, codes = second_step_on(server, "careful@example.org")
    browser = SigningIn(server)
    assert browser.signs_in("careful@example.org", next="/programmes?x=1") == "/sign-in/code?next=/programmes%3Fx%3D1"
    assert not browser.is_in()
    browser.reads("/sign-in/code?next=/programmes?x=1")
    wrong = browser.sends("/sign-in/code", 401, code=app.first)
    assert "That code doesn’t match. You can try 9 more times." in wrong
    assert browser.sends("/sign-in/code", code=app.code(1), next="/programmes?x=1") == "/programmes?x=1"
    assert browser.is_in()
    for status in (303, 401):
        other = SigningIn(server)
        other.signs_in("careful@example.org")
        other.sends("/sign-in/code", status, code=codes[0].lower())
        assert other.is_in() == (status == 303)


def test_codes_are_guessed_ten_times_at_most(server: Server) -> None:
    app, codes = second_step_on(server, "coded@example.org")
    browser = SigningIn(server)
    browser.signs_in("coded@example.org")
    for n in range(9):
        browser.sends("/sign-in/code", 401, code=f"00000{n}")
    assert "last try" in browser.sends("/sign-in/code", 401, code="123")
    for right in (app.code(1), codes[0]):
        assert "Too many tries" in browser.sends("/sign-in/code", 429, code=right)
    link = SigningIn(server)
    assert link.sends(a_link(server, "coded@example.org"), drop_step="1", password="a quite new password").startswith(
        "/account/second-step"
    )
    assert link.is_in()


def test_a_right_password_alone_opens_nothing_where_there_is_a_second_step(server: Server) -> None:
    """S2 and S14: between password and code every door treats the browser as a stranger."""
    from app.main import create_app

    second_step_on(server, "between@example.org")
    browser = SigningIn(server)
    browser.signs_in("between@example.org")
    halfway = browser.http.cookies["cg_halfway"]
    assert halfway
    assert not browser.cookie
    stranger = SigningIn(server)
    for door in doors(create_app()):
        if door.method != "GET" or door.path.startswith("/sign-in") or door.path == "/metrics":
            continue
        path = re.sub(r"{[^}]+}", "none", door.path)
        asked = httpx.get(f"{server.url}{path}", headers={"Cookie": f"cg_halfway={halfway}"}, trust_env=False)
        assert asked.status_code == stranger.http.get(path).status_code, path
    for cookie in ("cg_signed_in", "cg_pass", "cg_device"):
        asked = httpx.get(f"{server.url}/account", headers={"Cookie": f"{cookie}={halfway}"}, trust_env=False)
        assert asked.headers.get("location", "").startswith("/sign-in"), cookie


@pytest.mark.parametrize("change", ["account", "purpose", "time", "mark", "nothing left"])
def test_a_changed_note_of_the_first_step_is_none(server: Server, change: str) -> None:
    with_password(server, "noted@example.org")
    app, _ = second_step_on(server, f"note-{change.replace(' ', '-')}@example.org")
    browser = SigningIn(server)
    browser.signs_in(f"note-{change.replace(' ', '-')}@example.org")
    account, purpose, until, mark = browser.http.cookies["cg_halfway"].split(".")
    forged = {
        "account": f"another.{purpose}.{until}.{mark}", "purpose": f"{account}.set-up.{until}.{mark}",
        "time": f"{account}.{purpose}.{int(until) + 600}.{mark}", "mark": f"{account}.{purpose}.{until}.{mark[::-1]}",
        "nothing left": "...",
    }[change]  # fmt: skip
    for path in ("/sign-in/code", "/sign-in/second-step"):
        forger = httpx.post(
            f"{server.url}{path}", data={"code": app.code(1), "offered": "x"}, trust_env=False,
            headers={"Cookie": f"cg_halfway={forged}", "Origin": server.url},
        )  # fmt: skip
        assert (forger.status_code, forger.headers.get("location")) == (303, "/sign-in")


def test_organisers_put_the_second_step_off_once(server: Server) -> None:
    with_password(server, "putting-off@example.org")
    assert SigningIn(server).signs_in("putting-off@example.org") == "/account/second-step?next=/programmes"
    browser = SigningIn(server)
    assert browser.signs_in("putting-off@example.org") == "/sign-in/second-step?next=/programmes"
    assert not browser.is_in()
    page = browser.reads("/sign-in/second-step")
    assert "Not now" not in page
    app = App(page)
    browser.sends("/sign-in/second-step", 422, code="000000", offered=app.offered)
    assert len(codes_in(browser.sends("/sign-in/second-step", 200, code=app.code(), offered=app.offered))) == 10
    assert browser.is_in()
    assert SigningIn(server).signs_in("putting-off@example.org").startswith("/sign-in/code")


def test_a_lost_password_is_set_anew_by_a_link_which_signs_others_out(server: Server) -> None:
    thief = with_password(server, "lost@example.org")
    page = SigningIn(server).reads("/sign-in/help")
    assert "python -m app link" in page
    owner, at = SigningIn(server), a_link(server, "lost@example.org")
    assert "I’ve lost my password" in owner.reads(at)
    owner.sends(at, password="another four words here")
    assert owner.is_in()
    assert not thief.is_in()
    assert WRONG in SigningIn(server).signs_in("lost@example.org", PASSWORD, 401)
    SigningIn(server).signs_in("lost@example.org", "another four words here")


@pytest.mark.parametrize("next", ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "/a\nb"])
def test_a_password_leads_only_to_addresses_of_this_server(server: Server, next: str) -> None:
    with_password(server, "led@example.org") if next == "//evil.example" else None
    form = {"email": "led@example.org", "password": PASSWORD, "next": next}
    answer = SigningIn(server).http.post("/sign-in", data=form)
    assert answer.headers["location"].endswith("?next=/programmes")


def test_a_foreign_page_signs_nobody_in_and_a_planted_cookie_is_not_taken_over(server: Server) -> None:
    """S10: no login from elsewhere, and a new cookie at each sign-in."""
    with_password(server, "fixed@example.org")
    for origin in ("https://evil.example", "null"):
        foreign = httpx.post(
            f"{server.url}/sign-in", data={"email": "fixed@example.org", "password": PASSWORD},
            headers={"Origin": origin}, trust_env=False,
        )  # fmt: skip
        assert foreign.status_code == 403
        assert "set-cookie" not in foreign.headers
    browser = SigningIn(server)
    browser.http.cookies.set("cg_signed_in", "planted", domain="127.0.0.1")
    answer = browser.http.post("/sign-in", data={"email": "fixed@example.org", "password": PASSWORD})
    given = [value for value in answer.headers.get_list("set-cookie") if value.startswith("cg_signed_in=")]
    assert len(given) == 1
    assert "planted" not in given[0]
    assert "httponly" in given[0].lower()


def test_finding_out_takes_as_long_for_addresses_that_are_not_known(server: Server) -> None:
    """S14: medians of twenty each differ by less than what the network's own noise hides."""
    from statistics import median
    from time import perf_counter

    for n in range(3):
        with_password(server, f"timed{n}@example.org")
    took: dict[str, list[float]] = {"timed": [], "untimed": []}
    for n in range(21):
        for kind in took:
            browser = SigningIn(server)
            started = perf_counter()
            browser.signs_in(f"{kind}{n % 3}@example.org", "wrong wrong wrong", 401)
            took[kind].append(perf_counter() - started)
    known, unknown = median(took["timed"]), median(took["untimed"])
    print(f"known {known * 1000:.1f} ms, unknown {unknown * 1000:.1f} ms")
    assert abs(known - unknown) < 0.15 * known
