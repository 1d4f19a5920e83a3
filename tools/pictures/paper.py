"""A third workshop for the pictures: ballots printed, seven of nine typed in, and the eighth half way."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.serving import Server

from . import told
from .camera import Camera
from .room import Room, programme_of

DESK, SMALL_DESK = (1440, 900), (1024, 768)
TAKES = frozenset({"host-paper", "host-paper-1024", "print-ballot"})
"""The pictures that are taken here."""

BLANK = {3: 2, 5: 1}
"""number → how many ideas its paper leaves blank."""
AHPS = (1, 5)
TYPED = "111121312"


class Paper:
    """38 citizens, 20 AHPs and 6 others with phones; nine people without."""

    def __init__(self, server: Server, camera: Camera) -> None:
        self.camera, self.server = camera, server
        programme, ideas = programme_of(server, "Staying well on paper (example)", told.example_ideas())
        vote = {"kind": "vote", "title": "Vote on the ideas", "ideas": list(ideas.values())}
        self.hall = Room(server, programme, ideas, "Care closer to home", [vote])

    def tell(self) -> None:
        hall = self.hall
        for community, count in (("citizen", 38), ("ahp", 20), ("other", 6)):
            hall.join(community, count)
        hall.posts(f"/sessions/{hall.id}/start")
        hall.stage(0, "open")
        hall.posts(f"/sessions/{hall.id}/paper/handed-out", {"count": 9})
        for number in range(1, 8):
            self._typed(number)
        self._read_back()
        for name, size in (("host-paper", DESK), ("host-paper-1024", SMALL_DESK)):
            page = self._desk(*size)
            page.goto(f"/sessions/{hall.id}/paper?number=8")
            page.keyboard.type(f"1{TYPED}")
            self.camera.take(page, name)
        page.goto(f"/sessions/{hall.id}/paper/ballots?stage={hall.stages[0]}&first=8&count=1")
        self.camera.prints(page, "print-ballot")

    def _typed(self, number: int) -> None:
        refs = list(self.hall.ideas)[: len(self.hall.ideas) - BLANK.get(number, 0)]
        answers = [
            {"id": f"paper-{number}-{ref}", "stage": self.hall.stages[0], "do": "vote", "idea": self.hall.ideas[ref],
             "choice": told.CHOICES[(n * number) % 5 == 4]}
            for n, ref in enumerate(refs)
        ]  # fmt: skip
        community = "ahp" if number in AHPS else "citizen"
        ballot = {"number": str(number), "community": community, "answers": answers}
        self.hall.posts(f"/sessions/{self.hall.id}/paper", ballot)

    def _read_back(self) -> None:
        self.hall.posts(f"/sessions/{self.hall.id}/paper/read-back", {"number": "2"})

    def _desk(self, width: int, height: int) -> Page:
        desk = self.camera.visitor(width, height)
        link = self.server.command("link", "--email", "paper@example.org").strip()
        desk.goto("/sign-in/" + link.rsplit("/", 1)[1])
        desk.get_by_role("button", name=re.compile("^Sign in as")).click()
        desk.wait_for_url("**/programmes*")
        return desk
