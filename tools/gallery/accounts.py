"""What people with an account see of it: signing in, the second step, tokens, colleagues, and what is put away."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from playwright.sync_api import Page

from tests.web.signing import PASSWORD, App, SigningIn, a_link, with_password
from tools.pictures.room import programme_of

from .halls import TWELVE, Halls
from .scenes import Scene, nothing

PAT, SAM = "pat@example.org", "sam.with.a.long.address@physiotherapy.example.org"
LONG_NAME = "Care closer to home for everyone in Selby, Ripon and the villages between (example)"


def accounts(halls: Halls) -> Iterator[Scene]:
    yield from _signing_in(halls)
    yield from _own(halls)
    yield from _tokens()
    yield from _colleagues(halls)
    yield from _kept(halls)


def sends(button: str, **fields: str) -> Callable[[Page], None]:
    """Fills the fields of these names in the form of a button, and presses it, right or wrong."""

    def done(page: Page) -> None:
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        form = page.locator("form").filter(has=page.get_by_role("button", name=button, exact=True)).first
        for name, value in fields.items():
            form.locator(f"[name={name}]").fill(value)
        form.evaluate("(form) => { form.noValidate = true; }")
        form.get_by_role("button", name=button, exact=True).click()
        page.wait_for_load_state()

    return done


def _signing_in(halls: Halls) -> Iterator[Scene]:
    wrong = sends("Sign in", email=PAT, password="not this one at all")
    yield Scene("account-sign-in-wrong", "/sign-in", also=wrong)
    yield Scene("account-help", "/sign-in/help")
    yield Scene("account-help-wrong", "/sign-in/help", also=sends("Sign in", link="http://nowhere.example/x"))
    yield Scene("account-link", a_link(halls.server, "new@example.org"))
    yield Scene("account-link-spent", "/sign-in/spent")


def _own(halls: Halls) -> Iterator[Scene]:
    first = Scene("account-first", "/account", signed_in=True)
    yield first
    yield replace(first, name="account-first-short", also=sends("Set the password", password="short"))
    pat, step = with_password(halls.server, PAT), "/account/second-step?next=/account"
    yield _of("own", "/account", pat)
    yield _of("own-wrong", "/account", pat, sends("Change the password", current="not this one", password=PASSWORD))
    yield _of("second-step", step, pat)
    yield _of("second-step-wrong", step, pat, sends("Add this step", code="000000"))
    yield _of("recovery-codes", step, pat, lambda page: sends("Add this step", code=App(page.content()).code())(page))
    yield _of("own-with-step", "/account", pat)
    yield Scene("account-code", "/sign-in", also=_gives_the_password)
    yield Scene("account-code-wrong", "/sign-in", also=_gives_a_wrong_code)


def _of(name: str, path: str, browser: SigningIn, also: Callable[[Page], None] = nothing) -> Scene:
    """A page that only this person has."""

    def comes(page: Page) -> None:
        page.context.add_cookies([{"name": "cg_signed_in", "value": browser.cookie, "url": browser.server.url}])
        page.goto(path)
        also(page)

    return Scene(f"account-{name}", path, also=comes)


def _gives_the_password(page: Page) -> None:
    sends("Sign in", email=PAT, password=PASSWORD)(page)


def _gives_a_wrong_code(page: Page) -> None:
    _gives_the_password(page)
    sends("Sign in", code="000000")(page)


def _tokens() -> Iterator[Scene]:
    none = Scene("account-tokens-none", "/tokens", signed_in=True)
    yield none
    yield replace(none, name="account-token-wrong", also=sends("Make a token", name="Notebook", days="0"))
    yield replace(none, name="account-token-made", also=sends("Make a token", name="Analysis notebook", days="30"))
    yield replace(none, name="account-tokens")


def _colleagues(halls: Halls) -> Iterator[Scene]:
    invitations: list[str] = []

    def invites(page: Page) -> None:
        sends("Make a link", email=SAM)(page)
        invitations.append(page.locator("#link").input_value())

    people = Scene("account-people", f"/programmes/{halls.programme}/people", signed_in=True)
    yield people
    yield replace(people, name="account-people-wrong", also=sends("Make a link", email="no address"))
    yield replace(people, name="account-people-invited", also=invites)
    link = re.sub(r"^https?://[^/]+", "", invitations[-1]) if invitations else "/invitations/unknown"
    yield Scene("account-invitation", link)
    yield Scene("account-invitation-wrong", link, also=sends("Make the account", name="Sam", password="short"))
    yield Scene("account-invitation-spent", "/invitations/unknown")
    if invitations:
        SigningIn(halls.server).http.post(link, data={"name": "Sam, who keeps the minutes", "password": PASSWORD})
    yield replace(people, name="account-people-full")


def _kept(halls: Halls) -> Iterator[Scene]:
    programme, _ = programme_of(halls.server, LONG_NAME, [])
    keeping = Scene("account-keeping-wrong", f"/programmes/{programme}/keeping", signed_in=True)
    yield replace(keeping, also=sends("Save the days", days="soon"))
    yield replace(keeping, name="account-delete-wrong", also=sends("Delete it for good", name="Another name"))
    room = halls.room("vote", crowd=TWELVE, start=False)
    deleting = Scene("account-delete-workshop", f"/sessions/{room.id}/delete", signed_in=True)
    yield replace(deleting, also=sends("Delete it for good", name="Another name"))
    yield replace(keeping, name="account-archive", also=sends("Archive the programme"))
    mark = Scene("account-record-mark", "/record?number=1&mark=0000", signed_in=True)
    yield mark
