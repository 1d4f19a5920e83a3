"""Coming in by an organisation's own sign-in, in a real browser under our own policy, with script and without."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.serving import Server
from tests.web.provider import CLIENT, SECRET, LocalProvider, local_provider
from tests.web.signing import a_link

from .browser import DESK, PHONE, Guest

pytestmark = pytest.mark.check


@pytest.fixture(scope="module")
def provider() -> Iterator[LocalProvider]:
    with local_provider() as provider:
        yield provider


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory, provider: LocalProvider) -> Iterator[Server]:
    """A server that asks this provider, under the address that it is reached by."""
    data: Path = tmp_path_factory.mktemp("by provider") / "data"
    server = Server(data, oidc_issuer=provider.issuer, oidc_client_id=CLIENT, oidc_client_secret=SECRET)
    vars(server)["_settings"]["COMMON_GROUND_BASE_URL"] = server.url
    try:
        server.start()
        yield server
    finally:
        server.stop()


def without_the_way(guest: Guest, provider: LocalProvider) -> list[str]:
    """What went wrong in a browser, but that it went to the provider, which it should."""
    return [error for error in guest.errors if f"asked another host: {provider.issuer}/authorize" not in error]


@pytest.mark.parametrize("scripts", [True, False], ids=["script", "no script"])
def test_an_organiser_comes_in_by_their_organisation(
    browser: Browser, asking: Server, provider: LocalProvider, scripts: bool
) -> None:
    provider.sub, provider.email = f"person {scripts}", f"anna-{scripts}@northdales.example".lower()
    a_link(asking, provider.email)
    guest = Guest(browser, DESK if scripts else PHONE, scripts=scripts, base=asking.url)
    page = guest.page
    page.goto("/sign-in?next=/account")
    if scripts:
        guest.accessible("signing in")
        guest.no_sideways_scrolling("signing in")
    guest.picture(f"org-signin-provider-{page.viewport_size['width'] if page.viewport_size else 0}")
    page.get_by_role("button", name="Sign in with your organisation").click()
    if not scripts:
        expect(page.get_by_role("heading", name="Almost there")).to_be_visible()
        guest.picture("org-signin-almost")
        page.get_by_role("button", name="Go in").click()
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    expect(page.get_by_text("through your organisation")).to_be_visible()
    guest.picture(f"org-account-provider-{scripts}")
    assert without_the_way(guest, provider) == []
    assert [word for word in (provider.issuer, provider.email, provider.sub) if word in asking.said()] == []
    comes_back_by_the_button_of_the_browser(page)
    guest.context.close()


def comes_back_by_the_button_of_the_browser(page: Page) -> None:
    """Nothing is done twice by going back, and whoever is in stays in."""
    page.go_back()
    page.goto("/account")
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
