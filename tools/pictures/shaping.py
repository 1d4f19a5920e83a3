"""A seventh programme for the pictures: what people said, and the ideas that grew from most of it."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.serving import Server

from . import told
from .camera import Camera
from .room import Json, Room, programme_of
from .story import answers_of

DESK = (1440, 900)
TAKES = frozenset({"org-workbench", "org-ideas"})
"""The pictures that are taken here."""

Said = tuple[str, str, str]
"""Words, who said them, and where."""
MARKED = "A visit in two days would have changed everything."
LEFT: list[Said] = [
    (f"My mum fell on the Friday. Nobody came till the new year. {MARKED} She used to do her own garden.", "Carer",
     "Hull listening event"),
    ("I get paid by the shift. A Tuesday at 11 costs me £60.", "Patient", "Keighley market stall"),
    ("They discharged me with a leaflet. I needed a person.", "Patient", "Whitby survey"),
    ("I ring at 8, I’m 34th, and then it’s full.", "Patient", "Selby survey"),
    ("The physio was lovely but I had to explain it all again.", "Carer", "phone call"),
    ("My son had four speech therapists in three years.", "Parent", "Skipton school gate"),
    ("Nobody told me the foot clinic does Saturdays.", "Patient", "Whitby survey"),
]  # fmt: skip
"""In no idea yet, the first of 38."""
FALLS: list[Said] = [
    ("I was frightened to use my own stairs.", "Patient", "Whitby survey"),
    ("Two days and I’d have been back at the allotment.", "Patient", "phone call"),
    ("I told five people the same story about one fall.", "Carer", "Selby survey"),
]
AFTER = "It would have made the difference to us as well."
QUOTES = {"E3": 23, "E1": 31, "E6": 21, "E2": 19, "E5": 17, "E4": 14, "E13": 11, "E9": 9, "E8": 8, "E7": 7, "E10": 6,
          "E11": 5, "E12": 4, "E14": 12}  # fmt: skip
"""How many quotes each idea rests on."""
ALIKE = [("Check my house after a fall", "Look at my house in the days after a fall", 7),
         ("Faster help when I fall", "Somebody at my home within two days when I fall", 4)]  # fmt: skip
LEFT_IN_ALL = 38


class Shaping:
    """38 citizens and 27 AHPs voted on most of the ideas."""

    def __init__(self, server: Server, camera: Camera) -> None:
        self.server, self.camera = server, camera
        self.programme, self.ideas = programme_of(
            server, "Allied health programme, North Dales (example)", told.example_ideas()
        )
        weighed = [id for ref, id in self.ideas.items() if ref not in ("E13", "E10")]
        vote: Json = {"kind": "vote", "ideas": weighed}
        self.hall = Room(server, self.programme, self.ideas, "Keighley", [vote])

    def tell(self) -> None:
        self._votes()
        self._listens()
        desk = self.camera.visitor(*DESK)
        link = self.server.command("link", "--email", "shaping@example.org").strip()
        desk.goto("/sign-in/" + link.rsplit("/", 1)[1])
        desk.get_by_role("button", name=re.compile("^Sign in as")).click()
        expect(desk.get_by_role("heading", name="Programmes")).to_be_visible()
        desk.goto(f"/programmes/{self.programme}/ideas")
        self.camera.take(desk, "org-ideas")
        idea = f"/programmes/{self.programme}/ideas/{self.ideas['E3']}"
        for words, why in (("A home visit within two days", "“two days” is what most say"),
                           ("A home visit within two days of a fall, not six weeks later",
                            "“six weeks” comes from two people")):  # fmt: skip
            desk.goto(idea)
            desk.get_by_label("The idea, in a citizen’s words").fill(words)
            desk.get_by_label("Why you change it").fill(why)
            desk.get_by_role("button", name="Save").click()
            expect(desk.get_by_text("The new wording is kept")).to_be_visible()
        desk.goto(f"/programmes/{self.programme}/shape?idea={self.ideas['E3']}")
        expect(desk.get_by_text("look like this one")).to_be_visible()
        desk.evaluate(
            """(words) => {
              const node = [...document.querySelectorAll("[data-words]")].map((one) => one.firstChild)
                .find((one) => one.data.includes(words));
              const range = document.createRange();
              range.setStart(node, node.data.indexOf(words));
              range.setEnd(node, node.data.indexOf(words) + words.length);
              getSelection().addRange(range);
              document.dispatchEvent(new PointerEvent("pointerup", {bubbles: true}));
            }""",
            MARKED,
        )
        expect(desk.locator(".marked-count")).to_have_text("Marked: 9 words")
        self.camera.take(desk, "org-workbench")

    def _votes(self) -> None:
        self.hall.join("citizen", 38)
        self.hall.join("ahp", 27)
        self.hall.posts(f"/sessions/{self.hall.id}/start")
        self.hall.stage(0, "open")
        votes = {ref: counts for ref, counts in told.VOTES.items() if ref not in ("E13", "E10")}
        for person, answers in answers_of(self.hall, votes):
            self.hall.vote(person, 0, answers)
        self.hall.stage(0, "close")
        self.hall.posts(f"/sessions/{self.hall.id}/finish")

    def _listens(self) -> None:
        self._said(LEFT)
        quotes = dict(QUOTES)
        for quoted in self._said(FALLS):
            self._quote("E3", quoted)
        quotes["E3"] -= len(FALLS)
        body = {"ideas": [{"text": text, "name": name, "ref": name} for name, text, _ in ALIKE]}
        for idea in self.hall.posts(f"/programmes/{self.programme}/ideas", body)["ideas"]:
            self.ideas[idea["ref"]] = idea["id"]
        quotes |= {name: count for name, _, count in ALIKE}
        for ref, count in quotes.items():
            for quoted in self._said([(AFTER, "Patient", "Whitby survey")] * count):
                self._quote(ref, quoted)
        self._said([("The bus goes once an hour.", "Patient", "Selby survey")] * (LEFT_IN_ALL - len(LEFT)))

    def _said(self, said: list[Said]) -> list[str]:
        """Adds what people said, and lets it through → their ids."""
        at, made = f"/programmes/{self.programme}/contributions", []
        for words, role, where in said:
            one = {"text": words, "role": role, "community": "citizen", "may_quote": True}
            body = {"contributions": [one], "source": "notes", "source_name": where}
            made.append(str(self.hall.posts(at, body)["contributions"][0]["id"]))
            self.hall.posts(f"{at}/{made[-1]}/allow")
        return made

    def _quote(self, ref: str, contribution: str) -> None:
        at = f"/programmes/{self.programme}/ideas/{self.ideas[ref]}/quotes"
        self.hall.posts(at, {"contribution": contribution})
