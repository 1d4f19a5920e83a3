"""A fourth workshop for the pictures: two rounds at three tables, the second with one list still being typed."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.serving import Server

from . import told
from .camera import Camera
from .room import Json, Person, Room, programme_of

PHONE, WALL, DESK = (390, 844, 2), (1920, 1080), (1440, 900)
TAKES = frozenset({"host-tables", "phone-table", "board-tables", "board-tables-open"})
"""The pictures that are taken here."""

ORDER = ("E3", "E1", "E5", "E4", "E2", "E8", "E9", "E14")
"""What every table agrees on in round 1."""
AGAIN = (
    ("E3", "E1", "E5", "E2", "E9", "E8", "E4", "E14"),
    ("E1", "E3", "E2", "E9", "E5", "E4", "E14", "E8"),
    ("E3", "E2", "E1", "E9", "E5", "E4", "E8", "E14"),
)
REASONS = {
    "E2": "Many people never get through to the GP at 8.",
    "E9": "AHPs told us one check in time can save a foot.",
}
TYPED = {"E3": "1", "E1": "3", "E2": "2"}


class Tables:
    """12 citizens and 12 AHPs."""

    def __init__(self, server: Server, camera: Camera) -> None:
        self.camera, self.server = camera, server
        known = {idea["ref"]: idea for idea in told.example_ideas()}
        programme, ideas = programme_of(server, "Top of the list (example)", [known[ref] for ref in ORDER])
        rank: Json = {"kind": "rank", "settings": {"by": "table"}}
        again: Json = {"kind": "rank", "settings": {"by": "table", "start_from": "0"}}
        self.hall = Room(server, programme, ideas, "James Lind final workshop", [rank, again])

    def tell(self) -> None:
        hall = self.hall
        for community in ("citizen", "ahp"):
            hall.join(community, 12)
        hall.posts(f"/sessions/{hall.id}/start")
        hall.stage(0, "tables/deal", tables=3)
        hall.stage(0, "open")
        for table in (1, 2, 3):
            self._enters(0, table, ORDER)
        hall.stage(0, "close")
        hall.stage(0, "reveal")
        hall.stage(1, "tables/deal")
        hall.stage(1, "open")
        self._moves_on_a_phone()
        self._types_at_the_desk()
        board = self.camera.visitor(*WALL)
        board.goto(f"/sessions/{hall.id}/board")
        self.camera.take(board, "board-tables-open")
        self._enters(1, 3, AGAIN[2])
        hall.stage(1, "close")
        hall.stage(1, "reveal")
        expect(board.locator(".board-tables")).to_be_visible()
        self.camera.take(board, "board-tables")

    def _enters(self, stage: int, table: int, order: tuple[str, ...]) -> None:
        listed = [self.hall.ideas[ref] for ref in order]
        self.hall.stage(stage, f"tables/{table}/order", order=listed, handed_in=True)

    def _moves_on_a_phone(self) -> None:
        """Table 1's list, and then table 2's, which is the one that the picture shows."""
        for number in (1, 2):
            writer = self._at_table(number)
            listed = [self.hall.ideas[ref] for ref in AGAIN[number - 1]]
            stage = self.hall.stages[1]
            if number == 2:
                before = [self.hall.ideas[ref] for ref in ("E1", "E3", "E2", "E5", "E4", "E8", "E9", "E14")]
                self.hall.act(writer, [{"do": "rank", "stage": stage, "order": before}])
                self._takes_the_phone(writer)
            deeds: list[Json] = [{"do": "rank", "order": listed}, {"do": "hand_in", "on": True}]
            self.hall.act(writer, [{"stage": stage} | deed for deed in deeds])

    def _takes_the_phone(self, writer: Person) -> None:
        page = self.camera.visitor(*PHONE, device=writer.device)
        page.goto(f"/sessions/{self.hall.id}")
        page.wait_for_selector("html.live")
        for _ in range(3):
            page.get_by_role("button", name="Move up: Local foot checks").click()
        page.get_by_role("link", name="Add a reason").click()
        page.get_by_label("Your reason").fill("One check can save a foot.")
        page.get_by_role("button", name="Keep this reason").click()
        expect(page.get_by_text("Saved. 8 ideas, all in order.")).to_be_visible()
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        self.camera.take(page, "phone-table")

    def _types_at_the_desk(self) -> None:
        for ref, text in REASONS.items():
            self.hall.posts(f"/stages/{self.hall.stages[1]}/reasons", {"idea": self.hall.ideas[ref], "text": text})
        page = self._desk()
        page.goto(f"/sessions/{self.hall.id}/tables")
        for ref, place in TYPED.items():
            page.locator(self._box(ref)).fill(place)
        page.locator(self._box("E5")).focus()
        expect(page.locator("#card-3")).to_contain_text("3 of 8")
        self.camera.take(page, "host-tables")

    def _box(self, ref: str) -> str:
        return f"[id='place-3-{self.hall.ideas[ref]}']"

    def _at_table(self, number: int) -> Person:
        tables = self.hall.gets(f"/stages/{self.hall.stages[1]}/tables")["tables"]
        members = next(table["members"] for table in tables if table["table"] == number)
        return next(p for p in self.hall.people["citizen"] if p.token.split(".")[2] in members)

    def _desk(self) -> Page:
        desk = self.camera.visitor(*DESK)
        link = self.server.command("link", "--email", "tables@example.org").strip()
        desk.goto("/sign-in/" + link.rsplit("/", 1)[1])
        desk.get_by_role("button", name=re.compile("^Sign in as")).click()
        expect(desk.get_by_role("heading", name="Programmes")).to_be_visible()
        return desk
