"""An eighth programme for the pictures: from what people said over four workshops to what became of it."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.serving import Server

from . import told
from .across import IDEAS, SHARES, WORKSHOPS, counts_of
from .camera import Camera
from .room import Json, Room, organiser, programme_of
from .strategy import AGREED, REVIEW, STATEMENTS, WORKS_IF

DESK, PHONE = (1440, 900), (390, 844)
TAKES = frozenset({"org-programme", "org-evidence", "org-yousaid", "phone-listen", "idea-book"})
"""The pictures that are taken here."""

SAID = [
    ("My mum fell on the Friday. Nobody came till the new year.", "Carer", "Hull listening event"),
    ("I was frightened to use my own stairs.", "Patient", "Whitby survey"),
    ("They discharged me with a leaflet. I needed a person.", "Patient", "Keighley market stall"),
    ("Two days and I’d have been back at the allotment.", "Patient", "phone call"),
    ("I told five people the same story about one fall.", "Carer", "Selby survey"),
    *[("It would have made the difference to us as well.", "Patient", "Whitby survey")] * 18,
]
"""Words on falls, who said them, and where."""
OTHERS = [
    ("E1", "The physio was lovely but I had to explain it all again.", "Carer", "phone call"),
    ("E6", "I get paid by the shift. A Tuesday at 11 costs me £60.", "Patient", "Keighley market stall"),
    ("E5", "I ring at 8, I’m 34th, and then it’s full.", "Patient", "Selby survey"),
    ("E14", "My son had four speech therapists in three years.", "Parent", "Skipton school gate"),
    ("", "Nobody told me the foot clinic does Saturdays.", "Patient", "Whitby survey"),
    ("", "The bus goes once an hour.", "Patient", "Selby survey"),
]
ADDED = [
    ("citizen", "Send someone who can fix the handrail the same day.", 12),
    ("ahp", "Falls clinics already hold slots. We could release them.", 9),
    ("ahp", "We’d need a car pool. Bus routes don’t reach the villages.", 6),
    ("citizen", "Tell the GP practice, so we don’t book twice.", 3),
    ("citizen", "Ring first. I won’t open the door to a stranger.", 3),
    ("ahp", "We would gladly share one rota.", 1),
]
BEFORE = "Everyone who falls is visited at home within two days by a physiotherapist."
STORIES = [
    ("E3", "doing", "Visits start in Hull and Selby in April. Teams share one rota."),
    ("E6", "working", "Staff need childcare and fair pay for it first. We decide in March."),
    ("E4", "not_now", "Half of the citizens disagreed. We’ll ask again next year."),
    ("E1", "doing", "Every plan names one person from May."),
]
TOLD = f"{SAID[0][0]} A visit in two days would have changed everything."
TITLE = "What matters most when you need help?"


class Trail:
    """231 citizens and 164 AHPs in four workshops, and what organisers wrote."""

    def __init__(self, server: Server, camera: Camera) -> None:
        self.server, self.camera, self.http = server, camera, organiser(server)
        self.programme, self.ideas = programme_of(server, "Care closer to home", told.example_ideas())
        self.home = f"/programmes/{self.programme}"

    def tell(self) -> None:
        rooms = [self._holds(at, *workshop) for at, workshop in enumerate(WORKSHOPS)]
        self.room = rooms[0]
        for room in rooms[:3]:
            room.posts(f"/sessions/{room.id}/publish")
        for name in ("Selby", "Whitby"):
            Room(self.server, self.programme, self.ideas, name, [{"kind": "vote"}])
        self._listens()
        self._drafts()
        for ref, verdict, text in STORIES:
            self.room.posts(f"{self.home}/ideas/{self.ideas[ref]}/story", {"verdict": verdict, "text": text})
        self.room.posts(f"{self.home}/stories/publish")
        self.room.posts(f"{self.home}/book/publish", {"ideas": list(self.ideas.values())})
        desk = self.camera.visitor(*DESK)
        link = self.server.command("link", "--email", "trail@example.org").strip()
        desk.goto("/sign-in/" + link.rsplit("/", 1)[1])
        desk.get_by_role("button", name=re.compile("^Sign in as")).click()
        expect(desk.get_by_role("heading", name="Programmes")).to_be_visible()
        for name, path in (("org-programme", ""), ("org-evidence", f"/ideas/{self.ideas['E3']}/trail")):
            desk.goto(self.home + path)
            self.camera.take(desk, name)
        self.room.posts(f"{self.home}/ideas/{self.ideas['E3']}/trail/publish")
        desk.goto(f"/book/{self.programme}")
        self.camera.take(desk, "idea-book")
        phone = self.camera.visitor(*PHONE, scale=2)
        phone.goto(f"/you-said/{self.programme}")
        self.camera.take(phone, "org-yousaid")
        phone.goto(self.listening)
        phone.get_by_label("Your words").or_(phone.locator("textarea")).first.fill(TOLD)
        phone.get_by_text("Yes, without my name").click()
        phone.evaluate("document.activeElement.blur()")
        self.camera.take(phone, "phone-listen")

    def _holds(self, at: int, name: str, citizens: int, ahps: int) -> Room:
        vote: Json = {"kind": "vote", "ideas": [self.ideas[ref] for ref in IDEAS]}
        room = Room(self.server, self.programme, self.ideas, name, [vote])
        names = list(told.PROFESSIONS)[: 4 + 2 * at]
        room.join("citizen", citizens)
        room.join("ahp", ahps, [names[min(n % (at + 3), n % len(names))] for n in range(ahps)])
        room.posts(f"/sessions/{room.id}/start")
        room.stage(0, "open")
        for side, (community, count) in enumerate((("citizen", citizens), ("ahp", ahps))):
            dealt = {ref: told.dealt(counts_of(SHARES[letters[at]][side], count), count, f"{ref} {at}", community)
                     for ref, letters in IDEAS.items()}  # fmt: skip
            for n, person in enumerate(room.people[community]):
                room.vote(person, 0, {ref: answers[n] for ref, answers in dealt.items()})
        if at == len(WORKSHOPS) - 1:
            self._is_added_to(room)
        room.stage(0, "close")
        room.posts(f"/sessions/{room.id}/finish")
        return room

    def _is_added_to(self, room: Room) -> None:
        for n, (community, text, support) in enumerate(ADDED):
            comment = room.says(room.people[community][n], 0, "E3", text)
            room.posts(f"/comments/{comment}/allow")
            for person in room.people["citizen"][10 : 10 + support]:
                room.act(person, [{"stage": room.stages[0], "do": "support", "comment": comment, "on": True}])

    def _listens(self) -> None:
        body = {"title": TITLE, "intro": "Tell us in your own words. It takes about 2 minutes.", "open": True,
                "questions": [{"text": TITLE}]}  # fmt: skip
        answer = self.http.put(f"{self.home}/listening", json=body)
        answer.raise_for_status()
        self.listening = "/listen/" + str(answer.json()["link"]).rpartition("/")[2]
        for ref, words, role, where in [("E3", *said) for said in SAID] + OTHERS:
            at = f"{self.home}/contributions"
            one = {"text": words, "role": role, "community": "citizen", "may_quote": True}
            made = self.room.posts(at, {"contributions": [one], "source": "notes", "source_name": where})
            id = made["contributions"][0]["id"]
            self.room.posts(f"{at}/{id}/allow")
            if ref:
                self.room.posts(f"{self.home}/ideas/{self.ideas[ref]}/quotes", {"contribution": id})

    def _drafts(self) -> None:
        base = f"{self.home}/strategy/statements"
        for text, state, ideas, professions, commitments in STATEMENTS:
            first = ideas == "E3"
            body: Json = {
                "text": BEFORE if first else text, "ideas": [self.ideas[ref] for ref in ideas.split()],
                "professions": professions.split("; "), "commitments": commitments.split()[:1],
                "works_if": WORKS_IF.get(ideas, ""),
            }  # fmt: skip
            if first:
                body |= {"still_open": "Travel in rural areas", "next_review": "After Whitby, 9 December"}
            made, seen = self.room.posts(base, body), 1
            if first:
                self.room.posts(f"{base}/{made['id']}", {"text": text, "expected_version": 1, "why": "AHPs asked"})
                seen = 2
            steps = [REVIEW, AGREED] if state == AGREED else [REVIEW]
            for n, step in enumerate(steps):
                body = {"state": step, "expected_version": seen + n, "why": "All of us"}
                answer = self.http.post(f"{base}/{made['id']}/state", json=body)
                if not answer.is_success:
                    break  # one that still wants to know what would make it work stays in review
