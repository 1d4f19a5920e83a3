"""What a host and participants do with their hands, in words of the journey."""

from __future__ import annotations

import re
from typing import Any

import httpx
from playwright.sync_api import Browser, Locator, expect

from tests.serving import Server

from .browser import DESK, PHONE, Guest

STEADY = 800
"""Milliseconds for which a step that has only just changed under the host's hand is not pressed."""

IDEAS = [
    "One person who knows my whole story, so I don’t repeat it",
    "A home visit within two days of a fall, not six weeks later",
    "Evening and Saturday appointments, so I don’t lose a day’s pay",
    "Diabetes foot checks at the community centre",
    "Tell us how long the wait is, and what to do meanwhile",
    "A short video of me doing my exercises right",
]


class Host(Guest):
    """Someone with a sign-in link and a workshop to hold."""

    session = ""
    code = ""

    @classmethod
    def signed_in(cls, browser: Browser, server: Server, *, scripts: bool = True, base: str | None = None) -> Host:
        host = cls(browser, DESK, scripts=scripts, base=base or server.url)
        link = server.command("link", "--email", "host@example.org").strip()
        host.page.goto("/sign-in/" + link.rsplit("/", 1)[1])
        host.accessible("sign-in link") if scripts else None
        host.page.get_by_role("button", name="Sign in as host@example.org").click()
        expect(host.page.get_by_role("heading", name="Programmes")).to_be_visible()
        return host

    def plans_a_workshop(self, name: str) -> None:
        """From an empty desk to a planned workshop with six ideas."""
        page = self.page
        page.get_by_label("Name").fill(f"Programme of {name}")
        page.get_by_role("button", name="Start a programme").click()
        page.goto(page.url.rstrip("/") + "/ideas/import")
        page.get_by_label("One idea a line").fill("\n".join(f"{n}. {idea}" for n, idea in enumerate(IDEAS, start=1)))
        page.get_by_role("button", name="Look at this list").click()
        self.picture("organiser-import")
        page.get_by_role("button", name=re.compile("Add|Import")).first.click()
        expect(page.get_by_text("6 ideas were added.")).to_be_visible()
        self.picture("organiser-ideas")
        page.goto(re.sub(r"/ideas.*", "/sessions/new", page.url))
        page.get_by_label("Name").fill(name)
        page.get_by_role("radio", name=re.compile("90-minute")).check(force=True)
        page.get_by_role("button", name="Make this workshop").click()
        expect(page.get_by_role("heading", name="Run sheet")).to_be_visible()
        self.session = page.url.split("/sessions/")[1].split("/")[0]
        self.picture("organiser-plan")

    def opens_the_console(self) -> None:
        self.page.goto(f"/sessions/{self.session}/console")

    def learns_the_code(self, server: Server) -> None:
        answer = httpx.get(
            f"{server.url}/api/v1/sessions/{self.session}", headers={"Authorization": f"Bearer {server.token}"},
            trust_env=False,
        )  # fmt: skip
        self.code = answer.json()["code"]

    @property
    def step(self) -> Locator:
        """The one big next step."""
        return self.page.locator("#step")

    def presses(self, words: str) -> None:
        """Presses the next step once it says what is expected, and waits until the workshop has moved on."""
        before = self.page.locator("[data-steady]").get_attribute("data-steady") or ""
        self.asks_for(words)
        expect(self.page.locator("[data-steady]")).not_to_have_attribute("data-steady", before, timeout=15_000)

    def asks_for(self, words: str) -> None:
        """Presses the next step; what it leads to may be a question."""
        expect(self.step).to_contain_text(words)
        self.page.wait_for_timeout(STEADY)
        self.step.click()

    def confirms(self, words: str) -> None:
        self.page.locator("#ask").get_by_role("button", name=words).first.click()

    def sees(self, words: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()


class Phone(Guest):
    """A participant with a phone."""

    @classmethod
    def picked_up(cls, browser: Browser, base: str, *, scripts: bool = True, size: dict[str, int] = PHONE) -> Phone:
        return cls(browser, size, scripts=scripts, base=base, touch=True)

    def joins(self, code: str, community: str, profession: str | None = None) -> None:
        page = self.page
        page.goto("/")
        page.get_by_label("Code").fill(f"{code[:3]} {code[3:]}")
        page.get_by_role("button", name=re.compile("Join|Next|Go")).first.click()
        expect(page.get_by_role("heading", name="I’m here as…")).to_be_visible()
        page.get_by_role("radio", name=re.compile(community)).check(force=True)
        if profession:
            page.get_by_label("Your profession").select_option(label=profession)
        page.get_by_role("button", name="Join the workshop").click()
        page.wait_for_url(re.compile(r"/sessions/"))

    def votes(self, choice: str) -> None:
        """On the card that is shown: chooses, and waits until the server has it."""
        shown = self.page.locator("[data-answers]:visible").first
        shown.locator("label.answer").filter(has_text=re.compile(rf"^\s*{choice}")).click()
        expect(self.page.locator("#status")).to_contain_text("Saved")

    def goes_on(self) -> None:
        self.page.locator("button[data-next]").click()


def crowd(server: Server, code: str, citizens: int, ahps: int) -> list[dict[str, str]]:
    """People who take part by the API: enough of each community for readings → their tokens by community."""
    people = []
    for community, count in (("citizen", citizens), ("ahp", ahps)):
        for _ in range(count):
            answer = httpx.post(
                f"{server.url}/api/v1/join", json={"code": code, "community": community}, trust_env=False
            )
            answer.raise_for_status()
            people.append({"community": community, "token": answer.json()["token"]})
    return people


def act(server: Server, token: str, acts: list[dict[str, object]]) -> None:
    answer = httpx.post(
        f"{server.url}/api/v1/actions", json=acts, headers={"Authorization": f"Bearer {token}"}, trust_env=False
    )
    answer.raise_for_status()
    assert all(ack["ok"] for ack in answer.json()["acks"]), answer.text


def me(server: Server, token: str) -> dict[str, Any]:
    answer = httpx.get(f"{server.url}/api/v1/me", headers={"Authorization": f"Bearer {token}"}, trust_env=False)
    return dict(answer.json())
