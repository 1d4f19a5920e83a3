"""A workshop of four phones for the pictures: how its connections look to its host, and who works on its programme."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Page, expect

from tests.serving import Server

from . import told
from .camera import Camera
from .room import Room, programme_of

PHONE, DESK = (390, 844), (1440, 900)
TAKES = frozenset({"host-integrity", "org-people", "org-account"})
"""The pictures that are taken here."""

A_QUICK_ANSWER = 0.35
"""Seconds between the answers of somebody who does not read."""


class People:
    """Two citizens and two AHPs, one of them very quick."""

    def __init__(self, server: Server, camera: Camera) -> None:
        self.camera, self.server = camera, server
        self.programme, ideas = programme_of(server, "Who does what (example)", told.example_ideas())
        vote = {"kind": "vote", "title": "Vote on the ideas", "ideas": list(ideas.values())}
        self.hall = Room(server, self.programme, ideas, "Care closer to home", [vote])

    def tell(self) -> None:
        hall, desk = self.hall, self._desk()
        for community in ("citizen", "ahp"):
            hall.join(community, 2)
        hall.posts(f"/sessions/{hall.id}/start")
        hall.stage(0, "open")
        phones = [self._phone(person.device) for people in hall.people.values() for person in people]
        for ref in hall.ideas:
            hall.vote(hall.people["citizen"][0], 0, {ref: "agree"})
            time.sleep(A_QUICK_ANSWER)
        desk.goto(f"/sessions/{hall.id}/health")
        expect(desk.get_by_text("Very quick")).to_be_visible()
        self.camera.take(desk, "host-integrity")
        for phone in phones:
            phone.context.close()
        self._invites(desk)
        desk.goto("/account")
        self.camera.take(desk, "org-account")

    def _phone(self, device: str) -> Page:
        page = self.camera.visitor(*PHONE, device=device)
        page.goto(f"/sessions/{self.hall.id}")
        page.wait_for_selector("html.live")
        return page

    def _invites(self, desk: Page) -> None:
        for email, role in (("drafter@example.org", "Drafter"), ("second.host@example.org", "Host")):
            desk.goto(f"/programmes/{self.programme}/people")
            desk.get_by_label("E-mail").fill(email)
            desk.get_by_label(re.compile(f"^{role}")).check(force=True)
            desk.get_by_role("button", name="Make a link").click()
            expect(desk.locator("#fresh")).to_be_visible()
        self.camera.take(desk, "org-people")

    def _desk(self) -> Page:
        desk = self.camera.visitor(*DESK)
        link = self.server.command("link", "--email", "people@example.org").strip()
        desk.goto("/sign-in/" + link.rsplit("/", 1)[1])
        desk.get_by_role("button", name=re.compile("^Sign in as")).click()
        expect(desk.get_by_role("heading", name="Programmes")).to_be_visible()
        return desk
