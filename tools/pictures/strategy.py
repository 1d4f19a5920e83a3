"""A sixth programme for the pictures: one workshop on the example ideas, and a strategy draft that rests on it."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.serving import Server

from . import told
from .camera import Camera
from .room import Json, Room, programme_of

DESK = (1440, 900)
TAKES = frozenset({"org-strategy", "org-statement"})
"""The pictures that are taken here."""

AGREED, REVIEW = "agreed", "review"
STATEMENTS: list[tuple[str, str, str, str, str]] = [
    ("Everyone who falls is visited at home within two days by the right professional.", AGREED, "E3",
     "Occupational therapists; Paramedics; Physiotherapists", "1.1 1.2"),
    ("People can book a physiotherapist or podiatrist without seeing a GP first.", AGREED, "E2 E9",
     "Chiropodists/podiatrists; Osteopaths; Physiotherapists", "3d 2"),
    ("One named person holds your story, and you can see the plan they hold.", AGREED, "E1 E8",
     "Occupational therapists; Physiotherapists; Speech and language therapists", "1.3 5"),
    ("People can be seen in the evening or on Saturday where teams can staff it fairly.", REVIEW, "E6",
     "Physiotherapists; Radiographers", "3d 4"),
    ("Everyone waiting for speech therapy hears how long it takes and what helps meanwhile.", REVIEW, "E5",
     "Speech and language therapists", "3a 3d"),
    ("Paramedics treat people at home where that is safe, and say why.", REVIEW, "E11", "Paramedics", "1.1 1.2 4"),
    ("Foot checks and food advice come to places where people already go.", REVIEW, "E9 E10",
     "Chiropodists/podiatrists; Dietitians", "1.5 2 3b"),
    ("Recovery groups and arts are offered like any other therapy.", REVIEW, "E4 E12",
     "Art therapists; Drama therapists; Music therapists; Occupational therapists", "1.3 3c"),
    ("Children keep the same therapist through school wherever it can be done.", REVIEW, "E14",
     "Orthoptists; Speech and language therapists; Music therapists", "3a"),
]  # fmt: skip
"""Words, state, ideas, professions and commitments."""
WORKS_IF = {"E2 E9": "Clear advice on when to see a GP first, and lifts for those without a bus.",
            "E5": "One honest figure a month that nobody has to work out by hand.",
            "E11": "A number to ring if things get worse in the night.",
            "E9 E10": "Rooms that cost nothing, with a sink.",
            "E14": "Schools keep a room free."}  # fmt: skip
"""What would make it work, by the ideas of a statement."""
COULD_FIT = {"E7": ["Prosthetists and orthotists"], "E13": ["Prosthetists and orthotists"]}


class Strategy:
    """38 citizens and 27 AHPs, and what organisers wrote after they had gone."""

    def __init__(self, server: Server, camera: Camera) -> None:
        self.server, self.camera = server, camera
        name = "Allied health programme, North Dales"
        self.programme, self.ideas = programme_of(server, name, told.example_ideas())
        vote: Json = {"kind": "vote", "ideas": list(self.ideas.values())}
        self.hall = Room(server, self.programme, self.ideas, "Keighley", [vote])

    def tell(self) -> None:
        self._is_held()
        for ref, professions in COULD_FIT.items():
            at = f"/programmes/{self.programme}/ideas/{self.ideas[ref]}/place"
            self.hall.posts(at, {"professions": professions, "commitments": []})
        made = [self._writes(*statement) for statement in STATEMENTS]
        desk = self.camera.visitor(*DESK)
        link = self.server.command("link", "--email", "strategy@example.org").strip()
        desk.goto("/sign-in/" + link.rsplit("/", 1)[1])
        desk.get_by_role("button", name=re.compile("^Sign in as")).click()
        expect(desk.get_by_role("heading", name="Programmes")).to_be_visible()
        desk.goto(f"/programmes/{self.programme}/strategy")
        self.camera.take(desk, "org-strategy")
        desk.goto(f"/programmes/{self.programme}/strategy/statements/{made[1]}")
        self.camera.take(desk, "org-statement")

    def _is_held(self) -> None:
        hall = self.hall
        names = [name for name, count in told.PROFESSIONS.items() for _ in range(count)]
        hall.join("citizen", 38)
        hall.join("ahp", 27, names)
        hall.posts(f"/sessions/{hall.id}/start")
        hall.stage(0, "open")
        for side, community in enumerate(("citizen", "ahp")):
            people = hall.people[community]
            dealt = {ref: told.dealt(counts[side], len(people), ref, community) for ref, counts in told.VOTES.items()}
            for n, person in enumerate(people):
                hall.vote(person, 0, {ref: answers[n] for ref, answers in dealt.items()})
        hall.stage(0, "close")
        hall.posts(f"/sessions/{hall.id}/finish")

    def _writes(self, text: str, state: str, ideas: str, professions: str, commitments: str) -> str:
        base = f"/programmes/{self.programme}/strategy/statements"
        made = self.hall.posts(base, {
            "text": text, "ideas": [self.ideas[ref] for ref in ideas.split()], "professions": professions.split("; "),
            "commitments": commitments.split(), "works_if": WORKS_IF.get(ideas, ""),
        })  # fmt: skip
        one = f"{base}/{made['id']}"
        self.hall.posts(f"{one}/state", {"state": REVIEW, "expected_version": 1, "why": "Ready to be read"})
        if state == AGREED:
            self.hall.posts(f"{one}/state", {"state": AGREED, "expected_version": 2, "why": "All five of us"})
        return str(made["id"])
