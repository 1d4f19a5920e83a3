"""A fifth programme for the pictures: the same twelve ideas in four workshops, the newest held last."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.serving import Server

from . import told
from .camera import Camera
from .room import Json, Room, programme_of

DESK = (1440, 900)
TAKES = frozenset({"org-across"})
"""The picture that is taken here."""

WORKSHOPS = (("Skipton", 58, 44), ("Hull", 71, 52), ("Online", 64, 41), ("Keighley", 38, 27))
"""Name, citizens and AHPs, oldest first."""
SHARES = {
    "G": (90, 90), "g": (72, 75), "C": (88, 42), "c": (72, 57), "A": (44, 89), "a": (60, 85), "N": (42, 40),
    "n": (61, 59), "K": (61, 89), "O": (63, 80), "H": (77, 71), "S": (60, 86),
}  # fmt: skip
"""What a letter stands for: citizens and AHPs who agree, in per cent."""
IDEAS = {
    "E3": "GGGG", "E1": "GGGG", "E2": "cGGG", "E4": "GgGg", "E8": "gGCg", "E7": "GAaa", "E9": "SHOK", "E11": "anNa",
    "E5": "GCCC", "E12": "nAnN", "E14": "CcCC", "E6": "CCCC",
}  # fmt: skip
"""A letter for each workshop."""
PICKED = "E9"


class Across:
    """231 citizens and 164 AHPs."""

    def __init__(self, server: Server, camera: Camera) -> None:
        self.server, self.camera = server, camera
        known = {idea["ref"]: idea for idea in told.example_ideas()}
        name = "Allied health programme, North Dales"
        self.programme, self.ideas = programme_of(server, name, [known[ref] for ref in IDEAS])

    def tell(self) -> None:
        for at, (name, citizens, ahps) in enumerate(WORKSHOPS):
            self._holds(at, name, {"citizen": citizens, "ahp": ahps})
        desk = self.camera.visitor(*DESK)
        link = self.server.command("link", "--email", "across@example.org").strip()
        desk.goto("/sign-in/" + link.rsplit("/", 1)[1])
        desk.get_by_role("button", name=re.compile("^Sign in as")).click()
        expect(desk.get_by_role("heading", name="Programmes")).to_be_visible()
        desk.goto(f"/programmes/{self.programme}/across?idea={self.ideas[PICKED]}")
        self.camera.take(desk, "org-across")

    def _holds(self, at: int, name: str, people: dict[str, int]) -> None:
        vote: Json = {"kind": "vote", "ideas": list(self.ideas.values())}
        room = Room(self.server, self.programme, self.ideas, name, [vote])
        for community, count in people.items():
            names = list(told.PROFESSIONS)[: 4 + at] if community == "ahp" else []
            room.join(community, count, [names[n % len(names)] for n in range(count)] if names else ())
        room.posts(f"/sessions/{room.id}/start")
        room.stage(0, "open")
        for side, (community, count) in enumerate(people.items()):
            dealt = {ref: told.dealt(counts_of(SHARES[letters[at]][side], count), count, f"{ref} {at}", community)
                     for ref, letters in IDEAS.items()}  # fmt: skip
            for n, person in enumerate(room.people[community]):
                room.vote(person, 0, {ref: answers[n] for ref, answers in dealt.items()})
        room.stage(0, "close")
        room.posts(f"/sessions/{room.id}/finish")


def counts_of(percent: int, people: int) -> tuple[int, int, int]:
    """Agree, not sure and disagree of so many people."""
    agree = round(percent * people / 100)
    return agree, (people - agree) // 2, people - agree - (people - agree) // 2
